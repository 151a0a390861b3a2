import { join } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { JsonObject } from "../../base/json.ts";
import type { KubernetesObject } from "../../kube/object.ts";
import { writeYaml } from "../../kube/yaml.ts";
import { projectFile } from "../../project/project.ts";
import { applyChanged } from "./changed-objects.ts";
import { allowContext } from "../allow-context.ts";
import { asDeployed } from "./as-deployed.ts";
import type { ClusterChoice } from "../cluster-choice.ts";
import type { Context } from "../context.ts";
import { usernameOf, type DeployedAccess } from "./deployed-access.ts";
import type { ProjectManifests, RunTarget } from "./project-target.ts";
import { startProjectSandbox } from "./sandbox-target.ts";
import { exportLine, removeKubeconfigFile, writeKubeconfigFile } from "../kubeconfig-file.ts";

interface TargetOptions {
  readonly root: string;
  /** Contexts that PROJECT allows. */
  readonly allowed: readonly string[];
  readonly yes: boolean;
  /** Begin with an empty sandbox. */
  readonly fresh: boolean;
  /** Run as the ServiceAccount that the operator is deployed as: what it is, from the project's manifests. */
  readonly as: (() => Promise<DeployedAccess>) | undefined;
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

async function openSandbox({ root, fresh, as, context }: TargetOptions): Promise<RunTarget> {
  const { clock, logger, signal } = context;
  const [{ applyObjects, requestToken }, sandbox] = await Promise.all([
    import("../../dev/apply-objects.ts"),
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
    const target = {
      kubeconfigFile: published.file,
      userKubeconfigFile: published.file,
      mayBeDeployed: false,
      install: (manifests: ProjectManifests) => install(objectsOf(manifests)),
      async close() {
        await published.remove();
        await sandbox.stop();
      },
    };
    if (!as) return target;
    const credentials = async ({ namespace, account }: DeployedAccess) => {
      const token = await requestToken(sandbox, { namespace, name: account, signal });
      return () => ({ token });
    };
    return asDeployed(target, { root, access: as, credentials, kubeconfig: sandbox.kubeconfig() });
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
  const { target, kubeconfig } = await openKubeconfig(`kind-${name}`, options);
  const installed = await installing(target, { name: `kind-${name}`, context });
  return impersonating(installed, { name: `kind-${name}`, kubeconfig, options });
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
  const { target, kubeconfig } = await openKubeconfig(name, options);
  if (allowed.includes(name))
    return impersonating(await installing(target, { name, context }), { name, kubeconfig, options });
  context.note(
    `its CRDs and roles are left alone: list "${name}" under allowedContexts in ${projectFile} to have them applied`,
  );
  return impersonating(target, { name, kubeconfig, options });
}

/** As whom the operator is deployed there, where that is asked for: whoever may use the cluster acts as its ServiceAccount. */
async function impersonating(
  target: RunTarget,
  { name, kubeconfig, options }: { name: string; kubeconfig: string; options: TargetOptions },
): Promise<RunTarget> {
  const { root, as, context } = options;
  if (!as) return target;
  const kubectl = await context.drivers.kubectl({ context: name });
  const credentials = async (access: DeployedAccess) => {
    const { namespace, account } = access;
    const metadata = { name: account, namespace };
    const manifest = { apiVersion: "v1", kind: "ServiceAccount", metadata };
    if ((await kubectl.live(writeYaml(manifest))).length === 0)
      throw new UserError(
        "NOT_DEPLOYED",
        `cannot run as ServiceAccount "${namespace}/${account}": the cluster of context "${name}" has none`,
        { hint: `Run \`kubewright deploy\`, or list "${name}" under allowedContexts in ${projectFile}.` },
      );
    return (user: JsonObject) => ({ ...user, as: usernameOf(access) });
  };
  return asDeployed(target, { root, access: as, credentials, kubeconfig });
}

/** The operator gets a copy that holds the chosen context alone: it cannot take another one by mistake. */
async function openKubeconfig(
  name: string,
  { root, context }: TargetOptions,
): Promise<{ target: RunTarget; kubeconfig: string }> {
  const kubectl = await context.drivers.kubectl({ context: name });
  const kubeconfig = await kubectl.kubeconfig();
  const { file, remove } = await publish(root, { text: kubeconfig, name: "context.kubeconfig" });
  context.note(`the operator runs on the cluster of context "${name}" until Ctrl-C`);
  const install = async () => {};
  const files = { kubeconfigFile: file, userKubeconfigFile: file };
  return { target: { ...files, mayBeDeployed: true, install, close: remove }, kubeconfig };
}

async function publish(root: string, { text, name }: { text: string; name: string }) {
  const file = join(root, ".kubewright", name);
  await writeKubeconfigFile(file, text, { scratch: true });
  return { file, remove: () => removeKubeconfigFile(file, text) };
}
