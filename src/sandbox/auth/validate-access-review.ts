import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { forbiddenField, invalidField, requiredField } from "../admission/field-problem.ts";
import { labelKeyProblems } from "../admission/name-format.ts";
import type { ApiObject } from "../api-object.ts";
import type { InvalidField } from "../status-error.ts";

/** What is wrong with a question about access. Follows k8s.io/kubernetes/pkg/apis/authorization/validation. */
export function validateAccessReview(
  object: ApiObject,
  options: { self: boolean; local: boolean },
): InvalidField[] {
  const spec = isJsonObject(object.spec) ? object.spec : {};
  const resource = objectOf(spec.resourceAttributes);
  const path = objectOf(spec.nonResourceAttributes);
  return [
    ...validateOne(resource, path),
    ...(options.self || spec.user || isFilled(spec.groups)
      ? []
      : [invalidField("spec.user", "", "at least one of user or group must be specified")]),
    ...validateSelector(objectOf(resource?.fieldSelector), {
      of: "fieldSelector",
      requirement: fieldProblems,
    }),
    ...validateSelector(objectOf(resource?.labelSelector), {
      of: "labelSelector",
      requirement: labelProblems,
    }),
    ...validateMetadata(object, options.local),
    ...(options.local ? validateLocal(object, { resource, path }) : []),
  ];
}

function validateOne(resource: JsonObject | undefined, path: JsonObject | undefined): InvalidField[] {
  if (resource && path) {
    const detail = "cannot be specified in combination with resourceAttributes";
    return [invalidField("spec.nonResourceAttributes", internal(path), detail)];
  }
  if (resource || path) return [];
  const detail = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
  return [invalidField("spec.resourceAttributes", undefined, detail)];
}

/** Nothing is stored: there is nothing for metadata to say. */
function validateMetadata({ metadata }: ApiObject, local: boolean): InvalidField[] {
  const allowed = local ? ["managedFields", "namespace"] : ["managedFields"];
  if (Object.keys(metadata).every((key) => allowed.includes(key))) return [];
  return [invalidField("metadata", metadata, local ? "must be empty except for namespace" : "must be empty")];
}

function validateLocal(
  { metadata }: ApiObject,
  { resource, path }: { resource: JsonObject | undefined; path: JsonObject | undefined },
): InvalidField[] {
  const asked = resource?.namespace ?? "";
  return [
    ...(resource && asked !== metadata.namespace
      ? [invalidField("spec.resourceAttributes.namespace", asked, "must match metadata.namespace")]
      : []),
    ...(path
      ? [invalidField("spec.nonResourceAttributes", internal(path), "disallowed on this kind of request")]
      : []),
  ];
}

function validateSelector(
  selector: JsonObject | undefined,
  options: { of: string; requirement: (requirement: JsonObject, at: string) => InvalidField[] },
): InvalidField[] {
  if (!selector) return [];
  const at = `spec.resourceAttributes.${options.of}`;
  const requirements = Array.isArray(selector.requirements) ? selector.requirements.filter(isJsonObject) : [];
  const raw = selector.rawSelector;
  const problems = requirements.flatMap((requirement, index) =>
    options.requirement(requirement, `${at}.requirements[${index}]`),
  );
  if (raw && requirements.length)
    problems.unshift(
      invalidField(`${at}.rawSelector`, raw, "may not specified at the same time as requirements"),
    );
  if (!raw && requirements.length === 0) {
    const detail = `when ${at} is specified, requirements or rawSelector is required`;
    problems.unshift(requiredField(`${at}.requirements`, detail));
  }
  return problems;
}

function fieldProblems(requirement: JsonObject, at: string): InvalidField[] {
  return [
    ...(requirement.key ? [] : [requiredField(`${at}.key`, "must be specified")]),
    ...valueProblems(requirement, at),
  ];
}

function labelProblems(requirement: JsonObject, at: string): InvalidField[] {
  const key = String(requirement.key ?? "");
  return [
    ...valueProblems(requirement, at),
    ...labelKeyProblems(key).map((problem) => invalidField(`${at}.key`, key, problem)),
  ];
}

/** An operator that nobody knows is left to who answers. */
function valueProblems({ operator, values }: JsonObject, at: string): InvalidField[] {
  if ((operator === "In" || operator === "NotIn") && !isFilled(values))
    return [requiredField(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
  if ((operator === "Exists" || operator === "DoesNotExist") && isFilled(values)) {
    const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
    return [forbiddenField(`${at}.values`, detail)];
  }
  return [];
}

/** As the server's internal type, which has no names for JSON, is shown. */
function internal({ path = "", verb = "" }: JsonObject): JsonObject {
  return { Path: path, Verb: verb };
}

function objectOf(value: unknown): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}
