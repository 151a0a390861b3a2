import { timeText } from "../../kube/condition.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { isJsonObject, type JsonObject } from "../../base/json.ts";
import type { GoShape } from "../../k8s/built-in.ts";
import type { BuiltInTypes } from "./go-shape.ts";
import { base64Problem, isCanonicalTime, timeProblem } from "./go-text-formats.ts";
import { markEmptied } from "./emptied.ts";
import { isInteger } from "./go-integer.ts";
import { canonicalQuantity } from "./quantity.ts";

/** A value of the wrong type; the message is what Go's decoder says. */
export class DecodeError extends Error {}

interface Place {
  /** Names of fields from the root, list indexes left out, as Go's decoder counts. */
  readonly fields: readonly string[];
  /** The same with list indexes, as the strict decoder reports unknown fields. */
  readonly path: string;
  /** Innermost Go struct. */
  readonly struct: string;
  /** Go's name of the type at this place, where no schema has it. */
  readonly type?: string | undefined;
}

/**
 * Reads a built-in object as the server's typed decoder does: fields that the type lacks are dropped and reported,
 * nulls and empty lists and maps are absent, quantities and times are canonical. Throws {@link DecodeError}.
 */
export function decodeBuiltIn(
  value: unknown,
  schema: JsonSchema,
  types: BuiltInTypes,
): { value: JsonObject; unknown: string[] } {
  const unknown: string[] = [];
  const decode = (input: unknown, at: JsonSchema, place: Place): unknown => {
    const { schema: target, component } = follow(at, types);
    const special = decodeSpecial(input, component, place);
    if (special) return special.value;
    if (/\.JSONSchemaPropsOr\w+$/.test(component)) {
      const known = unknown.length;
      const decoded = decodeAlternative(input, (part) => decode(part, { $ref: schemaProps }, place));
      // types with a decoder of their own are not strict about what is below
      unknown.length = known;
      return decoded;
    }
    if (target["x-kubernetes-preserve-unknown-fields"] || !shaped(target)) return input;
    if (Array.isArray(input)) return decodeList(input, { schema: target, component, at, place, decode });
    if (isJsonObject(input)) {
      if (target.properties)
        return decodeStruct(input, {
          schema: target,
          component,
          place,
          decode,
          unknown,
          shape: types.shape(component) ?? {},
          isScalar: (property) => scalars.includes(follow(property, types).schema.type ?? ""),
        });
      return decodeMap(input, { schema: target, component, place, decode });
    }
    checkScalar(input, { schema: target, component, place });
    return input;
  };
  const decoded = decode(value, schema, { fields: [], path: "", struct: "" });
  return { value: decoded as JsonObject, unknown };
}

type Decode = (input: unknown, schema: JsonSchema, place: Place) => unknown;

function decodeStruct(
  input: JsonObject,
  options: {
    schema: JsonSchema;
    component: string;
    place: Place;
    decode: Decode;
    unknown: string[];
    shape: GoShape;
    isScalar: (property: JsonSchema) => boolean;
  },
): JsonObject {
  const { schema, component, place, decode, unknown, shape, isScalar } = options;
  const struct = component.slice(component.lastIndexOf(".") + 1) || place.struct;
  const output: JsonObject = {};
  for (const [key, item] of Object.entries(input)) {
    const property = Object.hasOwn(schema.properties ?? {}, key) ? schema.properties?.[key] : undefined;
    const path = place.path ? `${place.path}.${key}` : key;
    if (!property) unknown.push(path);
    else if (item !== null) {
      const from = shape.embedded?.[key];
      const fields = from ? [...place.fields, from, key] : [...place.fields, key];
      const decoded = decode(item, property, { fields, path, struct, type: shape.types?.[key] });
      const dropped = isZero(decoded) && isDropped(key, shape) && isScalar(property);
      if (decoded === undefined) markEmptied(output, key, item);
      else if (!dropped) output[key] = decoded;
    }
  }
  for (const [key, empty] of Object.entries(shape.always ?? {})) {
    const property = schema.properties?.[key];
    if (output[key] !== undefined || !property) continue;
    const inner = { fields: [...place.fields, key], path: place.path ? `${place.path}.${key}` : key, struct };
    output[key] = isJsonObject(empty) ? decode({}, property, inner) : empty;
  }
  return output;
}

