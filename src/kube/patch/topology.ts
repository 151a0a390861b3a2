import { getKey, isJsonObject, type JsonObject } from "../../base/json.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { declaredSchema, resolveSchema, type ResolveRef } from "../schema/resolve-schema.ts";
import { keyElement, valueElement } from "./field-set.ts";

/** What is known of a value: a schema, or how to treat one that no schema speaks of. */
export type Type =
  | {
      readonly kind: "declared";
      readonly schema: JsonSchema;
      /** Whether fields that the schema does not name are kept, here and below. */
      readonly open: boolean;
      readonly resolve: ResolveRef | undefined;
    }
  /** Maps are granular, lists are atomic, whatever comes. */
  | { readonly kind: "deduced" }
  /** Owned whole, whatever comes. */
  | { readonly kind: "atomic" }
  /** Nothing may be here. */
  | { readonly kind: "undeclared" };

/** The shapes that a value of a type may have. */
export interface Atom {
  readonly map?: MapType;
  readonly scalar?: "numeric" | "string" | "boolean" | "untyped";
  readonly list?: ListType;
}

export interface MapType {
  readonly atomic: boolean;
  /** Type of a field that the schema names. */
  field(name: string): Type | undefined;
  /** Whether the schema names any field. */
  readonly hasFields: boolean;
  /** Type of all others. */
  readonly elements: Type;
}

export interface ListType {
  readonly atomic: boolean;
  /** Keys of a `listType: map`; none for a set. */
  readonly keys: readonly string[];
  readonly items: Type;
}

export const deduced: Type = { kind: "deduced" };
const atomic: Type = { kind: "atomic" };
const undeclared: Type = { kind: "undeclared" };

/** A type that the server treats as opaque, whatever its schema says (kube-openapi/pkg/schemaconv). */
const rawExtension = "io.k8s.apimachinery.pkg.runtime.RawExtension";
const objectMeta = "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/** Types that were made, by how references are followed: the same schema has the same type, whose shapes are found once. */
const known = new WeakMap<object, WeakMap<JsonSchema, { closed?: Type; open?: Type }>>();
const noReferences = {};
const atoms = new WeakMap<Type, Atom>();

/** The type that a schema describes. Schemas do not change. */
export function typeOf(schema: JsonSchema, resolve?: ResolveRef, open = false): Type {
  const owner = resolve ?? noReferences;
  let types = known.get(owner);
  if (!types) known.set(owner, (types = new WeakMap()));
  let both = types.get(schema);
  if (!both) types.set(schema, (both = {}));
  return open
    ? (both.open ??= describe(schema, resolve, true))
    : (both.closed ??= describe(schema, resolve, false));
}

function describe(schema: JsonSchema, resolve: ResolveRef | undefined, open: boolean): Type {
  const ref = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]?.$ref : undefined);
  if (ref?.endsWith(rawExtension)) return atomic;
  const resolved = resolveSchema(schema, resolve);
  const inherited = open && ref === undefined;
  return {
    kind: "declared",
    schema: resolved,
    open: inherited || resolved["x-kubernetes-preserve-unknown-fields"] === true,
    resolve,
  };
}

/** The shapes of a type, as kube-openapi/pkg/schemaconv derives them from the published schema. */
export function atomOf(type: Type): Atom {
  let atom = atoms.get(type);
  if (!atom) atoms.set(type, (atom = deriveAtom(type)));
  return atom;
}

function deriveAtom(type: Type): Atom {
  switch (type.kind) {
    case "undeclared":
      return {};
    case "deduced":
    case "atomic": {
      const whole = type.kind === "atomic";
      return {
        map: { atomic: whole, field: () => undefined, hasFields: false, elements: type },
        scalar: "untyped",
        list: { atomic: true, keys: [], items: atomic },
      };
    }
    case "declared":
      return declaredAtom(type);
  }
}

