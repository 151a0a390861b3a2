import type { Logger } from "../../base/logger.ts";
import type { Registry } from "../registry/registry.ts";
import { startClaimProtection } from "./claim-protection.ts";
import { startDeployments } from "./deployments.ts";
import { startGarbageCollector } from "./garbage-collector.ts";
import { startNamespaceLifecycle } from "./namespace-lifecycle.ts";
import { startPods } from "./pods.ts";
import { startReplicaSets } from "./replica-sets.ts";

/** Starts everything that acts in a cluster beside its API server; returns how to stop it. */
export function startBehaviours(registry: Registry, options: { logger: Logger }): () => void {
  const stops = [
    startClaimProtection,
    startGarbageCollector,
    startNamespaceLifecycle,
    startPods,
    startReplicaSets,
    startDeployments,
  ].map((start) => start(registry, options));
  return () => {
    for (const stop of stops) stop();
  };
}
