import { UserError } from "../base/errors.ts";
import { exec } from "./exec.ts";

/** Which cluster kubectl talks to; by default that of the current context. */
export interface KubectlTarget {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** An object as kubectl prints it. */
export interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** An object without what is in it. */
export interface ObjectName {
  /** Absent where the kind belongs to no namespace. */
  readonly namespace?: string;
  readonly name: string;
  readonly finalizers: readonly string[];
}

/** What is asked of kubectl. Manifests go in as YAML text. */
export interface Kubectl {
  /** Its own version: `1.36.3`. */
  clientVersion(): Promise<string>;
  /** That of the server of the context, which has ten seconds to answer. */
  serverVersion(): Promise<string>;
  /** Name of the context that is used; undefined when the kubeconfig names none. */
  context(): Promise<string | undefined>;
  /** A kubeconfig that holds this context alone, with its credentials inside. */
  kubeconfig(): Promise<string>;
  /** The manifests of a kustomize folder. Needs no cluster. */
  kustomize(folder: string): Promise<string>;
  /** Server-side apply; returns a line for each object. `force` takes over fields that others own. */
  apply(manifests: string, options?: { force?: boolean }): Promise<string[]>;
  /** The objects as they would be after an apply, and as they are (absent ones left out). */
  preview(manifests: string, options?: { force?: boolean }): Promise<ClusterObject[]>;
  live(manifests: string): Promise<ClusterObject[]>;
  /** Deletes what is there and waits until it is gone; returns a line for each object. */
  delete(manifests: string, options: { timeoutSeconds: number }): Promise<string[]>;
  /** CustomResourceDefinitions, as JSON: each of these names that is there, by default all. It is a text, so that numbers are as they were. */
  definitions(names?: readonly string[]): Promise<string>;
  /** Objects of one or more kinds (`pods,events`) in a namespace: those with the labels, and with fields such as `involvedObject.name=a`. */
  list(
    resource: string,
    options: { namespace: string; selector?: string; fields?: string },
  ): Promise<ClusterObject[]>;
  /** Who is there of a kind, in all namespaces; none where the server does not know the kind. `resource` is `widgets.example.com`. */
  names(resource: string): Promise<ObjectName[]>;
  /** The last lines that a container has written, or the one before it that ended; none where there are none to have. */
  logs(
    pod: string,
    options: { namespace: string; container: string; previous: boolean; lines: number },
  ): Promise<string[]>;
  /** Waits for a condition of objects such as `crd/widgets.example.com`. */
  wait(condition: string, options: { objects: readonly string[]; timeoutSeconds: number }): Promise<void>;
}

type VersionAnswer = Partial<Record<"clientVersion" | "serverVersion", { gitVersion?: string }>>;

/** The first version whose server-side apply is generally available. */
const oldest = [1, 22] as const;
/** The manager of the fields that we apply. */
const fieldManager = "kubewright";
const hint =
  "Install kubectl (https://kubernetes.io/docs/tasks/tools/), or check the kubeconfig and the cluster.";

interface DriverOptions extends KubectlTarget {
  /** Default: the kubectl on the PATH. */
  readonly program?: string;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/**
 * Runs kubectl; its version is looked at before its first use.
 *
 * @throws UserError KUBECTL_TOO_OLD, COMMAND_NOT_FOUND, COMMAND_FAILED
 */
export function createKubectl(options: DriverOptions): Kubectl {
  const { kubectl, lines, objects } = caller(options);
  const version = async (which: "clientVersion" | "serverVersion", args: readonly string[]) => {
    const answer = JSON.parse(await kubectl(["version", ...args, "--output", "json"])) as VersionAnswer;
    return (answer[which]?.gitVersion ?? "").replace(/^v/, "");
  };
  const applyArgs = (force = false) => [
    ...["apply", "--server-side", "--field-manager", fieldManager, "--filename", "-"],
    ...(force ? ["--force-conflicts"] : []),
  ];
  return {
    clientVersion: () => version("clientVersion", ["--client"]),
    serverVersion: () => version("serverVersion", ["--request-timeout=10s"]),
    async context() {
      if (options.context !== undefined) return options.context;
      return (await kubectl(["config", "view", "--output", "jsonpath={.current-context}"])) || undefined;
    },
    kubeconfig: () => kubectl(["config", "view", "--minify", "--flatten", "--raw"]),
    kustomize: (folder) => kubectl(["kustomize", folder]),
    apply: (manifests, { force } = {}) => lines(applyArgs(force), manifests),
    preview: (manifests, { force } = {}) => objects([...applyArgs(force), "--dry-run=server"], manifests),
    live: (manifests) => objects(["get", "--ignore-not-found", "--filename", "-"], manifests),
    delete: (manifests, { timeoutSeconds }) =>
      lines(["delete", "--ignore-not-found", `--timeout=${timeoutSeconds}s`, "--filename", "-"], manifests),
    definitions: (names = []) =>
      kubectl([
        ...["get", "customresourcedefinitions.apiextensions.k8s.io", ...names],
        ...(names.length > 0 ? ["--ignore-not-found"] : []),
        ...["--output", "json"],
      ]),
    list: (resource, { namespace, selector, fields }) =>
      objects([
        ...["get", resource, "--namespace", namespace],
        ...(selector === undefined ? [] : ["--selector", selector]),
        ...(fields === undefined ? [] : ["--field-selector", fields]),
      ]),
    names: (resource) => readNames(kubectl, resource),
    logs: (pod, options) => readLogs(kubectl, { pod, ...options }),
    async wait(condition, { objects: names, timeoutSeconds }) {
      if (names.length > 0)
        await kubectl(["wait", `--for=condition=${condition}`, `--timeout=${timeoutSeconds}s`, ...names]);
    },
  };
}

function caller({ kubeconfig, context, program = "kubectl", cwd, signal }: DriverOptions) {
  const target = [
    ...(kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig]),
    ...(context === undefined ? [] : ["--context", context]),
  ];
  let checked: Promise<void> | undefined;
  const kubectl = async (args: readonly string[], input?: string) => {
    await (checked ??= checkVersion({ program, cwd, signal }));
    const { stdout } = await exec(program, [...target, ...args], {
      cwd,
      signal,
      ...(input === undefined ? {} : { input }),
    });
    return stdout;
  };
  return {
    kubectl,
    lines: async (args: readonly string[], input: string) =>
      (await kubectl(args, input)).split("\n").filter((line) => line !== ""),
    objects: async (args: readonly string[], input?: string) =>
      readObjects(await kubectl([...args, "--output", "json"], input)),
  };
}

type Call = (args: readonly string[]) => Promise<string>;

/** One object a line; what kubectl prints of a list is JSON, so that no name can break it. */
const nameTemplate =
  '{range .items[*]}["{.metadata.namespace}","{.metadata.name}"{range .metadata.finalizers[*]},"{@}"{end}]{"\\n"}{end}';

async function readNames(kubectl: Call, resource: string): Promise<ObjectName[]> {
  try {
    const text = await kubectl(["get", resource, "--all-namespaces", "--output", `jsonpath=${nameTemplate}`]);
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const [namespace = "", name = "", ...finalizers] = JSON.parse(line) as string[];
        return { ...(namespace === "" ? {} : { namespace }), name, finalizers };
      });
  } catch (error) {
    if (
      error instanceof UserError &&
      /doesn't have a resource type|could not find the requested/.test(error.message)
    )
      return [];
    throw error;
  }
}

