import type { JsonSchema } from "../../kube/schema/json-schema.ts";

/** An object or a choice of values that has a name of its own in the sources: what is the same wherever it is used. */
export interface Shape {
  readonly kind: "object" | "enum";
  /** Without what belongs to the place of use. */
  readonly schema: JsonSchema;
  readonly uses: ShapeUse[];
}

/** A place where a shape is used. */
export interface ShapeUse {
  /** Names from the kind to here, in Pascal case: `["Certificate", "Spec", "SecretRef"]`. */
  readonly path: readonly string[];
  /** The version of the kind. */
  readonly version: string;
  readonly description: string | undefined;
  /** Whether the place has a comment of its own: a property has one, the items of a list have none. */
  readonly commented: boolean;
}

/** What is said of a place, not of the shape that is used there. */
const placeKeywords = ["description", "default", "nullable", "example", "title", "externalDocs"] as const;

/** The shape of a schema without what belongs to its place. */
export function shapePart(schema: JsonSchema): JsonSchema {
  const part: JsonSchema = { ...schema };
  for (const keyword of placeKeywords) Reflect.deleteProperty(part, keyword);
  return part;
}

/** What belongs to the place where a shape is used. */
export function placePart(schema: JsonSchema): JsonSchema {
  const part: JsonSchema = {};
  for (const keyword of placeKeywords)
    if (schema[keyword] !== undefined) Object.assign(part, { [keyword]: schema[keyword] });
  return part;
}

/** Whether a schema is an object with fields that can be named. */
export function isNamedObject(schema: JsonSchema): boolean {
  return (
    (schema.type === "object" || schema.type === undefined) &&
    Object.keys(schema.properties ?? {}).length > 0 &&
    schema.additionalProperties === undefined
  );
}

/** The values of a schema that a union of literals can be; undefined when it is none. */
export function literalsOf({
  type,
  enum: values,
}: JsonSchema): readonly (string | number | boolean)[] | undefined {
  if (!values || values.length === 0 || new Set(values).size < values.length) return undefined;
  if (type === "string" && values.every((value) => typeof value === "string")) return values;
  if (type === "integer" && values.every((value) => Number.isInteger(value))) return values as number[];
  // whole numbers among them would make it a choice of integers
  if (type === "number" && values.every((value) => typeof value === "number" && !Number.isInteger(value)))
    return values as number[];
  if (type === "boolean" && values.length === 1 && typeof values[0] === "boolean") return values as boolean[];
  return undefined;
}
