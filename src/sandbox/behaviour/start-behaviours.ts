import type { Logger } from "../../base/logger.ts";
import type { Registry } from "../registry/registry.ts";
import { startAggregatedRoles } from "./aggregated-roles.ts";
import { startClaimProtection } from "./claim-protection.ts";
import type { Cluster } from "./cluster.ts";
import { Dependents } from "./dependents.ts";
import { startClaims } from "./volumes/bind-claims.ts";
import { ensureStorageClass } from "./volumes/storage-class.ts";
import { startAttributesClassProtection } from "./volumes/attributes-class-protection.ts";
import { startVolumes } from "./volumes/volumes.ts";
import { startCronJobs } from "./jobs/cron-jobs.ts";
import { startJobs } from "./jobs/jobs.ts";
import { startServices } from "./network/services.ts";
import { startDaemonSets } from "./workloads/daemon-sets.ts";
import { startStatefulSets } from "./workloads/stateful-sets.ts";
import { startDeployments } from "./workloads/deployments.ts";
import { startDisruptionBudgets } from "./disruption-budgets.ts";
import { EventRecorder } from "./event-recorder.ts";
import { startGarbageCollector } from "./garbage-collector.ts";
import { startKubelet } from "./kubelet/kubelet.ts";
import { startNamespaceLifecycle } from "./namespace-lifecycle.ts";
import { startNamespaceContent } from "./namespace-content.ts";
import { ensureNode } from "./node.ts";
import { startStages } from "./stages/run-stages.ts";
import { startNodeTaints } from "./node-taints.ts";
import { startReplicaSets } from "./workloads/replica-sets.ts";
import { startPolicyStatus } from "./policy-status.ts";
import { startScheduler } from "./scheduler/scheduler.ts";
import { defaultSettings, type BehaviourSettings } from "./settings.ts";

/** Starts everything that acts in a cluster beside its API server; returns how to stop it. */
export function startBehaviours(
  registry: Registry,
  options: { logger: Logger; settings?: Partial<BehaviourSettings>; rootCa?: string },
): () => void {
  const { logger, settings, rootCa } = options;
  const cluster: Cluster = {
    registry,
    logger,
    settings: { ...defaultSettings, ...settings },
    dependents: new Dependents(),
    events: new EventRecorder(registry),
    rootCa,
  };
  // first: it keeps up who owns what
  const stopCollector = startGarbageCollector(cluster);
  ensureNode(cluster);
  ensureStorageClass(cluster);
  const stops = [
    startAggregatedRoles,
    startClaimProtection,
    startDisruptionBudgets,
    startNamespaceLifecycle,
    startNamespaceContent,
    startNodeTaints,
    startPolicyStatus,
    startScheduler,
    startKubelet,
    startReplicaSets,
    startDeployments,
    startStatefulSets,
    startDaemonSets,
    startServices,
    startJobs,
    startCronJobs,
    startClaims,
    startVolumes,
    startAttributesClassProtection,
    startStages,
  ].map((start) => start(cluster));
  return () => {
    for (const stop of [...stops, stopCollector]) stop();
  };
}
