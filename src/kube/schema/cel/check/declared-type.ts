import type { JsonSchema } from "../../json-schema.ts";
import { escapeProperty } from "../escape-property.ts";
import { withResourceFields } from "../resource-fields.ts";
import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  stringType,
  structType,
  timestampType,
  type Type,
} from "./type.ts";

/** The largest request that the server takes, in bytes: what bounds everything else (k8s.io/apiserver/pkg/apis/cel). */
export const maxRequestSize = 3 * 1024 * 1024;

/** What rules may know of a schema: its type, the names below it, and how much there can be (k8s.io/apiserver/pkg/cel/types.go, DeclType). */
export interface DeclaredType {
  readonly type: Type;
  /** Of an object, by the escaped names of its fields. */
  readonly fields?: ReadonlyMap<string, DeclaredType>;
  readonly key?: DeclaredType;
  /** Items of a list, values of a map. */
  readonly element?: DeclaredType;
  /** The most items, entries, bytes or characters there can be. */
  readonly maxElements: number;
  /** The fewest bytes it takes as JSON. */
  readonly minSize: number;
}

/**
 * What rules may know of a schema; undefined for one that they cannot reach. `name` is what its objects are called in messages. Follows
 * k8s.io/apiserver/pkg/cel/common/schemas.go (SchemaDeclType).
 */
export function declareType(
  schema: JsonSchema,
  options: { root?: boolean; name: string },
): DeclaredType | undefined {
  const { name } = options;
  if (schema["x-kubernetes-int-or-string"])
    return scalar(dynType, 1, schema.maxLength === undefined ? maxRequestSize - 2 : characters(schema));
  const seen = options.root || schema["x-kubernetes-embedded-resource"] ? withResourceFields(schema) : schema;
  switch (seen.type) {
    case "array":
      return declareList(seen, name);
    case "object":
      return typeof seen.additionalProperties === "object"
        ? declareMap(seen, name)
        : declareObject(seen, name);
    case "string":
      return declareString(seen);
    case "boolean":
      return scalar(boolType, 4, 0);
    case "number":
      return scalar(doubleType, 1, 0);
    case "integer":
      return scalar(intType, 1, 0);
    default:
      return undefined;
  }
}

function declareList(schema: JsonSchema, name: string): DeclaredType | undefined {
  const element = schema.items && declareType(schema.items, { name: `${name}.@idx` });
  if (!element) return undefined;
  const maxElements =
    atLeastZero(schema.maxItems) ?? Math.trunc((maxRequestSize - 2) / (element.minSize + 1));
  return { type: listType(element.type), element, maxElements, minSize: 2 };
}

function declareMap(schema: JsonSchema, name: string): DeclaredType | undefined {
  const values = schema.additionalProperties as JsonSchema;
  const element = declareType(values, { name: `${name}.@elem` });
  if (!element) return undefined;
  // an entry has quotes, a colon and a comma beside its value
  const maxElements =
    atLeastZero(schema.maxProperties) ?? Math.trunc((maxRequestSize - 2) / (element.minSize + 6));
  const key = scalar(stringType, 2, 0);
  return { type: mapType(stringType, element.type), key, element, maxElements, minSize: 2 };
}

function declareObject(schema: JsonSchema, name: string): DeclaredType {
  const fields = new Map<string, DeclaredType>();
  let minSize = 2;
  for (const [property, inner] of Object.entries(schema.properties ?? {})) {
    const escaped = escapeProperty(property);
    const field = declareType(inner, { name: `${name}.${escaped}` });
    if (!field) continue;
    if (escaped !== undefined) fields.set(escaped, field);
    // what has a default may be left out: the server fills it in
    if (schema.required?.includes(property) && inner.default === undefined)
      minSize += Buffer.byteLength(property, "utf8") + field.minSize + 4;
  }
  return { type: structType(name), fields, maxElements: 0, minSize };
}

function declareString(schema: JsonSchema): DeclaredType {
  switch (schema.format) {
    case "byte":
      return scalar(bytesType, 2, atLeastZero(schema.maxLength) ?? maxRequestSize - 2);
    case "duration":
      return scalar(durationType, 3, 32);
    case "date":
      return scalar(timestampType, 12, 12);
    case "date-time":
      return scalar(timestampType, 21, 32);
    default:
      return scalar(stringType, 2, longestString(schema));
  }
}

function longestString(schema: JsonSchema): number {
  if (schema.maxLength !== undefined) return characters(schema);
  const texts = (schema.enum ?? []).map((value) =>
    typeof value === "string" ? Buffer.byteLength(value, "utf8") : 0,
  );
  return texts.length > 0 ? Math.max(...texts) : maxRequestSize - 2;
}

/** `maxLength` counts code points, of up to 4 bytes each. */
function characters(schema: JsonSchema): number {
  return (atLeastZero(schema.maxLength) ?? 0) * 4;
}

function atLeastZero(limit: number | undefined): number | undefined {
  return limit === undefined ? undefined : Math.max(0, limit);
}

function scalar(type: Type, minSize: number, maxElements: number): DeclaredType {
  return { type, minSize, maxElements };
}
