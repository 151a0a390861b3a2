import type { JsonObject } from "../../../../base/json.ts";
import {
  forbiddenField,
  invalidEach,
  invalidField,
  requiredField,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { parseIp } from "../../../admission/ip-address.ts";
import { ipWarnings, validateLegacyIp } from "../../../admission/ip-problem.ts";
import { dnsSubdomain } from "../../../admission/name-format.ts";
import type { ApiObject } from "../../../api-object.ts";
import type { InvalidField } from "../../../status-error.ts";
import { objectAt, objectsAt } from "../defaulting.ts";
import { serviceSpec } from "./service-spec.ts";

const at = "status.loadBalancer.ingress";

/** Follows ValidateServiceStatusUpdate of k8s.io/kubernetes/pkg/apis/core/validation. */
export function validateServiceStatus(object: ApiObject, old: ApiObject): InvalidField[] {
  const ingress = ingressOf(object);
  if (serviceSpec(object).type !== "LoadBalancer" && ingress.length)
    return [forbiddenField(at, "may only be used when `spec.type` is 'LoadBalancer'")];
  const existing = ingressOf(old).flatMap(({ ip }) => (ip ? [String(ip)] : []));
  return ingress.flatMap((entry, index) => validateEntry(entry, { at: `${at}[${index}]`, existing }));
}

export function serviceStatusWarnings(object: ApiObject): string[] {
  return ingressOf(object).flatMap(({ ip }, index) => (ip ? ipWarnings(`${at}[${index}]`, String(ip)) : []));
}

function ingressOf(object: ApiObject): JsonObject[] {
  return objectsAt(objectAt(objectAt(object, "status"), "loadBalancer"), "ingress");
}

function validateEntry(
  entry: JsonObject,
  options: { at: string; existing: readonly string[] },
): InvalidField[] {
  const { at, existing } = options;
  const ip = String(entry.ip ?? "");
  const hostname = String(entry.hostname ?? "");
  return [
    ...(ip ? validateLegacyIp(`${at}.ip`, ip, existing) : []),
    ...validateMode(entry, `${at}.ipMode`),
    ...(hostname ? invalidEach(`${at}.hostname`, hostname, dnsSubdomain(hostname)) : []),
    ...(hostname && parseIp(hostname)
      ? [invalidField(`${at}.hostname`, hostname, "must be a DNS name, not an IP address")]
      : []),
  ];
}

function validateMode({ ip, ipMode }: JsonObject, at: string): InvalidField[] {
  if (ipMode === undefined) return ip ? [requiredField(at, "must be specified when `ip` is set")] : [];
  if (!ip) return [forbiddenField(at, "may not be specified when `ip` is not set")];
  return ipMode === "VIP" || ipMode === "Proxy" ? [] : [unsupportedField(at, ipMode, ["Proxy", "VIP"])];
}