async function readLogs(
  kubectl: Call,
  options: { pod: string; namespace: string; container: string; previous: boolean; lines: number },
): Promise<string[]> {
  const { pod, namespace, container, previous, lines } = options;
  try {
    const text = await kubectl([
      ...["logs", pod, "--namespace", namespace, "--container", container, `--tail=${lines}`],
      ...(previous ? ["--previous"] : []),
    ]);
    return text.split("\n").filter((line) => line !== "");
  } catch (error) {
    // a container that has not started yet, or whose logs are gone
    if (error instanceof UserError && error.code === "COMMAND_FAILED") return [];
    throw error;
  }
}

/** One object is printed as it is, several as a List, none not at all. */
function readObjects(text: string): ClusterObject[] {
  if (text === "") return [];
  const value = JSON.parse(text) as ClusterObject | { items: ClusterObject[] };
  return "items" in value ? value.items : [value];
}

async function checkVersion({
  program,
  ...options
}: {
  program: string;
  cwd: string;
  signal: AbortSignal;
}): Promise<void> {
  const { stdout } = await exec(program, ["version", "--client", "--output", "json"], { ...options, hint });
  const { clientVersion } = JSON.parse(stdout) as VersionAnswer;
  const [, major = "0", minor = "0"] = /^v(\d+)\.(\d+)/.exec(clientVersion?.gitVersion ?? "") ?? [];
  if (Number(major) > oldest[0] || (Number(major) === oldest[0] && Number(minor) >= oldest[1])) return;
  throw new UserError(
    "KUBECTL_TOO_OLD",
    `cannot use kubectl ${major}.${minor}: expected ${oldest.join(".")} or newer`,
    { hint },
  );
}
