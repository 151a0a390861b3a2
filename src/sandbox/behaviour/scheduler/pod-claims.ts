import { valueAt, type ApiObject } from "../../api-object.ts";
import type { Cluster } from "../cluster.ts";
import { objectsAt, textAt } from "../read.ts";

/** Where a Pod's claims stand: what keeps it from being placed, and what waits for its node. */
export interface PodClaims {
  /** Why no node can be chosen yet. */
  readonly obstacle?: string;
  /** Claims whose volume is made once a node is chosen. */
  readonly waiting: readonly ApiObject[];
}

/** Looks at the claims that a Pod's volumes name. Follows the volume binding plug-in of kube-scheduler. */
export function podClaims(cluster: Cluster, pod: ApiObject): PodClaims {
  const { registry } = cluster;
  const claims = registry.resource("", "v1", "persistentvolumeclaims");
  const { namespace } = pod.metadata;
  const waiting: ApiObject[] = [];
  for (const name of claimNames(pod)) {
    const claim = registry.find(claims, namespace, name);
    if (!claim) return { obstacle: `persistentvolumeclaim ${JSON.stringify(name)} not found`, waiting: [] };
    if (claim.metadata.deletionTimestamp)
      return { obstacle: `persistentvolumeclaim ${JSON.stringify(name)} is being deleted`, waiting: [] };
    if (textAt(claim, "status.phase") === "Bound") continue;
    if (!waitsForConsumer(cluster, claim))
      return { obstacle: "pod has unbound immediate PersistentVolumeClaims", waiting: [] };
    waiting.push(claim);
  }
  return { waiting };
}

/** Names of the claims behind a Pod's volumes; those of ephemeral volumes carry the Pod's name. */
export function claimNames(pod: ApiObject): string[] {
  return objectsAt(pod, "spec.volumes").flatMap((volume) => {
    if (valueAt(volume, ["ephemeral"])) return [`${pod.metadata.name ?? ""}-${textAt(volume, "name")}`];
    const name = textAt(volume, "persistentVolumeClaim.claimName");
    return name ? [name] : [];
  });
}

function waitsForConsumer({ registry }: Cluster, claim: ApiObject): boolean {
  const name = textAt(claim, "spec.storageClassName");
  const storageClass = registry.find(
    registry.resource("storage.k8s.io", "v1", "storageclasses"),
    undefined,
    name,
  );
  return textAt(storageClass, "volumeBindingMode") === "WaitForFirstConsumer";
}
