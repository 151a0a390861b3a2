import type { JsonObject } from "../../../../base/json.ts";
import {
  duplicateField,
  forbiddenField,
  invalidEach,
  invalidField,
  requiredField,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { dnsLabel, dnsSubdomain } from "../../../admission/name-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import { ensureObject, objectAt, objectsAt } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { numberAt, textAt, textsAt } from "../read.ts";

/** Follows k8s.io/kubernetes/pkg/apis/flowcontrol and pkg/registry/flowcontrol/flowschema. */
export const flowSchemaRules: KindRules = {
  generation: true,
  bareUpdate: true,
  bareStatus: true,
  defaults(object) {
    const spec = ensureObject(object, "spec");
    if (!spec.matchingPrecedence) spec.matchingPrecedence = 1000;
  },
  validate: (object) => [
    ...validateSpec(object.metadata.name ?? "", objectAt(object, "spec") ?? {}),
    ...validateFlowStatus(objectAt(object, "status")),
  ],
  validateStatus: (object) => validateFlowStatus(objectAt(object, "status")),
};

/** Follows ValidateFlowSchemaStatus, which is the same for priority levels. */
export function validateFlowStatus(status: JsonObject | undefined): InvalidField[] {
  const conditions = objectsAt(status, "conditions");
  const types = conditions.map((condition) => textAt(condition, "type"));
  return types.flatMap((type, index) => {
    const at = `status.conditions[${index}].type`;
    return [
      ...(types.indexOf(type) < index ? [duplicateField(at, type)] : []),
      ...(type ? [] : [requiredField(at)]),
    ];
  });
}

function validateSpec(name: string, spec: JsonObject): InvalidField[] {
  const precedence = numberAt(spec, "matchingPrecedence");
  const level = textAt(objectAt(spec, "priorityLevelConfiguration"), "name");
  const method = objectAt(spec, "distinguisherMethod");
  const wrong = (detail: string) => invalidField("spec.matchingPrecedence", precedence, detail);
  const at = "spec.priorityLevelConfiguration.name";
  return [
    ...(precedence <= 0 ? [wrong("must be a positive value")] : []),
    ...(precedence > 10_000 ? [wrong("must not be greater than 10000")] : []),
    ...(precedence === 1 && name !== "exempt"
      ? [wrong("only the schema named 'exempt' may have matchingPrecedence 1")]
      : []),
    ...(method && !["ByNamespace", "ByUser"].includes(textAt(method, "type"))
      ? [
          unsupportedField("spec.distinguisherMethod.type", { Type: textAt(method, "type") }, [
            "ByNamespace",
            "ByUser",
          ]),
        ]
      : []),
    ...(level
      ? invalidEach(at, level, dnsSubdomain(level))
      : [requiredField(at, "must reference a priority level")]),
    ...objectsAt(spec, "rules").flatMap((rule, index) => validateRule(rule, `spec.rules[${index}]`)),
  ];
}

function validateRule(rule: JsonObject, at: string): InvalidField[] {
  const subjects = objectsAt(rule, "subjects");
  const [resources, urls] = [objectsAt(rule, "resourceRules"), objectsAt(rule, "nonResourceRules")];
  return [
    ...(subjects.length
      ? subjects.flatMap((subject, index) => validateSubject(subject, `${at}.subjects[${index}]`))
      : [requiredField(`${at}.subjects`, "subjects must contain at least one value")]),
    ...(resources.length || urls.length
      ? []
      : [requiredField(at, "at least one of resourceRules and nonResourceRules has to be non-empty")]),
    ...resources.flatMap((each, index) => validateResources(each, `${at}.resourceRules[${index}]`)),
    ...urls.flatMap((each, index) => validateUrls(each, `${at}.nonResourceRules[${index}]`)),
  ];
}

const subjectKinds: Readonly<Record<string, string>> = {
  ServiceAccount: "serviceAccount",
  User: "user",
  Group: "group",
};

function validateSubject(subject: JsonObject, at: string): InvalidField[] {
  const kind = textAt(subject, "kind");
  const own = Object.hasOwn(subjectKinds, kind) ? subjectKinds[kind] : undefined;
  if (own === undefined) return [unsupportedField(`${at}.kind`, kind, ["Group", "ServiceAccount", "User"])];
  const value = objectAt(subject, own);
  const others =
    kind === "ServiceAccount" ? ["User", "Group"] : ["ServiceAccount", kind === "User" ? "Group" : "User"];
  return [
    ...(value
      ? validateNamed(value, { kind, at: `${at}.${own}` })
      : [requiredField(`${at}.${own}`, `${own} is required when subject kind is '${kind}'`)]),
    ...others.flatMap((other) => {
      const field = subjectKinds[other] ?? "";
      return objectAt(subject, field)
        ? [forbiddenField(`${at}.${field}`, `${field} is forbidden when subject kind is not '${other}'`)]
        : [];
    }),
  ];
}

function validateNamed(value: JsonObject, { kind, at }: { kind: string; at: string }): InvalidField[] {
  const [name, namespace] = [textAt(value, "name"), textAt(value, "namespace")];
  if (kind !== "ServiceAccount") return name ? [] : [requiredField(`${at}.name`)];
  return [
    ...(name
      ? invalidEach(`${at}.name`, name, name === "*" ? [] : dnsSubdomain(name))
      : [requiredField(`${at}.name`)]),
    ...(namespace
      ? invalidEach(`${at}.namespace`, namespace, dnsLabel(namespace))
      : [requiredField(`${at}.namespace`, "must specify namespace for service account")]),
  ];
}

const verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];

