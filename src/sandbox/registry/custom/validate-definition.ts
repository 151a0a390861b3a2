import type { CustomResourceDefinition } from "../../../kube/crd.ts";
import { invalidField, requiredField, unsupportedField } from "../../admission/field-problem.ts";
import { dns1035Label, dnsSubdomain } from "../../admission/name-format.ts";
import { equalJson } from "../../../base/json.ts";
import type { InvalidField } from "../../status-error.ts";
import { validateConversion } from "./validate-conversion.ts";
import { validateVersions } from "./validate-versions.ts";

/** What a CustomResourceDefinition must satisfy. Follows apiextensions-apiserver's apis/apiextensions/validation. */
export function validateDefinition(definition: CustomResourceDefinition): InvalidField[] {
  const { spec, metadata, status } = definition;
  const versions = validateVersions(spec.versions ?? []);
  const expected = `${spec.names?.plural ?? ""}.${spec.group ?? ""}`;
  return [
    ...(metadata?.name === expected
      ? []
      : [invalidField("metadata.name", metadata?.name, 'must be spec.names.plural+"."+spec.group')]),
    ...validateGroup(spec.group ?? ""),
    ...validateScope(spec.scope),
    ...(spec.preserveUnknownFields
      ? [invalidField("spec.preserveUnknownFields", true, "must be false")]
      : []),
    ...versions.own,
    ...validateNames(definition),
    ...versions.shared,
    ...validateConversion(definition),
    ...(status?.storedVersions?.length === 0
      ? [invalidField("status.storedVersions", null, "must have at least one stored version")]
      : []),
  ];
}

function validateGroup(group: string): InvalidField[] {
  if (group === "") return [requiredField("spec.group")];
  const problems = dnsSubdomain(group).map((problem) => invalidField("spec.group", group, problem));
  return problems.length || group.includes(".")
    ? problems
    : [invalidField("spec.group", group, "should be a domain with at least one dot")];
}

function validateScope(scope: string | undefined): InvalidField[] {
  if (!scope) return [requiredField("spec.scope")];
  return scope === "Cluster" || scope === "Namespaced"
    ? []
    : [unsupportedField("spec.scope", scope, ["Cluster", "Namespaced"])];
}

function validateNames({ spec }: CustomResourceDefinition): InvalidField[] {
  const {
    plural = "",
    singular = "",
    kind = "",
    listKind = "",
    shortNames = [],
    categories = [],
  } = spec.names ?? {};
  const check = (field: string, name: string) =>
    dns1035Label(name).map((problem) => invalidField(`spec.names.${field}`, name, problem));
  return [
    ...(plural ? check("plural", plural) : [requiredField("spec.names.plural")]),
    ...(singular ? check("singular", singular) : []),
    ...(kind
      ? check("kind", kind.toLowerCase()).map((error) => ({
          ...error,
          message: error.message.replace(JSON.stringify(kind.toLowerCase()), JSON.stringify(kind)),
        }))
      : [requiredField("spec.names.kind")]),
    ...(listKind && listKind === kind
      ? [invalidField("spec.names.listKind", listKind, "kind and listKind may not be the same")]
      : []),
    ...shortNames.flatMap((name, index) => check(`shortNames[${index}]`, name)),
    ...categories.flatMap((name, index) => check(`categories[${index}]`, name)),
  ];
}

/** What may not change: scope, group, plural and kind once names were accepted. */
export function validateDefinitionUpdate(
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition,
): InvalidField[] {
  const established = old.status?.conditions?.some(
    ({ type, status }) => type === "Established" && status === "True",
  );
  const immutable = (field: string, value: unknown, before: unknown) =>
    equalJson(value, before) ? [] : [invalidField(field, value, "field is immutable")];
  const stored = (old.status?.storedVersions ?? []).filter(
    (name) => !definition.spec.versions.some((version) => version.name === name),
  );
  return [
    ...immutable("spec.group", definition.spec.group, old.spec.group),
    ...immutable("spec.names.plural", definition.spec.names.plural, old.spec.names.plural),
    ...(established ? immutable("spec.scope", definition.spec.scope, old.spec.scope) : []),
    ...(established ? immutable("spec.names.kind", definition.spec.names.kind, old.spec.names.kind) : []),
    ...stored.map((name) =>
      invalidField(
        `status.storedVersions[${old.status?.storedVersions?.indexOf(name) ?? 0}]`,
        name,
        `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
      ),
    ),
  ];
}
