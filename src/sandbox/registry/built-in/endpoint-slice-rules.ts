import { equalJson, type JsonObject } from "../../../base/json.ts";
import {
  duplicateField,
  immutableField,
  invalidEach,
  invalidField,
  requiredField,
  tooManyField,
  unsupportedField,
} from "../../admission/field-problem.ts";
import { parseIp } from "../../admission/ip-address.ts";
import { ipWarnings, validateEndpointIp, validateIp, validateLegacyIp } from "../../admission/ip-problem.ts";
import { validateLabels } from "../../admission/label-problem.ts";
import { dnsLabel, dnsSubdomain, labelKeyProblems, labelValueProblems } from "../../admission/name-format.ts";
import type { ApiObject } from "../../api-object.ts";
import type { InvalidField } from "../../status-error.ts";
import { objectAt, objectsAt } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";
import { textAt, textsAt } from "./read.ts";

const protocols = ["SCTP", "TCP", "UDP"];
const types = ["FQDN", "IPv4", "IPv6"];
const managers = ["endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"];

/** Follows k8s.io/kubernetes/pkg/apis/discovery and pkg/registry/discovery/endpointslice. */
export const endpointSliceRules: KindRules = {
  generation: "once",
  bareUpdate: true,
  defaults(object) {
    for (const port of objectsAt(object, "ports")) {
      port.name ??= "";
      port.protocol ??= "TCP";
    }
  },
  prepareForCreate: dropTopology,
  prepareForUpdate(object, old) {
    // counted with what is dropped
    const changed = ["addressType", "endpoints", "ports"].some(
      (key) => !equalJson(object[key] ?? [], old[key] ?? []),
    );
    const labelled = !equalJson(object.metadata.labels ?? {}, old.metadata.labels ?? {});
    if (changed || labelled) object.metadata.generation = (old.metadata.generation ?? 0) + 1;
    dropTopology(object);
  },
  validate(object, old) {
    const type = textAt(object, "addressType");
    const endpoints = validateEndpoints(object, type);
    const same = old && endpoints.length > 0 && equalJson(old.endpoints ?? [], object.endpoints ?? []);
    return [...validateType(type), ...validatePorts(objectsAt(object, "ports")), ...(same ? [] : endpoints)];
  },
  validateUpdate: (object, old) =>
    object.addressType === old.addressType ? [] : [immutableField("addressType", object.addressType)],
  warnings(object, old) {
    const deprecated = !old && object.addressType === "FQDN";
    const managed = managers.includes(
      object.metadata.labels?.["endpointslice.kubernetes.io/managed-by"] ?? "",
    );
    return [
      ...(deprecated ? ["spec.addressType: FQDN endpoints are deprecated"] : []),
      ...(managed ? [] : addressWarnings(object)),
    ];
  },
};

/** Labels of the node that v1 no longer takes. */
function dropTopology(object: ApiObject): void {
  for (const endpoint of objectsAt(object, "endpoints")) delete endpoint.deprecatedTopology;
}

function addressWarnings(object: ApiObject): string[] {
  return objectsAt(object, "endpoints").flatMap((endpoint, index) =>
    textsAt(endpoint, "addresses").flatMap((address, each) =>
      ipWarnings(`endpoints[${index}].addresses[${each}]`, address),
    ),
  );
}

function validateType(type: string): InvalidField[] {
  if (!type) return [requiredField("addressType")];
  return types.includes(type) ? [] : [unsupportedField("addressType", type, types)];
}