/** Other types whose JSON may be a zero, such as IntOrString, are structs behind pointers, or are always written. */
const scalars = ["string", "integer", "number", "boolean"];

function isZero(value: unknown): boolean {
  return value === "" || value === 0 || value === false;
}

/** Whether Go leaves out this field's zero. */
function isDropped(key: string, shape: GoShape): boolean {
  return !shape.pointers?.includes(key) && !Object.hasOwn(shape.always ?? {}, key);
}

function decodeMap(
  input: JsonObject,
  options: { schema: JsonSchema; component: string; place: Place; decode: Decode },
): JsonObject | undefined {
  const { schema, component, place, decode } = options;
  const { additionalProperties } = schema;
  if (schema.type !== undefined && schema.type !== "object")
    throw mismatch("object", { schema, component, place });
  if (!isJsonObject(additionalProperties)) return input;
  const items = additionalProperties as JsonSchema;
  const entries = Object.entries(input).map(([key, item]) => {
    const at = { ...inside(place), path: `${place.path}.${key}` };
    const value = item === null ? zeroOf(items, { place: at, decode }) : decode(item, items, at);
    return [key, value] as const;
  });
  return entries.length ? Object.fromEntries(entries) : undefined;
}

function decodeList(
  input: unknown[],
  options: { schema: JsonSchema; component: string; at: JsonSchema; place: Place; decode: Decode },
): unknown[] | undefined {
  const { schema, component, place, decode } = options;
  const { items } = schema;
  if (schema.type !== "array" || !items) throw mismatch("array", { schema, component, place });
  const list = input.map((item, index) => {
    const at = { ...inside(place), path: `${place.path}[${index}]` };
    const zero = () => zeroOf(items, { place: at, decode });
    return item === null ? zero() : (decode(item, items, at) ?? zero());
  });
  return list.length || schema.default !== undefined || options.at.default !== undefined ? list : undefined;
}

/** The place of what a list or map holds. */
function inside(place: Place): Place {
  return place.type ? { ...place, type: /^(?:\[\]|map\[[\w.]+\])(.+)$/.exec(place.type)?.[1] } : place;
}

/** Types with a decoder of their own. */
function decodeSpecial(input: unknown, component: string, place: Place): { value: unknown } | undefined {
  switch (component.slice(component.lastIndexOf(".") + 1)) {
    case "Quantity": {
      const quantity =
        (typeof input === "string" && input.trim() !== "") || typeof input === "number"
          ? canonicalQuantity(input)
          : undefined;
      if (quantity === undefined) throw new DecodeError(quantityMessage);
      return { value: quantity };
    }
    case "IntOrString":
      if (typeof input === "string" || isInteger(input, "int32")) return { value: input };
      throw notA("int32", input, place);
    case "Time":
    case "MicroTime":
      return { value: decodeTime(input, { micro: component.endsWith("MicroTime"), place }) };
    default:
      return undefined;
  }
}

function notA(type: string, input: unknown, place: Place): DecodeError {
  const found = typeof input === "number" && type === "int32" ? `number ${input}` : jsonKind(input);
  return mismatch(found, { schema: {}, component: "", place: { ...place, type } });
}

const schemaProps =
  "#/components/schemas/io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";

/** A schema, several, or something else: JSONSchemaPropsOrArray and its like (apiextensions/v1/marshal.go). */
function decodeAlternative(input: unknown, decode: (part: unknown) => unknown): unknown {
  if (Array.isArray(input)) return input.map((part) => (isJsonObject(part) ? decode(part) : part));
  return isJsonObject(input) ? decode(input) : input;
}

const quantityMessage =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

