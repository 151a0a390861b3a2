import { isJsonObject, setKey, type JsonObject } from "../../base/json.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { DecodeError, decodeBuiltIn, follow, goType } from "./decode-built-in.ts";
import type { BuiltInTypes } from "./go-shape.ts";
import { base64Problem } from "./go-text-formats.ts";

/**
 * What a strategic merge patch has made, as the server puts it into an object of the kind: it is no text that a decoder reads, and what does not fit is
 * told of in other words; integers that are too large lose their upper bits. Follows k8s.io/apimachinery/pkg/runtime/converter.go (fromUnstructured).
 *
 * @throws DecodeError
 */
export function fromUnstructured(value: JsonObject, schema: JsonSchema, types: BuiltInTypes): JsonObject {
  return convert(value, { schema, types, type: undefined }) as JsonObject;
}

interface Place {
  readonly schema: JsonSchema;
  readonly types: BuiltInTypes;
  /** Go's name of the type here, where no schema has it. */
  readonly type: string | undefined;
}

/** Types with a decoder of their own that takes all there is. */
const own = /\.(?:FieldsV1|JSON|JSONSchemaPropsOr\w+|RawExtension)$/;

function convert(value: unknown, place: Place): unknown {
  if (value === null || value === undefined) return value;
  const { schema, component } = follow(place.schema, place.types);
  if (/\.(?:Quantity|IntOrString|Time|MicroTime)$/.test(component))
    return decodeBuiltIn(value, place.schema, place.types).value;
  if (own.test(component)) return value;
  const here = { ...place, schema };
  switch (schema.type) {
    case "string":
      return schema.format === "byte" ? bytes(value) : text(value, here);
    case "boolean":
      if (typeof value === "boolean") return value;
      throw new DecodeError("unrecognized type: bool");
    case "integer":
    case "number":
      return number(value, here);
    case "array":
      return list(value, here);
    case "object":
      return schema.properties ? struct(value, here, component) : map(value, here);
    default:
      return value;
  }
}

function text(value: unknown, { schema, type }: Place): string {
  if (typeof value === "string") return value;
  // Go knows a conversion of integers to texts, which is not taken
  if (isInt64(value)) throw new DecodeError(`cannot convert int64 to ${type ?? goType(schema, "")}`);
  throw new DecodeError("unrecognized type: string");
}

/** Bytes are a text in base64, or a list of numbers. */
function bytes(value: unknown): string {
  if (Array.isArray(value))
    return Buffer.from(value.map((item) => number(item, byte) & 0xff)).toString("base64");
  if (typeof value !== "string") throw new DecodeError(`cannot restore slice from ${kindOf(value)}`);
  const problem = base64Problem(value);
  if (problem) throw new DecodeError(`error decoding from json: ${problem}`);
  return value;
}

const byte = { schema: { type: "integer" }, type: "uint8" } as const;

function number(value: unknown, { schema, type }: Pick<Place, "schema" | "type">): number {
  const name = type ?? goType(schema, "");
  if (typeof value !== "number")
    throw new DecodeError(`unrecognized type: ${schema.type === "number" ? "float64" : name}`);
  if (schema.type === "number") return value;
  if (!Number.isInteger(value)) throw new DecodeError(`cannot convert float64 to ${name}`);
  // integers beyond 2^53 are refused elsewhere, floats beyond int64 become its least value
  if (!isInt64(value)) return schema.format === "int32" ? 0 : value;
  return schema.format === "int32" ? Number(BigInt.asIntN(32, BigInt(value))) : value;
}

function list(value: unknown, { schema, types, type }: Place): unknown[] {
  if (!Array.isArray(value)) throw new DecodeError(`cannot restore slice from ${kindOf(value)}`);
  const place = { schema: schema.items ?? {}, types, type: type?.replace(/^\[\]/, "") };
  return value.map((item) => convert(item, place));
}

function map(value: unknown, { schema, types, type }: Place): JsonObject {
  if (!isJsonObject(value)) throw new DecodeError(`cannot restore map from ${kindOf(value)}`);
  const { additionalProperties } = schema;
  if (!isJsonObject(additionalProperties)) return value;
  const place = {
    schema: additionalProperties as JsonSchema,
    types,
    type: type?.replace(/^map\[[^\]]*\]/, ""),
  };
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) setKey(result, key, convert(item, place));
  return result;
}

/** Fields that the type does not know stay, for the decoder to tell of. */
function struct(value: unknown, { schema, types }: Place, component: string): JsonObject {
  if (!isJsonObject(value)) throw new DecodeError(`cannot restore struct from: ${kindOf(value)}`);
  const names = types.shape(component)?.types;
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const property = Object.hasOwn(schema.properties ?? {}, key) ? schema.properties?.[key] : undefined;
    const converted = property ? convert(item, { schema: property, types, type: names?.[key] }) : item;
    setKey(result, key, converted);
  }
  return result;
}

function isInt64(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(value as number) < 2 ** 63;
}

/** Kinds of Go's reflection. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "slice";
  if (typeof value === "number") return isInt64(value) ? "int64" : "float64";
  return typeof value === "boolean" ? "bool" : typeof value === "string" ? "string" : "map";
}
