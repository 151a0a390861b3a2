import { join } from "node:path";
import { UserError } from "../base/errors.ts";
import type { CustomResourceDefinition } from "../kube/crd.ts";
import { writeYaml } from "../kube/yaml.ts";
import { allowContext } from "./allow-context.ts";
import type { ClusterChoice } from "./cluster-choice.ts";
import type { Context } from "./context.ts";
import { startProjectSandbox } from "./sandbox-target.ts";
import { exportLine, removeKubeconfigFile, writeKubeconfigFile } from "./kubeconfig-file.ts";

/** The cluster that an operator is run against. */
export interface RunTarget {
  readonly kubeconfigFile: string;
  /** Brings the project's CRDs onto a cluster that is for development; leaves others alone. */
  installCrds(crds: readonly CustomResourceDefinition[]): Promise<void>;
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
  const [{ applyCrds }, sandbox] = await Promise.all([
    import("../dev/apply-crds.ts"),
    startProjectSandbox(root, { fresh, clock, logger }),
  ]);
  try {
    const published = await publish(root, { text: sandbox.kubeconfig(), name: "kubeconfig" });
    context.note(`the operator runs on a sandbox at ${sandbox.url} until Ctrl-C; in another shell:`);
    context.print(exportLine(published.file));
    return {
      kubeconfigFile: published.file,
      installCrds: (crds) => applyCrds(sandbox, { crds, clock, signal }),
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
  const target = await openKubeconfig(`kind-${name}`, options);
  const kubectl = await context.drivers.kubectl({ context: `kind-${name}` });
  return {
    ...target,
    async installCrds(crds) {
      if (crds.length === 0) return;
      await kubectl.apply(crds.map((crd) => `---\n${writeYaml(crd)}`).join(""), { force: true });
      const objects = crds.map((crd) => `crd/${crd.spec.names.plural}.${crd.spec.group}`);
      await kubectl.wait("established", { objects, timeoutSeconds: 30 });
    },
  };
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
  return openKubeconfig(name, options);
}

/** The operator gets a copy that holds the chosen context alone: it cannot take another one by mistake. */
async function openKubeconfig(name: string, { root, context }: TargetOptions): Promise<RunTarget> {
  const kubectl = await context.drivers.kubectl({ context: name });
  const { file, remove } = await publish(root, {
    text: await kubectl.kubeconfig(),
    name: "context.kubeconfig",
  });
  context.note(`the operator runs on the cluster of context "${name}" until Ctrl-C`);
  return { kubeconfigFile: file, installCrds: async () => {}, close: remove };
}

async function publish(root: string, { text, name }: { text: string; name: string }) {
  const file = join(root, ".kubewright", name);
  await writeKubeconfigFile(file, text, { scratch: true });
  return { file, remove: () => removeKubeconfigFile(file, text) };
}