function validatePorts(ports: readonly JsonObject[]): InvalidField[] {
  return ports.flatMap((port, index) => {
    const at = `ports[${index}]`;
    const [name, protocol] = [textAt(port, "name"), textAt(port, "protocol")];
    const { appProtocol } = port;
    return [
      ...(name ? invalidEach(`${at}.name`, name, dnsLabel(name)) : []),
      ...(ports.slice(0, index).some((other) => textAt(other, "name") === name)
        ? [duplicateField(`${at}.name`, name)]
        : []),
      ...(protocols.includes(protocol) ? [] : [unsupportedField(`${at}.protocol`, protocol, protocols)]),
      ...(typeof appProtocol === "string"
        ? invalidEach(`${at}.appProtocol`, appProtocol, labelKeyProblems(appProtocol))
        : []),
    ];
  });
}

function validateEndpoints(object: ApiObject, type: string): InvalidField[] {
  const endpoints = objectsAt(object, "endpoints");
  if (endpoints.length > 1000) return [tooManyField("endpoints", { found: endpoints.length, limit: 1000 })];
  return endpoints.flatMap((endpoint, index) =>
    validateEndpoint(endpoint, { at: `endpoints[${index}]`, type }),
  );
}

function validateEndpoint(endpoint: JsonObject, options: { at: string; type: string }): InvalidField[] {
  const { at, type } = options;
  const { nodeName, hostname } = endpoint;
  const addresses = textsAt(endpoint, "addresses");
  const hints = objectAt(endpoint, "hints");
  const place = `${at}.addresses`;
  return [
    ...(addresses.length ? [] : [requiredField(place, "must contain at least 1 address")]),
    ...(addresses.length > 100 ? [tooManyField(place, { found: addresses.length, limit: 100 })] : []),
    ...addresses.flatMap((address, index) => validateAddress(address, { place, index, type })),
    ...(typeof nodeName === "string" ? invalidEach(`${at}.nodeName`, nodeName, dnsSubdomain(nodeName)) : []),
    ...validateLabels(endpoint.deprecatedTopology, `${at}.deprecatedTopology`),
    ...(typeof hostname === "string" ? invalidEach(`${at}.hostname`, hostname, dnsLabel(hostname)) : []),
    ...(hints ? validateHints(hints, `${at}.hints`) : []),
  ];
}

function validateAddress(
  address: string,
  options: { place: string; index: number; type: string },
): InvalidField[] {
  const { place, index, type } = options;
  const at = `${place}[${index}]`;
  if (type === "FQDN") return validateDomain(address, at);
  if (type !== "IPv4" && type !== "IPv6") return [];
  const problems = type === "IPv4" ? validateLegacyIp(at, address) : validateIp(at, address);
  if (problems.length) return problems;
  const fits = parseIp(address)?.family === (type === "IPv4" ? 4 : 6);
  return [
    ...(fits ? [] : [invalidField(place, address, `must be an ${type} address`)]),
    ...validateEndpointIp(at, address),
  ];
}

/** Follows IsFullyQualifiedDomainName of k8s.io/apimachinery/pkg/util/validation. */
function validateDomain(name: string, at: string): InvalidField[] {
  if (!name) return [requiredField(at)];
  const plain = name.replace(/\.$/, "");
  const problems = dnsSubdomain(plain);
  if (problems.length) return invalidEach(at, plain, problems);
  if (plain.split(".").length < 2)
    return [invalidField(at, plain, "should be a domain with at least two segments separated by dots")];
  return plain.split(".").flatMap((part) => invalidEach(at, part, dnsLabel(part)));
}

function validateHints(hints: JsonObject, at: string): InvalidField[] {
  return [
    ["forZones", labelValueProblems],
    ["forNodes", dnsSubdomain],
  ].flatMap(([key, check]) => {
    const list = objectsAt(hints, String(key)).map((hint) => textAt(hint, "name"));
    const place = `${at}.${String(key)}`;
    if (list.length > 8) return [tooManyField(place, { found: list.length, limit: 8 })];
    return list.flatMap((name, index) => [
      ...(list.indexOf(name) < index ? [duplicateField(`${place}[${index}].name`, name)] : []),
      ...invalidEach(`${place}[${index}].name`, name, (check as typeof labelValueProblems)(name)),
    ]);
  });
}
