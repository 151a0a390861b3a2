import { join } from "node:path";
import { findProjectRoot } from "../../project/find-project.ts";
import { type ClusterInput, assertHasCrds, openCluster } from "../deploy/cluster-manifests.ts";
import type { Context } from "../context.ts";

export interface InstallInput extends ClusterInput {
  readonly force: boolean;
}

export async function runInstall(input: InstallInput, context: Context): Promise<void> {
  const root = findProjectRoot(context.cwd);
  assertHasCrds(root);
  const cluster = await openCluster(input, context);
  const manifests = await cluster.kustomize(join(root, "config/crd"));
  if (input.dryRun) return cluster.showApply(manifests, input);
  await cluster.apply(manifests, input);
}
