import { forbiddenField, invalidField, invalidTyped } from "../../../admission/field-problem.ts";
import type { ApiObject } from "../../../api-object.ts";
import type { InvalidField } from "../../../status-error.ts";
import {
  isExternalName,
  isHeadless,
  needsHealthCheck,
  serviceSpec,
  type ServiceSpec,
} from "./service-spec.ts";
import { validateClass, validateService } from "./validate-service.ts";

/** Follows ValidateServiceUpdate of k8s.io/kubernetes/pkg/apis/core/validation. */
export function validateServiceUpdate(object: ApiObject, old: ApiObject): InvalidField[] {
  const [spec, before] = [serviceSpec(object), serviceSpec(old)];
  const settled = isExternalName(spec) || isExternalName(before);
  return [
    ...(settled ? [] : validateAddressChange(spec, before)),
    ...(settled ? [] : validateFamilyChange(spec, before)),
    ...validateClass(spec, before),
    ...validateHealthCheckChange(spec, before),
    ...validateService(object, old),
  ];
}

function validateAddressChange(spec: ServiceSpec, before: ServiceSpec): InvalidField[] {
  if (isHeadless(spec) && isHeadless(before)) return [];
  const [now, then] = [spec.clusterIPs ?? [], before.clusterIPs ?? []];
  const changed = (index: number) =>
    invalidField(`spec.clusterIPs[${index}]`, spec.clusterIPs, "may not change once set");
  if (now.length === then.length)
    return then.flatMap((address, index) => (address === now[index] ? [] : [changed(index)]));
  const first = then.length > 0 && now.length > 0 && now[0] !== then[0] ? [changed(0)] : [];
  if (then.length < now.length) return first;
  const released = "must be set to 'SingleStack' when releasing the secondary clusterIP";
  return [
    ...(now.length === 0
      ? [invalidField("spec.clusterIPs[0]", spec.clusterIPs, "primary clusterIP can not be unset")]
      : []),
    ...first,
    ...(now.length === 1 && spec.ipFamilyPolicy !== "SingleStack"
      ? [invalidTyped("spec.ipFamilyPolicy", spec.ipFamilyPolicy, released)]
      : []),
  ];
}

function validateFamilyChange(spec: ServiceSpec, before: ServiceSpec): InvalidField[] {
  if (isHeadless(spec) || isHeadless(before)) return [];
  const [now, then] = [spec.ipFamilies ?? [], before.ipFamilies ?? []];
  const at = "spec.ipFamilies[0]";
  const detail = "may not change once set";
  if (now.length === then.length)
    return then.flatMap((family, index) =>
      family === now[index] ? [] : [invalidField(at, spec.ipFamilies, detail)],
    );
  const moved = then.length > 0 && now.length > 0 && now[0] !== then[0];
  const first = moved ? [invalidField(at, spec.clusterIPs, detail)] : [];
  if (then.length < now.length) return first;
  const released = "must be set to 'SingleStack' when releasing the secondary ipFamily";
  return [
    ...(spec.clusterIPs?.length
      ? []
      : [invalidField(at, spec.ipFamilies, "primary ipFamily can not be unset")]),
    ...first,
    ...(now.length === 1 && spec.ipFamilyPolicy !== "SingleStack"
      ? [invalidTyped("spec.ipFamilyPolicy", spec.ipFamilyPolicy, released)]
      : []),
  ];
}

function validateHealthCheckChange(spec: ServiceSpec, before: ServiceSpec): InvalidField[] {
  if (!needsHealthCheck(spec) || !needsHealthCheck(before)) return [];
  return spec.healthCheckNodePort === before.healthCheckNodePort
    ? []
    : [forbiddenField("spec.healthCheckNodePort", "field is immutable")];
}
