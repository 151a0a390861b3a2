import { UserError } from "../../base/errors.ts";
import type { ClusterObject, Kubectl } from "../../cluster/kubectl.ts";
import type { Change } from "../../files/plan.ts";
import { parseYaml, writeYaml } from "../../kube/yaml.ts";
import type { Context } from "../context.ts";
import { readProjectCrds } from "../project-crds.ts";
import { renderKustomization } from "./render-kustomization.ts";
import { maskObjects } from "../mask-objects.ts";
import { joinManifests, type Manifest, splitManifests } from "./split-manifests.ts";
import { printDiff } from "../write-plan.ts";

/** The options that commands on a cluster have in common. */
export interface ClusterInput {
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly dryRun: boolean;
}

/** Manifests to and from one cluster, said line by line. */
export interface Cluster {
  readonly kubectl: Kubectl;
  kustomize(folder: string): Promise<string>;
  /** Applies the CRDs among the manifests and, when their kinds are served, the rest. */
  apply(manifests: string, options: { force: boolean }): Promise<void>;
  delete(manifests: string): Promise<void>;
  /** Prints what the others would change as a diff. */
  showApply(manifests: string, options: { force: boolean }): Promise<void>;
  showDelete(manifests: string): Promise<void>;
}

const timeoutSeconds = 60;

/** @throws UserError of kubectl */
export async function openCluster(
  { context: name, kubeconfig }: ClusterInput,
  context: Context,
): Promise<Cluster> {
  const { print, progress } = context;
  const kubectl = await context.drivers.kubectl({
    ...(name === undefined ? {} : { context: name }),
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
  });
  context.note(`context ${(await kubectl.context()) ?? "(none)"}`);
  return {
    kubectl,
    kustomize: (folder) => renderKustomization(kubectl, folder),
    async apply(manifests, { force }) {
      const applyThese = async (some: readonly Manifest[]) => {
        if (some.length === 0) return;
        const apply = () => kubectl.apply(joinManifests(some), { force }).catch(explainConflict);
        (await progress("applying", apply)).forEach(print);
      };
      const all = splitManifests(manifests);
      const crds = all.filter(({ object }) => object.kind === "CustomResourceDefinition");
      await applyThese(crds);
      const names = crds.map(({ object }) => `crd/${object.metadata.name}`);
      await progress("waiting for the kinds", () =>
        kubectl.wait("established", { objects: names, timeoutSeconds }),
      );
      await applyThese(all.filter((manifest) => !crds.includes(manifest)));
    },
    async delete(manifests) {
      try {
        (await progress("deleting", () => kubectl.delete(manifests, { timeoutSeconds }))).forEach(print);
      } catch (error) {
        throw explainStuck(error);
      }
    },
    async showApply(manifests, { force }) {
      await printDiff({ root: "", changes: await planApply(kubectl, { manifests, force }) }, context);
    },
    async showDelete(manifests) {
      const live = await kubectl.live(manifests);
      const mask = maskObjects(live);
      const changes = live.map((object) => changeOf({ before: object }, mask));
      await printDiff({ root: "", changes }, context);
    },
  };
}

/** @throws UserError NO_CRDS */
export function assertHasCrds(root: string): void {
  if (readProjectCrds(root).crds.length > 0) return;
  throw new UserError("NO_CRDS", "the project has no CRDs in config/crd/bases", {
    hint: "Make a kind with `kubewright create api`, then write its CRD with `kubewright manifests`.",
  });
}

/** The server says what would become of objects that it has; new ones are shown as they are, for their namespace may be new too. */
async function planApply(
  kubectl: Kubectl,
  { manifests, force }: { manifests: string; force: boolean },
): Promise<Change[]> {
  const wanted = objectsIn(manifests);
  const live = await kubectl.live(manifests);
  const known = wanted.filter((object) => live.some((other) => isSame(object, other)));
  const next =
    known.length > 0
      ? await kubectl.preview(known.map((object) => `---\n${writeYaml(object)}`).join(""), { force })
      : [];
  const mask = maskObjects([...live, ...next, ...wanted]);
  return wanted
    .map((object) => {
      const before = live.find((other) => isSame(object, other));
      return { before, after: before ? next.find((other) => isSame(object, other)) : object };
    })
    .filter(({ before, after }) => (before && writeYaml(before)) !== (after && writeYaml(after)))
    .map((states) => changeOf(states, mask));
}

function changeOf(
  { before, after }: { before?: ClusterObject | undefined; after?: ClusterObject | undefined },
  mask: (object: ClusterObject) => ClusterObject,
): Change {
  const { kind, metadata } = before ?? after ?? { kind: "", metadata: { name: "" } };
  const path = [metadata.namespace, `${kind}.${metadata.name}.yaml`]
    .filter((part) => part !== undefined)
    .join("/");
  return {
    path,
    before: before && writeYaml(mask(before)),
    after: after && writeYaml(mask(after)),
    ownership: "managed",
  };
}

function isSame(wanted: ClusterObject, other: ClusterObject): boolean {
  const groupOf = ({ apiVersion }: ClusterObject) =>
    apiVersion.includes("/") ? apiVersion.split("/")[0] : "";
  return (
    wanted.kind === other.kind &&
    groupOf(wanted) === groupOf(other) &&
    wanted.metadata.name === other.metadata.name &&
    (wanted.metadata.namespace === undefined || wanted.metadata.namespace === other.metadata.namespace)
  );
}

function objectsIn(manifests: string): ClusterObject[] {
  return parseYaml(manifests, "the output of kustomize") as ClusterObject[];
}

function explainConflict(error: unknown): never {
  if (!(error instanceof UserError) || !/Apply failed with \d+ conflict/.test(error.message)) throw error;
  const hint = "Give --force to set these fields all the same, or take them out of the manifests.";
  throw new UserError(error.code, error.message, { hint, cause: error });
}

function explainStuck(error: unknown): unknown {
  if (!(error instanceof UserError) || !/timed out/.test(error.message)) return error;
  return new UserError(error.code, error.message, {
    hint: "Something waits for a finalizer: start the operator that has set it, then run the command again.",
    cause: error,
  });
}