/** The one shape of the type that a value has; all of them for null, for nothing, and for a value of another shape. */
export function atomOfValue(type: Type, value: unknown): Atom {
  const atom = atomOf(type);
  if (value === undefined || value === null) return atom;
  const { map, scalar, list } = atom;
  if (Array.isArray(value)) return list && (map || scalar) ? { list } : atom;
  if (isJsonObject(value)) return map && (scalar || list) ? { map } : atom;
  return scalar && (map || list) ? { scalar } : atom;
}

/** Type below a field. */
export function fieldType(map: MapType, name: string): Type {
  return map.field(name) ?? map.elements;
}

/** The path element of a list's item; a reason as an Error when it cannot have one. Keys left out have their defaults. */
export function itemElement(list: ListType, item: unknown): string | Error {
  if (list.keys.length === 0) {
    if (isJsonObject(item))
      return new Error("associative list without keys has an element that's a map type");
    if (Array.isArray(item)) return new Error("not supported: associative list with lists as elements");
    if (item === null)
      return new Error("associative list without keys has an element that's an explicit null");
    return valueElement(item);
  }
  if (item === null) return new Error("associative list with keys may not have a null element");
  if (!isJsonObject(item)) return new Error("associative list with keys may not have non-map elements");
  const keys: JsonObject = {};
  for (const key of list.keys) {
    const value = getKey(item, key) ?? defaultOf(list.items, key);
    if (value !== undefined) keys[key] = value;
  }
  if (Object.keys(keys).length > 0) return keyElement(keys);
  const names = list.keys.map((key) => JSON.stringify(key)).join(" ");
  return new Error(
    `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`,
  );
}

function declaredAtom(type: Type & { kind: "declared" }): Atom {
  const { schema } = type;
  switch (schema.type) {
    case "object":
      return { map: mapOf(type) };
    case "array":
      return { list: listOf(type) };
    case "integer":
    case "number":
      return { scalar: "numeric" };
    case "boolean":
      return { scalar: "boolean" };
    case "string":
      return { scalar: schema.format === undefined || schema.format === "byte" ? "string" : "untyped" };
    default:
      return { map: mapOf(type), scalar: "untyped", list: listOf(type) };
  }
}

function mapOf({ schema, open, resolve }: Type & { kind: "declared" }): MapType {
  const { additionalProperties, properties = {} } = schema;
  const fields = new Map<string, Type>();
  return {
    atomic: schema["x-kubernetes-map-type"] === "atomic",
    hasFields: Object.keys(properties).length > 0,
    field: (name) => {
      const made = fields.get(name);
      if (made) return made;
      const found = embeddedField(schema, name, resolve) ?? declaredSchema(schema, name);
      const type = found && typeOf(found, resolve, open);
      if (type) fields.set(name, type);
      return type;
    },
    elements:
      typeof additionalProperties === "object"
        ? typeOf(additionalProperties, resolve, open)
        : additionalProperties === true
          ? deduced
          : additionalProperties === undefined && (open || Object.keys(properties).length === 0)
            ? deduced
            : undeclared,
  };
}

/** What every embedded resource has, whether its schema says so or not. */
function embeddedField(
  schema: JsonSchema,
  name: string,
  resolve: ResolveRef | undefined,
): JsonSchema | undefined {
  if (!schema["x-kubernetes-embedded-resource"]) return undefined;
  if (name === "apiVersion" || name === "kind") return { type: "string" };
  return name === "metadata" && resolve ? { $ref: objectMeta } : undefined;
}

function listOf({ schema, open, resolve }: Type & { kind: "declared" }): ListType {
  const type = schema["x-kubernetes-list-type"];
  return {
    atomic: type !== "map" && type !== "set",
    keys: type === "map" ? (schema["x-kubernetes-list-map-keys"] ?? []) : [],
    items: schema.items ? typeOf(schema.items, resolve, open) : atomic,
  };
}

function defaultOf(items: Type, key: string): unknown {
  const field = atomOf(items).map?.field(key);
  return field?.kind === "declared" ? (field.schema.default ?? undefined) : undefined;
}
