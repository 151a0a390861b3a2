import { getKey, isJsonObject, type JsonObject } from "../../base/json.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { Outcome } from "./outcome.ts";
import { resolveSchema, type ResolveRef } from "./resolve-schema.ts";
import { validateNumber } from "./validate-number.ts";
import { validateFormat, validateString } from "./validate-string.ts";
import { validateType } from "./validate-type.ts";

/**
 * Whether a value surely has no error: true for nearly all that is ever validated, and without a path or a text made. Where it says no, which it may also say of a
 * value that has none, and where there are junctors, validateValue has to look.
 */
export function conforms(schema: JsonSchema, value: unknown, resolve: ResolveRef | undefined): boolean {
  const at = resolveSchema(schema, resolve);
  if (at.allOf ?? at.anyOf ?? at.oneOf ?? at.not) return false;
  if (at.enum?.length && !at.enum.includes(value)) return false;
  if (value === null) return !at.enum?.length && (at.nullable === true || !hasTypes(at));
  if (!hasType(at, value)) return false;
  if (typeof value === "string")
    return isFine(validateString(at, value, "")) && isFine(validateFormat(at, value, ""));
  if (typeof value === "number") return isFine(validateNumber(at, value, ""));
  if (Array.isArray(value)) return itemsConform(at, value, resolve);
  return !isJsonObject(value) || fieldsConform(at, value, resolve);
}

function hasType(schema: JsonSchema, value: unknown): boolean {
  if (schema.format !== undefined || !hasTypes(schema)) return isFine(validateType(schema, value, ""));
  const { type, "x-kubernetes-int-or-string": either } = schema;
  if (typeof value === "string") return either === true || type === "string";
  if (typeof value === "number")
    return Number.isSafeInteger(value) && (either === true || type === "integer");
  if (Array.isArray(value)) return type === "array";
  return typeof value === "object" ? type === "object" : type === typeof value;
}

function hasTypes({ type, "x-kubernetes-int-or-string": either }: JsonSchema): boolean {
  return either === true || type !== undefined;
}

function isFine(outcome: Outcome | undefined): boolean {
  return !outcome || outcome.errors.length === 0;
}

function itemsConform(
  { items, minItems, maxItems }: JsonSchema,
  value: readonly unknown[],
  resolve: ResolveRef | undefined,
): boolean {
  if (isOutside(value.length, minItems, maxItems)) return false;
  return !items || value.every((item) => conforms(items, item, resolve));
}

function fieldsConform(schema: JsonSchema, value: JsonObject, resolve: ResolveRef | undefined): boolean {
  const { properties, additionalProperties, required, minProperties, maxProperties } = schema;
  const keys = Object.keys(value);
  if (isOutside(keys.length, minProperties, maxProperties)) return false;
  if (required?.some((key) => getKey(value, key) === undefined)) return false;
  const others = typeof additionalProperties === "object" ? additionalProperties : undefined;
  return keys.every((key) => {
    const inner = properties && Object.hasOwn(properties, key) ? properties[key] : others;
    return !inner || value[key] === undefined || conforms(inner, value[key], resolve);
  });
}

function isOutside(count: number, least: number | undefined, most: number | undefined): boolean {
  return (least !== undefined && count < least) || (most !== undefined && count > most);
}
