import type { JsonObject } from "../../../../base/json.ts";
import type { ApiObject } from "../../../api-object.ts";
import { fill, fillEmpty, objectAt, objectsAt } from "../defaulting.ts";
import { isExternallyAccessible, serviceSpec } from "./service-spec.ts";

/** Follows SetDefaults_Service of k8s.io/kubernetes/pkg/apis/core/v1. */
export function defaultService(object: ApiObject): void {
  const spec = serviceSpec(object);
  const fields = spec as JsonObject;
  fillEmpty(fields, { sessionAffinity: "None" });
  if (spec.sessionAffinity === "None") delete spec.sessionAffinityConfig;
  const timeout = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (spec.sessionAffinity === "ClientIP" && timeout === undefined)
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: 10800 } };
  fillEmpty(fields, { type: "ClusterIP" });
  for (const port of objectsAt(fields, "ports")) {
    fillEmpty(port, { protocol: "TCP" });
    if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === "")
      port.targetPort = port.port;
  }
  if (isExternallyAccessible(spec)) fillEmpty(fields, { externalTrafficPolicy: "Cluster" });
  if (["NodePort", "LoadBalancer", "ClusterIP"].includes(spec.type ?? ""))
    fill(fields, { internalTrafficPolicy: "Cluster" });
  if (spec.type !== "LoadBalancer") return;
  fill(fields, { allocateLoadBalancerNodePorts: true });
  const ingress = objectsAt(objectAt(objectAt(object, "status"), "loadBalancer"), "ingress");
  for (const entry of ingress) if (entry.ip) fill(entry, { ipMode: "VIP" });
}
