import { join } from "node:path";
import { UserError } from "../base/errors.ts";
import type { CustomResourceDefinition } from "../kube/crd.ts";
import type { KubernetesObject } from "../kube/object.ts";
import { writeYaml } from "../kube/yaml.ts";
import { projectFile } from "../project/project.ts";
import { applyChanged } from "./changed-objects.ts";
import { allowContext } from "./allow-context.ts";
import type { ClusterChoice } from "./cluster-choice.ts";
import type { Context } from "./context.ts";
import { startProjectSandbox } from "./sandbox-target.ts";
import { exportLine, removeKubeconfigFile, writeKubeconfigFile } from "./kubeconfig-file.ts";

/** What `manifests` writes. */
export interface ProjectManifests {
  readonly crds: readonly CustomResourceDefinition[];
  /** Roles by the names that they have in the cluster. */
  readonly roles: readonly KubernetesObject[];
}

/** The cluster that an operator is run against. */
export interface RunTarget {
  readonly kubeconfigFile: string;
  /** Brings the project's CRDs and roles onto a cluster that is for development, those that have changed; leaves others alone. */
  install(manifests: ProjectManifests): Promise<void>;
  close(): Promise<void>;
}

interface TargetOptions {
  readonly root: string;
  /** Contexts that PROJECT allows. */
  readonly allowed: readonly string[];
  readonly yes: boolean;
  /** Begin with an empty sandbox. */
  readonly fresh: boolean;
  readonly context: Context;
}

/** Starts it or checks that it may be used. What it leaves in the project is below .kubewright and goes with `close`. */
export async function openTarget(choice: ClusterChoice, options: TargetOptions): Promise<RunTarget> {
  switch (choice.kind) {
    case "sandbox":
      return openSandbox(options);
    case "kind":
      return openKind(choice.name, options);
    case "context":
      return openContext(choice.name, options);
  }
}

async function openSandbox({ root, fresh, context }: TargetOptions): Promise<RunTarget> {
  const { clock, logger, signal } = context;
  const [{ applyObjects }, sandbox] = await Promise.all([
    import("../dev/apply-objects.ts"),
    startProjectSandbox(root, { fresh, clock, logger }),
  ]);
  try {
    const published = await publish(root, { text: sandbox.kubeconfig(), name: "kubeconfig" });
    const install = applyChanged(
      (objects) => applyObjects(sandbox, { objects, clock, signal }),
      context.note,
    );
    context.note(`the operator runs on a sandbox at ${sandbox.url} until Ctrl-C; in another shell:`);
    context.print(exportLine(published.file));
    return {
      kubeconfigFile: published.file,
      install: (manifests) => install(objectsOf(manifests)),
      async close() {
        await published.remove();
        await sandbox.stop();
      },
    };
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
}

async function openKind(name: string, options: TargetOptions): Promise<RunTarget> {
  const { context, yes } = options;
  const kind = await context.drivers.kind();
  if (!(await kind.clusters()).includes(name)) {
    if (!yes && !(await context.ask?.confirm(`There is no kind cluster "${name}". Make it?`))) {
      throw new UserError("KIND_CLUSTER_NOT_FOUND", `cannot run on kind cluster "${name}": there is none`, {
        hint: `Give --yes to make it, or run \`kind create cluster --name ${name}\`.`,
      });
    }
    await context.progress(`making kind cluster "${name}"`, () => kind.create(name));
  }
  return installing(await openKubeconfig(`kind-${name}`, options), { name: `kind-${name}`, context });
}

/** The target with what the project's manifests hold, brought there by kubectl. */
async function installing(
  target: RunTarget,
  { name, context }: { name: string; context: Context },
): Promise<RunTarget> {
  const kubectl = await context.drivers.kubectl({ context: name });
  const install = applyChanged(async (objects) => {
    await kubectl.apply(objects.map((object) => `---\n${writeYaml(object)}`).join(""), { force: true });
    const crds = objects.filter(({ kind }) => kind === "CustomResourceDefinition");
    const names = crds.map(({ metadata }) => `crd/${metadata?.name}`);
    if (names.length > 0) await kubectl.wait("established", { objects: names, timeoutSeconds: 30 });
  }, context.note);
  return { ...target, install: (manifests) => install(objectsOf(manifests)) };
}

/** Namespaces and roles first: nothing waits for them. */
function objectsOf({ crds, roles }: ProjectManifests): KubernetesObject[] {
  return [...roles, ...crds];
}

async function openContext(wanted: string | undefined, options: TargetOptions): Promise<RunTarget> {
  const { context, allowed, yes } = options;
  const name = wanted ?? (await (await context.drivers.kubectl()).context());
  if (name === undefined) {
    throw new UserError(
      "CONTEXT_NOT_FOUND",
      "cannot tell which cluster to use: the kubeconfig names no current context",
      {
        hint: "Name one with --cluster context:NAME, or set KUBECONFIG.",
      },
    );
  }
  await allowContext(name, { allowed, yes, context });
  const target = await openKubeconfig(name, options);
  if (allowed.includes(name)) return installing(target, { name, context });
  context.note(
    `its CRDs and roles are left alone: list "${name}" under allowedContexts in ${projectFile} to have them applied`,
  );
  return target;
}

/** The operator gets a copy that holds the chosen context alone: it cannot take another one by mistake. */
async function openKubeconfig(name: string, { root, context }: TargetOptions): Promise<RunTarget> {
  const kubectl = await context.drivers.kubectl({ context: name });
  const { file, remove } = await publish(root, {
    text: await kubectl.kubeconfig(),
    name: "context.kubeconfig",
  });
  context.note(`the operator runs on the cluster of context "${name}" until Ctrl-C`);
  return { kubeconfigFile: file, install: async () => {}, close: remove };
}

async function publish(root: string, { text, name }: { text: string; name: string }) {
  const file = join(root, ".kubewright", name);
  await writeKubeconfigFile(file, text, { scratch: true });
  return { file, remove: () => removeKubeconfigFile(file, text) };
}
