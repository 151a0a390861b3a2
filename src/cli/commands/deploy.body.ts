import { findProjectRoot } from "../../project/find-project.ts";
import { type ClusterInput, openCluster } from "../cluster-manifests.ts";
import type { Context } from "../context.ts";
import { renderDeployment } from "../render-deployment.ts";
import { waitForDeployments } from "../wait-for-deployments.ts";

export interface DeployInput extends ClusterInput {
  readonly image: string;
  readonly timeout?: number;
  readonly force: boolean;
}

export async function runDeploy(input: DeployInput, context: Context): Promise<void> {
  const { image, timeout = 120, dryRun } = input;
  const root = findProjectRoot(context.cwd);
  const cluster = await openCluster(input, context);
  const manifests = await renderDeployment(cluster, { root, image });
  if (dryRun) return cluster.showApply(manifests, input);
  await cluster.apply(manifests, input);
  await waitForDeployments(cluster.kubectl, { manifests, timeoutSeconds: timeout, context });
}
