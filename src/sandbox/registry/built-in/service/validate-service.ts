import {
  forbiddenField,
  invalidEach,
  invalidField,
  invalidTyped,
  requiredField,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { validateEndpointIp, validateLegacyCidr, validateLegacyIp } from "../../../admission/ip-problem.ts";
import { validateLabels } from "../../../admission/label-problem.ts";
import { dnsSubdomain, labelKeyProblems } from "../../../admission/name-format.ts";
import { portNumberProblems } from "../../../admission/text-format.ts";
import type { ApiObject } from "../../../api-object.ts";
import type { InvalidField } from "../../../status-error.ts";
import {
  isExternallyAccessible,
  isHeadless,
  needsHealthCheck,
  serviceSpec,
  type ServiceSpec,
} from "./service-spec.ts";
import { validateAddresses } from "./validate-addresses.ts";
import { validatePorts } from "./validate-ports.ts";

const types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
const rangesKey = "service.beta.kubernetes.io/load-balancer-source-ranges";

/** Follows validateService of k8s.io/kubernetes/pkg/apis/core/validation. */
export function validateService(object: ApiObject, old: ApiObject | undefined): InvalidField[] {
  const spec = serviceSpec(object);
  const before = old && serviceSpec(old);
  return [
    ...validateTopology(object),
    ...validateType(spec),
    ...validatePorts(spec, "names"),
    ...validateLabels(spec.selector, "spec.selector"),
    ...validateAffinity(spec),
    ...validateAddresses(spec, before),
    ...validateExternalIps(spec, before),
    ...(types.includes(spec.type ?? "") ? [] : [unsupportedField("spec.type", spec.type ?? "", types)]),
    ...validatePorts(spec, "numbers"),
    ...validateRanges(object, old),
    ...validateBalancer(spec),
    ...validateTraffic(spec),
  ];
}

/** The class of a load balancer. Follows validateLoadBalancerClassField. */
export function validateClass(spec: ServiceSpec, before?: ServiceSpec): InvalidField[] {
  const at = "spec.loadBalancerClass";
  const { loadBalancerClass } = spec;
  if (spec.type !== "LoadBalancer")
    return loadBalancerClass === undefined
      ? []
      : [forbiddenField(at, "may only be used when `type` is 'LoadBalancer'")];
  const changed = before?.type === "LoadBalancer" && before.loadBalancerClass !== loadBalancerClass;
  return [
    ...(changed ? [invalidTyped(at, loadBalancerClass, "may not change once set")] : []),
    ...(loadBalancerClass === undefined
      ? []
      : invalidEach(at, loadBalancerClass, labelKeyProblems(loadBalancerClass))),
  ];
}

function validateTopology({ metadata }: ApiObject): InvalidField[] {
  const [mode, hints] = ["service.kubernetes.io/topology-mode", "service.kubernetes.io/topology-aware-hints"];
  const { annotations = {} } = metadata;
  if (!Object.hasOwn(annotations, mode) || !Object.hasOwn(annotations, hints)) return [];
  if (annotations[mode] === annotations[hints]) return [];
  const detail = `must match annotations[${hints}] when both are specified`;
  return [invalidField(`metadata.annotations[${mode}]`, annotations[mode], detail)];
}

function validateType(spec: ServiceSpec): InvalidField[] {
  const { type = "" } = spec;
  const missing =
    !spec.ports?.length && !isHeadless(spec) && type !== "ExternalName" ? [requiredField("spec.ports")] : [];
  if (type === "ExternalName") return [...missing, ...validateExternalName(spec)];
  if (!isHeadless(spec) || (type !== "LoadBalancer" && type !== "NodePort")) return missing;
  return [
    ...missing,
    invalidField("spec.clusterIPs[0]", "None", `may not be set to 'None' for ${type} services`),
  ];
}

function validateExternalName(spec: ServiceSpec): InvalidField[] {
  const name = (spec.externalName ?? "").replace(/\.$/, "");
  const detail = "may not be set for ExternalName services";
  return [
    ...(spec.clusterIPs?.length ? [forbiddenField("spec.clusterIPs", detail)] : []),
    ...(spec.ipFamilies?.length ? [forbiddenField("spec.ipFamilies", detail)] : []),
    ...(spec.ipFamilyPolicy === undefined ? [] : [forbiddenField("spec.ipFamilyPolicy", detail)]),
    ...(name
      ? invalidEach("spec.externalName", name, dnsSubdomain(name))
      : [requiredField("spec.externalName")]),
  ];
}

function validateAffinity(spec: ServiceSpec): InvalidField[] {
  const { sessionAffinity = "", sessionAffinityConfig: config } = spec;
  const supported = ["ClientIP", "None"];
  const at = "spec.sessionAffinityConfig";
  if (!supported.includes(sessionAffinity))
    return [unsupportedField("spec.sessionAffinity", sessionAffinity, supported)];
  if (sessionAffinity === "None")
    return config ? [forbiddenField(at, "must not be set when session affinity is None")] : [];
  const why = "when session affinity type is ClientIP";
  if (!config) return [requiredField(at, why)];
  if (!config.clientIP) return [requiredField(`${at}.clientIP`, why)];
  const seconds = config.clientIP.timeoutSeconds;
  if (seconds === undefined) return [requiredField(`${at}.clientIP.timeoutSeconds`, why)];
  const detail = "must be greater than 0 and less than 86400";
  return seconds <= 0 || seconds > 86400
    ? [invalidField(`${at}.clientIP.timeoutSeconds`, seconds, detail)]
    : [];
}

function validateExternalIps(spec: ServiceSpec, before: ServiceSpec | undefined): InvalidField[] {
  return (spec.externalIPs ?? []).flatMap((address, index) => {
    const at = `spec.externalIPs[${index}]`;
    const problems = validateLegacyIp(at, address, before?.externalIPs);
    return problems.length ? problems : validateEndpointIp(at, address);
  });
}

/** Sources that a load balancer lets in, in the field or in the annotation that was there before it. */
function validateRanges(object: ApiObject, old: ApiObject | undefined): InvalidField[] {
  const spec = serviceSpec(object);
  const ranges = spec.loadBalancerSourceRanges ?? [];
  const { annotations = {} } = object.metadata;
  const elsewhere = (at: string) =>
    spec.type === "LoadBalancer"
      ? []
      : [forbiddenField(at, "may only be used when `type` is 'LoadBalancer'")];
  if (ranges.length) {
    const at = "spec.LoadBalancerSourceRanges";
    const existing = (old && serviceSpec(old).loadBalancerSourceRanges)?.map((range) => range.trim());
    const each = ranges.flatMap((range, index) =>
      validateLegacyCidr(`${at}[${index}]`, range.trim(), existing),
    );
    return [...elsewhere(at), ...each];
  }
  const text = annotations[rangesKey];
  if (text === undefined) return [];
  const at = `metadata.annotations[${rangesKey}]`;
  if (old?.metadata.annotations?.[rangesKey] === text || text.trim() === "") return elsewhere(at);
  const each = text.trim().split(",");
  return [...elsewhere(at), ...each.flatMap((range) => validateLegacyCidr(at, range.trim()))];
}

function validateBalancer(spec: ServiceSpec): InvalidField[] {
  const { type, allocateLoadBalancerNodePorts } = spec;
  const misplaced = type !== "LoadBalancer" && allocateLoadBalancerNodePorts !== undefined;
  const detail = "may only be used when `type` is 'LoadBalancer'";
  return [
    ...(misplaced ? [forbiddenField("spec.allocateLoadBalancerNodePorts", detail)] : []),
    ...validateClass(spec),
  ];
}

function validateTraffic(spec: ServiceSpec): InvalidField[] {
  const { internalTrafficPolicy: internal, trafficDistribution } = spec;
  const distributions = ["PreferClose", "PreferSameZone", "PreferSameNode"];
  return [
    ...validateExternalPolicy(spec),
    ...validateHealthCheck(spec),
    ...(internal === undefined || ["Cluster", "Local"].includes(internal)
      ? []
      : [unsupportedField("spec.internalTrafficPolicy", internal, ["Cluster", "Local"])]),
    ...(trafficDistribution === undefined || distributions.includes(trafficDistribution)
      ? []
      : [unsupportedField("spec.trafficDistribution", trafficDistribution, distributions)]),
  ];
}

function validateExternalPolicy(spec: ServiceSpec): InvalidField[] {
  const at = "spec.externalTrafficPolicy";
  const { externalTrafficPolicy: policy } = spec;
  if (!isExternallyAccessible(spec))
    return policy ? [invalidTyped(at, policy, "may only be set for externally-accessible services")] : [];
  if (!policy) return [requiredField(at)];
  return ["Cluster", "Local"].includes(policy) ? [] : [unsupportedField(at, policy, ["Cluster", "Local"])];
}

function validateHealthCheck(spec: ServiceSpec): InvalidField[] {
  const at = "spec.healthCheckNodePort";
  const { healthCheckNodePort: port = 0 } = spec;
  if (needsHealthCheck(spec)) {
    if (port === 0) return [requiredField(at)];
    return portNumberProblems(port).map((problem) => invalidField(at, port, problem));
  }
  const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
  return port === 0 ? [] : [invalidField(at, port, detail)];
}
