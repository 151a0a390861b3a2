import { join } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { ClusterObject } from "../../cluster/kubectl.ts";
import type { CustomResourceDefinition } from "../../kube/crd.ts";
import { parseYaml, writeYaml } from "../../kube/yaml.ts";
import { findProjectRoot } from "../../project/find-project.ts";
import { type ClusterInput, openCluster } from "../deploy/cluster-manifests.ts";
import type { Context } from "../context.ts";
import {
  countObjects,
  describePopulations,
  hasFinalizer,
  namingManifests,
  type Population,
  readPopulations,
  selectObjects,
} from "../deploy/population.ts";

export interface UndeployInput extends ClusterInput {
  readonly crds: boolean;
  readonly yes: boolean;
}

export async function runUndeploy(input: UndeployInput, context: Context): Promise<void> {
  const root = findProjectRoot(context.cwd);
  const cluster = await openCluster(input, context);
  const { crds, others } = split(await cluster.kustomize(join(root, "config/default")));
  const populations = await readPopulations(cluster.kubectl, crds);
  const namespaces = others.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name);
  const doomed = input.crds
    ? populations
    : selectObjects(populations, ({ namespace = "" }) => namespaces.includes(namespace));
  // with the CRDs their objects go, and while the operator still runs it can do what it has to before; its namespace goes last
  const first = input.crds ? crds : namingManifests(doomed);
  if (input.dryRun) {
    tell(doomed, { input, context });
    return cluster.showDelete(writeAll([...first, ...others]));
  }
  await confirmLoss(doomed, { input, context });
  if (!input.crds) warnOfFinalizers(populations, context);
  if (first.length > 0) await cluster.delete(writeAll(first));
  await cluster.delete(writeAll(others));
}

/** Others in reverse: the operator goes before the roles that it needs to stop in good order, its namespace last. */
function split(manifests: string): { crds: CustomResourceDefinition[]; others: ClusterObject[] } {
  const objects = parseYaml(manifests) as ClusterObject[];
  const isCrd = ({ kind }: ClusterObject) => kind === "CustomResourceDefinition";
  return {
    crds: objects.filter(isCrd) as unknown as CustomResourceDefinition[],
    others: objects.filter((object) => !isCrd(object)).reverse(),
  };
}

/** @throws UserError CUSTOM_RESOURCES_EXIST when nobody says that they may go */
async function confirmLoss(
  doomed: readonly Population[],
  options: { input: UndeployInput; context: Context },
): Promise<void> {
  const { input, context } = options;
  if (doomed.length === 0) return;
  if (input.yes) return tell(doomed, options);
  if (context.ask) {
    tell(doomed, options);
    if (await context.ask.confirm(`Delete ${countObjects(doomed)} custom resources for good?`)) return;
  }
  throw new UserError(
    "CUSTOM_RESOURCES_EXIST",
    `nothing is taken away: ${loss(doomed, input)}:\n${lines(doomed)}`,
    {
      hint: input.crds
        ? "Give --yes to delete them, or leave --crds out."
        : "Give --yes to delete them, or move them to another namespace first.",
    },
  );
}

function tell(
  doomed: readonly Population[],
  { input, context }: { input: UndeployInput; context: Context },
): void {
  if (doomed.length > 0) context.note(`${loss(doomed, input)}:\n${lines(doomed)}`);
}

function loss(doomed: readonly Population[], { crds }: UndeployInput): string {
  const count = countObjects(doomed);
  const which = `${count} custom resource${count === 1 ? "" : "s"}`;
  return crds
    ? `${which}, and what the operator made for ${count === 1 ? "it" : "them"}, would be deleted with the CRDs`
    : `${which} would be deleted with the operator's namespace`;
}

function warnOfFinalizers(populations: readonly Population[], { note }: Pick<Context, "note">): void {
  const waiting = selectObjects(populations, hasFinalizer);
  const count = countObjects(waiting);
  if (count === 0) return;
  note(
    `warning: ${count} custom resource${count === 1 ? " has a finalizer" : "s have finalizers"} that the operator takes off: ` +
      `until it is deployed again ${count === 1 ? "it" : "they"} can be deleted only by hand:\n${lines(waiting)}`,
  );
}

function lines(populations: readonly Population[]): string {
  return describePopulations(populations)
    .map((line) => `  ${line}`)
    .join("\n");
}

function writeAll(objects: readonly object[]): string {
  return objects.map((object) => `---\n${writeYaml(object)}`).join("");
}
