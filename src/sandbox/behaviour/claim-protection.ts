import type { ApiObject } from "../api-object.ts";
import { claimProtection } from "../registry/built-in/persistent-volume-claim-rules.ts";
import { controllerManager, type Cluster } from "./cluster.ts";
import { textAt } from "./read.ts";
import { runController, splitKey } from "./run-controller.ts";
import { claimNames } from "./scheduler/pod-claims.ts";

/**
 * Lets a PersistentVolumeClaim that is being deleted go once no Pod uses it.
 * Follows k8s.io/kubernetes/pkg/controller/volume/pvcprotection. Returns how to stop.
 */
export function startClaimProtection(cluster: Cluster): () => void {
  const { registry } = cluster;
  const claims = registry.resource("", "v1", "persistentvolumeclaims");
  const pods = registry.resource("", "v1", "pods");
  return runController(cluster, {
    watch: [
      [claims, ({ key, object }, enqueue) => void (object.metadata.deletionTimestamp && enqueue(key))],
      [
        pods,
        ({ object }, enqueue) => {
          // what has ended uses nothing any more
          for (const name of claimNames(object)) enqueue(`${object.metadata.namespace ?? ""}/${name}`);
        },
      ],
    ],
    work: (key) => {
      const { namespace, name } = splitKey(key);
      const claim = registry.find(claims, namespace, name);
      if (!claim?.metadata.deletionTimestamp) return;
      const users = registry.store.list("pods", { prefix: `${namespace ?? ""}/` });
      if (users.some((pod) => isActive(pod) && claimNames(pod).includes(name))) return;
      registry.edit(claims, { namespace, name, manager: controllerManager }, ({ metadata }) => {
        metadata.finalizers = (metadata.finalizers ?? []).filter(
          (finalizer) => finalizer !== claimProtection,
        );
      });
    },
  });
}

function isActive(pod: ApiObject): boolean {
  return !["Succeeded", "Failed"].includes(textAt(pod, "status.phase"));
}
