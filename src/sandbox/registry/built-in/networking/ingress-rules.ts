import type { JsonObject } from "../../../../base/json.ts";
import {
  invalidEach,
  invalidField,
  requiredField,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { parseIp } from "../../../admission/ip-address.ts";
import { ipWarnings, validateLegacyIp } from "../../../admission/ip-problem.ts";
import { dnsLabel, dnsSubdomain } from "../../../admission/name-format.ts";
import {
  portNameProblems,
  portNumberProblems,
  wildcardSubdomainProblems,
} from "../../../admission/text-format.ts";
import type { ApiObject } from "../../../api-object.ts";
import type { InvalidField } from "../../../status-error.ts";
import { objectAt, objectsAt } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { numberAt, textAt, textsAt } from "../read.ts";
import { validateLocalReference } from "./local-reference.ts";

const classKey = "kubernetes.io/ingress.class";

/** Follows k8s.io/kubernetes/pkg/apis/networking and pkg/registry/networking/ingress. */
export const ingressRules: KindRules = {
  generation: true,
  updateOrder: "changes first",
  admit(object, { old, list }) {
    const spec = objectAt(object, "spec");
    const set =
      spec?.ingressClassName !== undefined || Object.hasOwn(object.metadata.annotations ?? {}, classKey);
    const name = old || set ? undefined : defaultClass(list("ingressclasses.networking.k8s.io"));
    if (name !== undefined) object.spec = { ...spec, ingressClassName: name };

    /** The newest of the classes that are the default (the admission plugin DefaultIngressClass of k8s.io/kubernetes/plugin/pkg/admission/network). */
    function defaultClass(classes: readonly ApiObject[]): string | undefined {
      const timeOf = ({ metadata }: ApiObject) => Date.parse(metadata.creationTimestamp ?? "");
      const [newest] = classes
        .filter(
          ({ metadata }) => metadata.annotations?.["ingressclass.kubernetes.io/is-default-class"] === "true",
        )
        .sort(
          (a, b) => timeOf(b) - timeOf(a) || ((a.metadata.name ?? "") < (b.metadata.name ?? "") ? -1 : 1),
        );
      return newest?.metadata.name;
    }
  },
  validate: (object, old) => [
    ...validateSpec(objectAt(object, "spec") ?? {}),
    ...(old ? [] : validateClass(object)),
  ],
  validateStatus(object, old) {
    const existing = ingressOf(old).map((entry) => textAt(entry, "ip"));
    return ingressOf(object).flatMap((entry, index) =>
      validateEntry(entry, { at: `status.loadBalancer.ingress[${index}]`, existing }),
    );
  },
  warnings(object, old) {
    const set = Object.hasOwn(object.metadata.annotations ?? {}, classKey);
    return !old && set && objectAt(object, "spec")?.ingressClassName === undefined
      ? [`annotation "${classKey}" is deprecated, please use 'spec.ingressClassName' instead`]
      : [];
  },
  statusWarnings: (object) =>
    ingressOf(object).flatMap((entry, index) =>
      ipWarnings(`status.loadBalancer.ingress[${index}]`, textAt(entry, "ip")),
    ),
};

function validateClass(object: ApiObject): InvalidField[] {
  const text = object.metadata.annotations?.[classKey];
  const name = objectAt(object, "spec")?.ingressClassName;
  if (text === undefined || name === undefined || text === name) return [];
  const detail = "must match `ingressClassName` when both are specified";
  return [invalidField(`annotations.${classKey}`, text, detail)];
}

function validateSpec(spec: JsonObject): InvalidField[] {
  const rules = objectsAt(spec, "rules");
  const backend = objectAt(spec, "defaultBackend");
  const { ingressClassName: name } = spec;
  return [
    ...(rules.length || backend
      ? []
      : [invalidField("spec", null, "either `defaultBackend` or `rules` must be specified")]),
    ...(backend ? validateBackend(backend, "spec.defaultBackend") : []),
    ...rules.flatMap((rule, index) => validateRule(rule, `spec.rules[${index}]`)),
    ...objectsAt(spec, "tls").flatMap((entry, index) => validateTls(entry, `spec.tls[${index}]`)),
    ...(typeof name === "string" ? invalidEach("spec.ingressClassName", name, dnsSubdomain(name)) : []),
  ];
}

function validateTls(entry: JsonObject, at: string): InvalidField[] {
  const secret = textAt(entry, "secretName");
  return [
    ...textsAt(entry, "hosts").flatMap((host, index) =>
      invalidEach(`${at}.hosts[${index}]`, host, hostProblems(host)),
    ),
    ...(secret ? invalidEach(`${at}.secretName`, secret, dnsSubdomain(secret)) : []),
  ];
}

function hostProblems(host: string): string[] {
  return host.includes("*") ? wildcardSubdomainProblems(host) : dnsSubdomain(host);
}

function validateRule(rule: JsonObject, at: string): InvalidField[] {
  const host = textAt(rule, "host");
  const http = objectAt(rule, "http");
  const paths = objectsAt(http, "paths");
  return [
    ...(host && parseIp(host)
      ? [invalidField(`${at}.host`, host, "must be a DNS name, not an IP address")]
      : []),
    ...(host ? invalidEach(`${at}.host`, host, hostProblems(host)) : []),
    ...(http && paths.length === 0 ? [requiredField(`${at}.http.paths`)] : []),
    ...paths.flatMap((path, index) => validatePath(path, `${at}.http.paths[${index}]`)),
  ];
}

const pathTypes = ["Exact", "ImplementationSpecific", "Prefix"];
const sequences = ["//", "/./", "/../", "%2f", "%2F"];

function validatePath(path: JsonObject, at: string): InvalidField[] {
  const { pathType } = path;
  if (pathType === undefined || pathType === null)
    return [requiredField(`${at}.pathType`, "pathType must be specified")];
  const backend = validateBackend(objectAt(path, "backend") ?? {}, `${at}.backend`);
  const text = textAt(path, "path");
  if (!pathTypes.includes(String(pathType)))
    return [unsupportedField(`${at}.pathType`, pathType, pathTypes), ...backend];
  const free = pathType === "ImplementationSpecific";
  const problems = [
    ...(text.startsWith("/") || (free && text === "") ? [] : ["must be an absolute path"]),
    ...(free
      ? []
      : sequences.filter((part) => text.includes(part)).map((part) => `must not contain '${part}'`)),
    ...(free
      ? []
      : ["/..", "/."].filter((end) => text.endsWith(end)).map((end) => `cannot end with '${end}'`)),
  ];
  return [...invalidEach(`${at}.path`, text, problems), ...backend];
}

function validateBackend(backend: JsonObject, at: string): InvalidField[] {
  const resource = objectAt(backend, "resource");
  const service = objectAt(backend, "service");
  if (resource && service) return [invalidField(at, "", "cannot set both resource and service backends")];
  if (resource) return validateLocalReference(resource, `${at}.resource`);
  if (!service) return [invalidField(at, "", "resource or service backend is required")];
  const name = textAt(service, "name");
  return [
    ...(name
      ? invalidEach(`${at}.service.name`, name, dnsLabel(name))
      : [requiredField(`${at}.service.name`)]),
    ...validatePort(objectAt(service, "port"), at),
  ];
}

function validatePort(port: JsonObject | undefined, at: string): InvalidField[] {
  const [name, number] = [textAt(port, "name"), numberAt(port, "number")];
  if (name && number) return [invalidField(at, "", "cannot set both port name & port number")];
  if (name) return invalidEach(`${at}.service.port.name`, name, portNameProblems(name));
  if (number)
    return portNumberProblems(number).map((problem) =>
      invalidField(`${at}.service.port.number`, number, problem),
    );
  return [requiredField(at, "port name or number is required")];
}

function ingressOf(object: ApiObject): JsonObject[] {
  return objectsAt(objectAt(objectAt(object, "status"), "loadBalancer"), "ingress");
}

function validateEntry(
  entry: JsonObject,
  options: { at: string; existing: readonly string[] },
): InvalidField[] {
  const { at, existing } = options;
  const [ip, hostname] = [textAt(entry, "ip"), textAt(entry, "hostname")];
  return [
    ...(ip ? validateLegacyIp(`${at}.ip`, ip, existing) : []),
    ...(hostname ? invalidEach(`${at}.hostname`, hostname, dnsSubdomain(hostname)) : []),
    ...(hostname && parseIp(hostname)
      ? [invalidField(`${at}.hostname`, hostname, "must be a DNS name, not an IP address")]
      : []),
  ];
}