function decodeTime(input: unknown, options: { micro: boolean; place: Place }): string {
  if (typeof input !== "string") throw notA("string", input, options.place);
  if (!options.micro && isCanonicalTime(input)) return input;
  const problem = timeProblem(input, options);
  if (problem) throw new DecodeError(problem);
  const instant = new Date(input);
  if (!options.micro) return timeText(instant);
  const fraction = /\.(\d+)/.exec(input)?.[1] ?? "";
  return `${timeText(instant).slice(0, -1)}.${fraction.slice(0, 6).padEnd(6, "0")}Z`;
}

function checkScalar(input: unknown, options: { schema: JsonSchema; component: string; place: Place }): void {
  const { type } = options.schema;
  const fits =
    (type === "string" && typeof input === "string") ||
    (type === "boolean" && typeof input === "boolean") ||
    (type === "number" && typeof input === "number") ||
    (type === "integer" && isInteger(input, options.schema.format));
  if (fits && options.schema.format === "byte") {
    const problem = base64Problem(String(input));
    if (problem) throw new DecodeError(problem);
  }
  if (!fits)
    throw mismatch(
      typeof input === "number" && type === "integer" ? `number ${input}` : jsonKind(input),
      options,
    );
}

function mismatch(
  found: string,
  options: { schema: JsonSchema; component: string; place: Place },
): DecodeError {
  const { schema, component, place } = options;
  const type = place.type ?? goType(schema, component);
  if (place.fields.length === 0)
    return new DecodeError(`json: cannot unmarshal ${found} into Go value of type ${type}`);
  return new DecodeError(
    `json: cannot unmarshal ${found} into Go struct field ${place.struct}.${place.fields.join(".")} of type ${type}`,
  );
}

/** What Go calls a type. */
export function goType(schema: JsonSchema, component: string): string {
  if (component) return component.split(".").slice(-2).join(".");
  if (schema.type === "array")
    return `[]${schema.items ? goType(schema.items, refOf(schema.items)) : "interface {}"}`;
  if (isJsonObject(schema.additionalProperties)) {
    const items = schema.additionalProperties as JsonSchema;
    return `map[string]${goType(items, refOf(items))}`;
  }
  if (schema.format === "byte") return "[]uint8";
  if (schema.type === "integer") return schema.format ?? "int64";
  if (schema.type === "number") return "float64";
  return schema.type === "boolean" ? "bool" : (schema.type ?? "interface {}");
}

/** The schema that is meant, and the component it is. */
export function follow(schema: JsonSchema, types: BuiltInTypes): { schema: JsonSchema; component: string } {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
  if (!ref) return { schema, component: "" };
  return { schema: types.resolve(ref), component: refOf(schema) };
}

function refOf(schema: JsonSchema): string {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref ?? "";
  return ref.slice(ref.lastIndexOf("/") + 1);
}

function shaped(schema: JsonSchema): boolean {
  return (
    schema.type !== undefined &&
    (schema.type !== "object" || schema.properties !== undefined || schema.additionalProperties !== undefined)
  );
}

function zeroOf(schema: JsonSchema, options: { place: Place; decode: Decode }): unknown {
  if (refOf(schema) && schema.default === undefined) return zeroStruct(schema, options);
  switch (schema.type) {
    case "string":
      return "";
    case "integer":
    case "number":
      return 0;
    case "boolean":
      return false;
    default:
      return schema.default ?? {};
  }
}

/** What Go makes of an absent struct; types that write themselves and are no JSON objects stay as they were. */
function zeroStruct(schema: JsonSchema, { place, decode }: { place: Place; decode: Decode }): unknown {
  const name = refOf(schema).split(".").at(-1) ?? "";
  if (name === "Quantity") return "0";
  if (name === "IntOrString") return 0;
  if (name === "Time" || name === "MicroTime" || name === "JSON") return null;
  return decode({}, schema, place) ?? {};
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (value === null) return "null";
  return typeof value === "boolean" ? "bool" : typeof value;
}
