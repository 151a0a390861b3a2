import { equalJson } from "../../../base/json.ts";
import { forbiddenValue, invalidValue, type FieldError } from "../field-error.ts";
import type { JsonSchema } from "../json-schema.ts";
import { compilePattern } from "../pattern.ts";
import { itemsOf, type DeclaredSchema } from "./declared-schema.ts";

/**
 * What `allOf`, `anyOf`, `oneOf` and `not` of a schema may not say, and whether patterns are some. Two forms of int-or-string may say types.
 * Follows validateValueValidation of k8s.io/apiextensions-apiserver/pkg/apiserver/schema/validation.go.
 */
export function junctorErrors(schema: DeclaredSchema, path: string): FieldError[] {
  return valueErrors(schema, path, {
    anyOf: isIntOrString(schema.anyOf),
    inAllOf: isIntOrString(schema.allOf?.[0]?.anyOf),
  });
}

/** Whether it is an int-or-string by its `anyOf`. */
function isIntOrString(anyOf: readonly JsonSchema[] | undefined): boolean {
  return equalJson(anyOf, [{ type: "integer" }, { type: "string" }]);
}

/** Which `anyOf` is not looked at: the own one, or that of the first in `allOf`. */
interface Skipped {
  readonly anyOf: boolean;
  readonly inAllOf: boolean;
}

const nothing: Skipped = { anyOf: false, inAllOf: false };

function valueErrors(schema: DeclaredSchema, path: string, skipped: Skipped): FieldError[] {
  const { pattern = "" } = schema;
  const compiled = pattern === "" ? undefined : compilePattern(pattern);
  const nested = (inner: JsonSchema, where: string, skip = nothing) =>
    nestedErrors(inner, `${path}.${where}`, skip);
  return [
    ...(skipped.anyOf ? [] : (schema.anyOf ?? [])).flatMap((item, index) => nested(item, `anyOf[${index}]`)),
    ...(schema.allOf ?? []).flatMap((item, index) =>
      nested(item, `allOf[${index}]`, { ...nothing, anyOf: skipped.inAllOf && index === 0 }),
    ),
    ...(schema.oneOf ?? []).flatMap((item, index) => nested(item, `oneOf[${index}]`)),
    ...(schema.not ? nested(schema.not, "not") : []),
    ...(typeof compiled === "string"
      ? [
          invalidValue(
            `${path}.pattern`,
            pattern,
            `must be a valid regular expression, but isn't: ${compiled}`,
          ),
        ]
      : []),
  ];
}

function nestedErrors(schema: DeclaredSchema, path: string, skipped: Skipped): FieldError[] {
  const items = itemsOf(schema);
  const below = (inner: JsonSchema, where: string) => nestedErrors(inner, `${path}.${where}`, nothing);
  const { properties = {} } = schema;
  return [
    ...valueErrors(schema, path, skipped),
    ...(items ? below(items, "items") : []),
    ...Object.entries(properties).flatMap(([name, property]) => below(property, `properties[${name}]`)),
    ...refusedParts.flatMap(([key, what]) =>
      isThere(schema, key) ? [forbiddenValue(`${path}.${key}`, `must be ${what} to be structural`)] : [],
    ),
    ...(Object.hasOwn(properties, "metadata")
      ? [forbiddenValue(`${path}.properties[metadata]`, "must not be specified in a nested context")]
      : []),
  ];
}

/** What says how a value is built may only stand outside, and how it would have to be here. */
const refusedParts = [
  ["type", "empty"],
  ["additionalProperties", "undefined"],
  ["default", "undefined"],
  ["title", "empty"],
  ["description", "empty"],
  ["nullable", "false"],
  ["x-kubernetes-preserve-unknown-fields", "false"],
  ["x-kubernetes-embedded-resource", "false"],
  ["x-kubernetes-int-or-string", "false"],
  ["x-kubernetes-list-map-keys", "empty"],
  ["x-kubernetes-list-type", "undefined"],
  ["x-kubernetes-map-type", "undefined"],
  ["x-kubernetes-validations", "empty"],
] as const satisfies readonly (readonly [keyof DeclaredSchema, string])[];

function isThere(schema: DeclaredSchema, key: keyof DeclaredSchema): boolean {
  const part = schema[key];
  if (part === undefined) return false;
  return key === "default" || !(part === false || part === "" || (Array.isArray(part) && part.length === 0));
}
