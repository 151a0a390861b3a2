import type { ApiObject } from "../../../api-object.ts";
import { isExternalName, serviceSpec } from "./service-spec.ts";

/** What a Service is read back with. Follows defaultOnRead of k8s.io/kubernetes/pkg/registry/core/service/storage. */
export function completeService(object: ApiObject): ApiObject {
  const { clusterIP, clusterIPs, internalTrafficPolicy } = serviceSpec(object);
  const paired = !clusterIP || (clusterIPs?.length ?? 0) > 0;
  if (!isExternalName(serviceSpec(object)) || (paired && internalTrafficPolicy === undefined)) return object;
  const spec = { ...serviceSpec(object) };
  if (!paired) spec.clusterIPs = [clusterIP];
  delete spec.internalTrafficPolicy;
  return { ...object, spec };
}
