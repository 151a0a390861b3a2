import { cidrWarnings, ipWarnings } from "../../../admission/ip-problem.ts";
import type { ApiObject } from "../../../api-object.ts";
import { serviceSpec, type ServiceSpec } from "./service-spec.ts";

/** Follows GetWarningsForService of k8s.io/kubernetes/pkg/api/service/warnings.go. */
export function serviceWarnings(object: ApiObject): string[] {
  const spec = serviceSpec(object);
  const { clusterIP, clusterIPs = [], externalIPs = [], loadBalancerIP, trafficDistribution } = spec;
  const hints = "service.kubernetes.io/topology-aware-hints";
  const addressed = clusterIP !== undefined && clusterIP !== "" && clusterIP !== "None";
  const headless = spec.type === "ClusterIP" && clusterIP === "None";
  const named = spec.type === "ExternalName";
  return [
    ...(Object.hasOwn(object.metadata.annotations ?? {}, hints)
      ? [`annotation ${hints} is deprecated, please use service.kubernetes.io/topology-mode instead`]
      : []),
    ...(addressed ? clusterIPs.flatMap((ip, index) => ipWarnings(`spec.clusterIPs[${index}]`, ip)) : []),
    ...(headless ? headlessWarnings(spec) : []),
    ...externalIPs.flatMap((ip, index) => ipWarnings(`spec.externalIPs[${index}]`, ip)),
    ...(externalIPs.length && !headless && !named
      ? ["spec.externalIPs is deprecated and may no longer be implemented in some clusters"]
      : []),
    ...(loadBalancerIP ? ipWarnings("spec.loadBalancerIP", loadBalancerIP) : []),
    ...(spec.loadBalancerSourceRanges ?? []).flatMap((range, index) =>
      cidrWarnings(`spec.loadBalancerSourceRanges[${index}]`, range),
    ),
    ...(named && externalIPs.length ? ['spec.externalIPs is ignored when spec.type is "ExternalName"'] : []),
    ...(!named && spec.externalName
      ? ['spec.externalName is ignored when spec.type is not "ExternalName"']
      : []),
    ...(trafficDistribution === "PreferClose"
      ? ['spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"']
      : []),
  ];
}

function headlessWarnings(spec: ServiceSpec): string[] {
  return [
    ...(spec.loadBalancerIP ? ["spec.loadBalancerIP is ignored for headless services"] : []),
    ...(spec.externalIPs?.length ? ["spec.externalIPs is ignored for headless services"] : []),
    ...(spec.sessionAffinity === "None" ? [] : ["spec.SessionAffinity is ignored for headless services"]),
  ];
}