function validateVerbs(rule: JsonObject, at: string): InvalidField[] {
  const found = textsAt(rule, "verbs");
  const field = `${at}.verbs`;
  if (found.length === 0) return [requiredField(field, "verbs must contain at least one value")];
  if (found.includes("*"))
    return found.length > 1
      ? [invalidField(field, found, "if '*' is present, must not specify other verbs")]
      : [];
  return found.every((verb) => verbs.includes(verb)) ? [] : [unsupportedField(field, found, verbs)];
}

function validateUrls(rule: JsonObject, at: string): InvalidField[] {
  const urls = textsAt(rule, "nonResourceURLs");
  const field = `${at}.nonResourceURLs`;
  const errors = validateVerbs(rule, at);
  if (urls.length === 0)
    return [...errors, requiredField(field, "nonResourceURLs must contain at least one value")];
  if (urls.includes("*"))
    return urls.length > 1
      ? [...errors, invalidField(field, urls, "if '*' is present, must not specify other non-resource URLs")]
      : errors;
  return [
    ...errors,
    ...urls.flatMap((url, index) => invalidEach(`${field}[${index}]`, url, urlProblem(url))),
  ];
}

function urlProblem(url: string): string[] {
  if (url === "") return ["must not be empty"];
  if (url === "/") return [];
  if (!url.startsWith("/")) return ["must start with slash"];
  if (url.includes(" ")) return ["must not contain white-space"];
  if (url.includes("//")) return ["must not contain double slash"];
  const stars = url.split("*").length - 1;
  return stars > 1 || (stars === 1 && !url.endsWith("/*")) ? ["wildcard can only do suffix matching"] : [];
}

function validateResources(rule: JsonObject, at: string): InvalidField[] {
  const list = (key: string, what: { need: string; others: string }): InvalidField[] => {
    const found = textsAt(rule, key);
    if (found.length === 0)
      return [requiredField(`${at}.${key}`, `resource rules must supply at least one ${what.need}`)];
    return found.length > 1 && found.includes("*")
      ? [invalidField(`${at}.${key}`, found, `if '*' is present, must not specify other ${what.others}`)]
      : [];
  };
  return [
    ...validateVerbs(rule, at),
    ...list("apiGroups", { need: "api group", others: "api groups" }),
    ...list("resources", { need: "resource", others: "resources" }),
    ...validateNamespaces(rule, `${at}.namespaces`),
  ];
}

function validateNamespaces(rule: JsonObject, at: string): InvalidField[] {
  const namespaces = textsAt(rule, "namespaces");
  if (namespaces.length === 0 && rule.clusterScope !== true) {
    const detail = "resource rules that are not cluster scoped must supply at least one namespace";
    return [requiredField(at, detail)];
  }
  if (namespaces.includes("*"))
    return namespaces.length > 1
      ? [invalidField(at, namespaces, "if '*' is present, must not specify other namespaces")]
      : [];
  return namespaces.flatMap((name, index) =>
    dnsLabel(name).map((problem) =>
      invalidField(
        `${at}[${index}]`,
        name,
        `each member of this list must be '*' or a DNS-1123 label; ${problem}`,
      ),
    ),
  );
}
