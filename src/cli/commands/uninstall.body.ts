import { join } from "node:path";
import type { CustomResourceDefinition } from "../../kube/crd.ts";
import { findProjectRoot } from "../../project/find-project.ts";
import { type ClusterInput, assertHasCrds, openCluster } from "../deploy/cluster-manifests.ts";
import type { Context } from "../context.ts";
import { countObjects, describePopulations, readPopulations } from "../deploy/population.ts";
import { splitManifests } from "../deploy/split-manifests.ts";

export async function runUninstall(input: ClusterInput, context: Context): Promise<void> {
  const root = findProjectRoot(context.cwd);
  assertHasCrds(root);
  const cluster = await openCluster(input, context);
  const manifests = await cluster.kustomize(join(root, "config/crd"));
  const crds = splitManifests(manifests).map(({ object }) => object as unknown as CustomResourceDefinition);
  const lost = await readPopulations(cluster.kubectl, crds);
  const count = countObjects(lost);
  if (count > 0) {
    const lines = describePopulations(lost).map((line) => `\n  ${line}`);
    context.note(`${count} custom resource${count === 1 ? " goes" : "s go"} with the CRDs:${lines.join("")}`);
  }
  if (input.dryRun) return cluster.showDelete(manifests);
  await cluster.delete(manifests);
}
