import {
  duplicateField,
  invalidField,
  requiredField,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { parseIp } from "../../../admission/ip-address.ts";
import { validateLegacyIp } from "../../../admission/ip-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import { isExternalName, isHeadless, type ServiceSpec } from "./service-spec.ts";

const at = "spec.clusterIPs";

/** Addresses and families. Follows ValidateServiceClusterIPsRelatedFields of k8s.io/kubernetes/pkg/apis/core/validation. */
export function validateAddresses(spec: ServiceSpec, before: ServiceSpec | undefined): InvalidField[] {
  if (isExternalName(spec)) return [];
  const { clusterIPs = [] } = spec;
  const each = clusterIPs.flatMap((address, index) => validateOne(address, { index, spec, before }));
  const problems = [
    ...validatePair(spec),
    ...validateFamilies(spec),
    ...validatePolicy(spec),
    ...each,
    ...(clusterIPs.length > 2 ? [invalidField(at, clusterIPs, "may only hold up to 2 values")] : []),
  ];
  return each.length ? problems : [...problems, ...validateStacks(spec), ...matchFamilies(spec)];
}

function validatePair({ clusterIP, clusterIPs = [] }: ServiceSpec): InvalidField[] {
  if (!clusterIP)
    return clusterIPs.length
      ? [invalidField(at, clusterIPs, "must be empty when `clusterIP` is not specified")]
      : [];
  if (clusterIPs.length === 0) return [requiredField(at)];
  return clusterIPs[0] === clusterIP
    ? []
    : [invalidField(at, clusterIPs, "first value must match `clusterIP`")];
}

function validateFamilies({ ipFamilies = [] }: ServiceSpec): InvalidField[] {
  return ipFamilies.flatMap((family, index) => {
    const place = `spec.ipFamilies[${index}]`;
    return [
      ...(["IPv4", "IPv6"].includes(family) ? [] : [unsupportedField(place, family, ["IPv4", "IPv6"])]),
      ...(ipFamilies.indexOf(family) < index ? [duplicateField(place, family)] : []),
    ];
  });
}

const policies = ["PreferDualStack", "RequireDualStack", "SingleStack"];

function validatePolicy({ ipFamilyPolicy }: ServiceSpec): InvalidField[] {
  return ipFamilyPolicy === undefined || policies.includes(ipFamilyPolicy)
    ? []
    : [unsupportedField("spec.ipFamilyPolicy", ipFamilyPolicy, policies)];
}

function validateOne(
  address: string,
  options: { index: number; spec: ServiceSpec; before: ServiceSpec | undefined },
): InvalidField[] {
  const { index, spec, before } = options;
  if (index > 0 || address !== "None")
    return validateLegacyIp(`${at}[${index}]`, address, before?.clusterIPs);
  return (spec.clusterIPs?.length ?? 0) > 1
    ? [invalidField(at, spec.clusterIPs, "'None' must be the first and only value")]
    : [];
}

function validateStacks({ clusterIPs = [] }: ServiceSpec): InvalidField[] {
  if (clusterIPs.length < 2) return [];
  const families = new Set(clusterIPs.map((address) => parseIp(address)?.family));
  return families.size === 2
    ? []
    : [invalidField(at, clusterIPs, "may specify no more than one IP for each IP family")];
}

function matchFamilies(spec: ServiceSpec): InvalidField[] {
  const { clusterIPs = [], ipFamilies = [] } = spec;
  if (isHeadless(spec)) return [];
  return clusterIPs.flatMap((address, index) => {
    const expected = ipFamilies[index];
    const found = parseIp(address)?.family === 6 ? "IPv6" : "IPv4";
    if ((expected !== "IPv4" && expected !== "IPv6") || expected === found) return [];
    const detail = `expected an ${expected} value as indicated by \`ipFamilies[${index}]\``;
    return [invalidField(`${at}[${index}]`, address, detail)];
  });
}
