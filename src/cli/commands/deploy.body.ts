import { findProjectRoot } from "../../project/find-project.ts";
import { type ClusterInput, openCluster } from "../deploy/cluster-manifests.ts";
import type { Context } from "../context.ts";
import { loadIntoKind } from "../deploy/load-into-kind.ts";
import { waitForDeployments } from "../deploy/wait-for-deployments.ts";
import { renderDeployment } from "../deploy/render-deployment.ts";

export interface DeployInput extends ClusterInput {
  readonly image: string;
  readonly archive?: string;
  readonly timeout?: number;
  readonly force: boolean;
}

export async function runDeploy(input: DeployInput, context: Context): Promise<void> {
  const { image, archive, timeout = 120, dryRun } = input;
  const root = findProjectRoot(context.cwd);
  const cluster = await openCluster(input, context);
  const manifests = await renderDeployment(cluster, { root, image });
  if (dryRun) return cluster.showApply(manifests, input);
  await loadIntoKind(await cluster.kubectl.context(), { image, archive, context });
  await cluster.apply(manifests, input);
  await waitForDeployments(cluster.kubectl, { manifests, timeoutSeconds: timeout, context });
}
