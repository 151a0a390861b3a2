import type { JsonObject } from "../../../../base/json.ts";
import type { ApiObject } from "../../../api-object.ts";
import { ensureObject, objectAt, objectsAt } from "../defaulting.ts";

/** What a write of a Pod's status keeps of the old one. Follows podStatusStrategy of k8s.io/kubernetes/pkg/registry/core/pod/strategy.go. */
export function preparePodStatus(pod: ApiObject, old: ApiObject): void {
  const status = ensureObject(pod, "status");
  const before = objectAt(old, "status") ?? {};
  if (old.metadata.ownerReferences) pod.metadata.ownerReferences = old.metadata.ownerReferences;
  else delete pod.metadata.ownerReferences;
  if (!status.qosClass && before.qosClass) status.qosClass = before.qosClass;
  keepGenerations(status, before);
  delete status.nodeAllocatableResourceClaimStatuses;
  for (const key of ["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"])
    for (const container of objectsAt(status, key))
      for (const mount of objectsAt(container, "volumeMounts")) delete mount.volumeStatus;
}

/** Writers that know nothing of observed generations do not take them away. */
function keepGenerations(status: JsonObject, before: JsonObject): void {
  if (!status.observedGeneration && before.observedGeneration)
    status.observedGeneration = before.observedGeneration;
  const old = new Map<unknown, unknown[]>();
  for (const { type, observedGeneration } of objectsAt(before, "conditions"))
    old.set(type, [...(old.get(type) ?? []), observedGeneration]);
  for (const condition of objectsAt(status, "conditions")) {
    const generation = old.get(condition.type)?.shift();
    if (!condition.observedGeneration && generation) condition.observedGeneration = generation;
  }
}

/** The address and the list of addresses are one thing. Follows the conversions of PodStatus in k8s.io/kubernetes/pkg/apis/core/v1/conversion.go. */
export function alignAddresses(status: JsonObject | undefined): void {
  if (!status) return;
  const [first] = objectsAt(status, "podIPs");
  if (status.podIP && first?.ip !== status.podIP) status.podIPs = [{ ip: status.podIP }];
  else if (first) status.podIP = first.ip;
}
