import { equalJson, type JsonObject } from "../../../base/json.ts";
import { invalidEach, invalidField, requiredField, unsupportedField } from "../../admission/field-problem.ts";
import { ipWarnings, validateEndpointIp, validateLegacyIp } from "../../admission/ip-problem.ts";
import { dnsLabel, dnsSubdomain, labelKeyProblems } from "../../admission/name-format.ts";
import { portNumberProblems } from "../../admission/text-format.ts";
import type { ApiObject } from "../../api-object.ts";
import type { InvalidField } from "../../status-error.ts";
import { fillEmpty, objectsAt } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";
import { numberAt, textAt } from "./read.ts";

const protocols = ["SCTP", "TCP", "UDP"];
const lists = ["addresses", "notReadyAddresses"];

/** Follows k8s.io/kubernetes/pkg/apis/core and pkg/registry/core/endpoint. */
export const endpointsRules: KindRules = {
  createOnUpdate: true,
  updateOrder: "changes first",
  defaults(object) {
    for (const subset of objectsAt(object, "subsets"))
      for (const port of objectsAt(subset, "ports")) fillEmpty(port, { protocol: "TCP" });
  },
  validate(object, old) {
    const problems = objectsAt(object, "subsets").flatMap((subset, index) =>
      validateSubset(subset, `subsets[${index}]`),
    );
    // what was taken once stays
    const same = old && problems.length > 0 && equalJson(old.subsets ?? [], object.subsets ?? []);
    return same ? [] : problems;
  },
  warnings: (object) =>
    object.metadata.labels?.["endpoints.kubernetes.io/managed-by"] === "endpoint-controller"
      ? []
      : addressesOf(object).flatMap(({ ip, at }) => ipWarnings(`${at}.ip`, ip)),
};

function validateSubset(subset: JsonObject, at: string): InvalidField[] {
  const ports = objectsAt(subset, "ports");
  const empty = lists.every((key) => objectsAt(subset, key).length === 0);
  return [
    ...(empty ? [requiredField(at, "must specify `addresses` or `notReadyAddresses`")] : []),
    ...lists.flatMap((key) =>
      objectsAt(subset, key).flatMap((address, index) => validateAddress(address, `${at}.${key}[${index}]`)),
    ),
    ...ports.flatMap((port, index) =>
      validatePort(port, { at: `${at}.ports[${index}]`, named: ports.length > 1 }),
    ),
  ];
}

function validateAddress(address: JsonObject, at: string): InvalidField[] {
  const { nodeName } = address;
  const [ip, hostname] = [textAt(address, "ip"), textAt(address, "hostname")];
  return [
    ...validateLegacyIp(`${at}.ip`, ip),
    ...(hostname ? invalidEach(`${at}.hostname`, hostname, dnsLabel(hostname)) : []),
    ...(typeof nodeName === "string" ? invalidEach(`${at}.nodeName`, nodeName, dnsSubdomain(nodeName)) : []),
    ...validateEndpointIp(`${at}.ip`, ip),
  ];
}

function validatePort(port: JsonObject, options: { at: string; named: boolean }): InvalidField[] {
  const { at, named } = options;
  const { appProtocol } = port;
  const [name, protocol, number] = [textAt(port, "name"), textAt(port, "protocol"), numberAt(port, "port")];
  return [
    ...(named && !name ? [requiredField(`${at}.name`)] : []),
    ...(name ? invalidEach(`${at}.name`, name, dnsLabel(name)) : []),
    ...portNumberProblems(number).map((problem) => invalidField(`${at}.port`, number, problem)),
    ...(protocols.includes(protocol) ? [] : [unsupportedField(`${at}.protocol`, protocol, protocols)]),
    ...(typeof appProtocol === "string"
      ? invalidEach(`${at}.appProtocol`, appProtocol, labelKeyProblems(appProtocol))
      : []),
  ];
}

function addressesOf(object: ApiObject): { ip: string; at: string }[] {
  return objectsAt(object, "subsets").flatMap((subset, index) =>
    lists.flatMap((key) =>
      objectsAt(subset, key).map((address, each) => ({
        ip: textAt(address, "ip"),
        at: `subsets[${index}].${key}[${each}]`,
      })),
    ),
  );
}
