import { equalJson } from "../../../base/json.ts";
import type { CustomResourceDefinition } from "../../../kube/crd.ts";
import { someSchema } from "../../../kube/schema/declared/declared-schema.ts";
import { shownAt } from "../../admission/emptied.ts";
import {
  immutableField,
  invalidField,
  invalidTyped,
  requiredField,
  requiredOneOf,
} from "../../admission/field-problem.ts";
import { dnsSubdomain, type NameFormat } from "../../admission/name-format.ts";
import { validateObjectMeta, validateObjectMetaUpdate } from "../../admission/object-meta.ts";
import type { InvalidField } from "../../status-error.ts";
import { validateApproval } from "./validate-approval.ts";
import { validateConversion } from "./validate-conversion.ts";
import { validateNames } from "./validate-names.ts";
import { validateVersions } from "./validate-versions.ts";

/** What a new CustomResourceDefinition must satisfy. Follows ValidateCustomResourceDefinition of apiextensions-apiserver's apis/apiextensions/validation, whose order it has. */
export function validateDefinition(definition: CustomResourceDefinition): InvalidField[] {
  const { metadata = {} } = definition;
  return [
    ...validateObjectMeta(metadata, { namespaced: false, name: nameFormat(definition) }),
    ...validateSpec(definition, { trusting: true }),
    ...validateRest(definition, undefined),
  ];
}

/** What an update of one must satisfy (ValidateCustomResourceDefinitionUpdate). */
export function validateDefinitionUpdate(
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition,
): InvalidField[] {
  const { spec, metadata = {} } = definition;
  const established = isEstablished(old);
  const immutable = (field: string, value: unknown, before: unknown) =>
    equalJson(value, before) ? [] : [immutableField(field, value)];
  return [
    ...validateObjectMetaUpdate(metadata, old.metadata ?? {}),
    ...validateSpec(definition, { trusting: !established || hasBadBundle(old) }),
    ...(established ? immutable("spec.scope", spec.scope, old.spec.scope) : []),
    ...(established ? immutable("spec.names.kind", spec.names.kind, old.spec.names.kind) : []),
    ...immutable("spec.group", spec.group, old.spec.group),
    ...immutable("spec.names.plural", spec.names.plural, old.spec.names.plural),
    ...validateRest(definition, old),
  ];
}

/** What an update of the status must satisfy (ValidateUpdateCustomResourceDefinitionStatus). */
export function validateDefinitionStatus({ status }: CustomResourceDefinition): InvalidField[] {
  return validateNames(status?.acceptedNames, "status.acceptedNames");
}

function isEstablished({ status }: CustomResourceDefinition): boolean {
  return status?.conditions?.some(({ type, status }) => type === "Established" && status === "True") ?? false;
}

/** Whether what was stored before could not be read: then it need not be now. */
function hasBadBundle({ spec }: CustomResourceDefinition): boolean {
  return validateConversion(spec, { trusting: false }).some(({ field }) => field.endsWith(".caBundle"));
}

function nameFormat({ spec }: CustomResourceDefinition): NameFormat {
  const expected = `${spec.names?.plural ?? ""}.${spec.group ?? ""}`;
  return (name, prefix) => [
    ...dnsSubdomain(name, prefix),
    ...(name === expected ? [] : ['must be spec.names.plural+"."+spec.group']),
  ];
}

/** `trusting`: whether a bundle of certificates is taken as it is. */
function validateSpec(
  { spec }: CustomResourceDefinition,
  { trusting }: { trusting: boolean },
): InvalidField[] {
  const versions = validateVersions(spec.versions ?? [], {
    absent: shownAt(spec, "versions") === null,
  });
  const { names } = spec;
  const keeps = spec.preserveUnknownFields === true;
  const converts = (spec.conversion?.strategy ?? "None") !== "None";
  return [
    ...validateGroup(spec.group ?? ""),
    ...requiredOneOf("spec.scope", spec.scope, ["Cluster", "Namespaced"]),
    ...versions.own.filter(isMissingSchema),
    ...(keeps && hasDefaults(spec)
      ? [
          invalidField(
            "spec.preserveUnknownFields",
            true,
            "must be false in order to use defaults in the schema",
          ),
        ]
      : []),
    ...versions.own.filter((error) => !isMissingSchema(error)),
    ...(names?.plural ? [] : [requiredField("spec.names.plural")]),
    // those follow from the kind
    ...(names?.singular || names?.kind ? [] : [requiredField("spec.names.singular")]),
    ...(names?.kind ? [] : [requiredField("spec.names.kind")]),
    ...(names?.listKind || names?.kind ? [] : [requiredField("spec.names.listKind")]),
    ...validateNames(names, "spec.names"),
    ...versions.shared,
    ...(keeps && converts
      ? [
          invalidTyped(
            "spec.conversion.strategy",
            spec.conversion?.strategy,
            "must be None if spec.preserveUnknownFields is true",
          ),
        ]
      : []),
    ...validateConversion(spec, { trusting }),
  ];
}

function validateGroup(group: string): InvalidField[] {
  if (group === "") return [requiredField("spec.group")];
  const problems = dnsSubdomain(group);
  if (problems.length) return [invalidField("spec.group", group, problems.join(","))];
  return group.includes(".")
    ? []
    : [invalidField("spec.group", group, "should be a domain with at least one dot")];
}

function isMissingSchema({ type, field }: InvalidField): boolean {
  return type === "FieldValueRequired" && /^spec\.versions\[\d+\]\.schema\.openAPIV3Schema$/.test(field);
}

function hasDefaults({ versions = [] }: CustomResourceDefinition["spec"]): boolean {
  return versions.some(
    ({ schema }) =>
      schema?.openAPIV3Schema &&
      someSchema(schema.openAPIV3Schema, (inner) => inner.default !== undefined && inner.default !== null),
  );
}

/** What comes after the spec. */
function validateRest(
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition | undefined,
): InvalidField[] {
  const { spec } = definition;
  const keeps = spec.preserveUnknownFields === true && old?.spec.preserveUnknownFields !== true;
  return [
    ...validateDefinitionStatus(definition),
    ...validateStored(definition),
    ...validateApproval(definition, old),
    ...(keeps
      ? [
          invalidTyped(
            "spec.preserveUnknownFields",
            true,
            "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead",
          ),
        ]
      : []),
  ];
}

/** What is stored must stay known. A definition without a status has not been to a server. */
function validateStored({ spec, status }: CustomResourceDefinition): InvalidField[] {
  const at = "status.storedVersions";
  if (!status) return [];
  const stored = status.storedVersions ?? [];
  if (stored.length === 0) return [invalidField(at, null, "must have at least one stored version")];
  const left = new Map(stored.map((name, index) => [name, index]));
  const errors: InvalidField[] = [];
  for (const { name, storage } of spec.versions ?? []) {
    if (storage && !left.has(name))
      errors.push(invalidField(at, stored, `must have the storage version ${name}`));
    left.delete(name);
  }
  for (const [name, index] of left)
    errors.push(
      invalidField(
        `${at}[${index}]`,
        name,
        `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
      ),
    );
  return errors;
}
