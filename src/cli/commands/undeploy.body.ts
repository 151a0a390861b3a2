import { join } from "node:path";
import { parseYaml, writeYaml } from "../../kube/yaml.ts";
import { findProjectRoot } from "../../project/find-project.ts";
import { type ClusterInput, openCluster } from "../cluster-manifests.ts";
import type { ClusterObject } from "../../cluster/kubectl.ts";
import type { Context } from "../context.ts";

export async function runUndeploy(input: ClusterInput, context: Context): Promise<void> {
  const root = findProjectRoot(context.cwd);
  const cluster = await openCluster(input, context);
  const manifests = withoutCrds(await cluster.kustomize(join(root, "config/default")));
  if (input.dryRun) return cluster.showDelete(manifests);
  await cluster.delete(manifests);
}

/** In reverse: the operator goes before the roles that it needs to stop in good order, its namespace last. */
function withoutCrds(manifests: string): string {
  const objects = parseYaml(manifests) as ClusterObject[];
  return objects
    .filter(({ kind }) => kind !== "CustomResourceDefinition")
    .reverse()
    .map((object) => `---\n${writeYaml(object)}`)
    .join("");
}
