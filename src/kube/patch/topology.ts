import { getKey, isJsonObject, type JsonObject } from "../../base/json.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { declaredSchema, resolveSchema, type ResolveRef } from "../schema/resolve-schema.ts";
import { fieldElement, keyElement, valueElement } from "./field-set.ts";

/** How a value is owned and merged: whole, by its fields, or by its items. */
export type Topology =
  | { readonly kind: "leaf" }
  | { readonly kind: "map"; readonly schema: JsonSchema | undefined }
  | { readonly kind: "list"; readonly schema: JsonSchema; readonly items: JsonSchema | undefined };

/** What decides about topology: a type that the schema leaves open is deduced from the value (maps granular, lists atomic). */
export interface TypedValue {
  readonly value: unknown;
  readonly schema: JsonSchema | undefined;
}

/** Topology of a value, as structured-merge-diff derives it from the published schema. */
export function topologyOf({ value, schema }: TypedValue): Topology {
  if (isJsonObject(value)) {
    const atomic = schema?.["x-kubernetes-map-type"] === "atomic" || (schema && isOpaque(schema));
    return atomic ? { kind: "leaf" } : { kind: "map", schema };
  }
  const listType = schema?.["x-kubernetes-list-type"];
  if (!Array.isArray(value) || !schema || (listType !== "map" && listType !== "set")) return { kind: "leaf" };
  return { kind: "list", schema, items: schema.items };
}

/** Schema below a field; undefined where it is deduced. `named` says whether the schema declares the field by name. */
export function fieldSchema(
  schema: JsonSchema | undefined,
  key: string,
  resolve: ResolveRef | undefined,
): { schema: JsonSchema | undefined; named: boolean } {
  const declared = declaredSchema(schema, key);
  const found =
    declared ?? (typeof schema?.additionalProperties === "object" ? schema.additionalProperties : undefined);
  return { schema: found && resolveSchema(found, resolve), named: declared !== undefined };
}

/** The path element of a list's item. Keys that the item leaves out have their defaults. */
export function itemElement(
  item: unknown,
  topology: Topology & { kind: "list" },
  resolve: ResolveRef | undefined,
): string {
  const { schema } = topology;
  if (schema["x-kubernetes-list-type"] === "set") return valueElement(item);
  const keys: JsonObject = {};
  const items = topology.items && resolveSchema(topology.items, resolve);
  for (const key of schema["x-kubernetes-list-map-keys"] ?? []) {
    const value = (isJsonObject(item) ? getKey(item, key) : undefined) ?? declaredSchema(items, key)?.default;
    if (value !== undefined) keys[key] = value;
  }
  return keyElement(keys);
}

/** The elements and values directly below a value that is not a leaf, in order. */
export function childrenOf(
  typed: TypedValue,
  resolve: ResolveRef | undefined,
): { element: string; key: string; named: boolean; child: TypedValue }[] {
  const topology = topologyOf(typed);
  if (topology.kind === "leaf") return [];
  if (topology.kind === "map") {
    const value = typed.value as JsonObject;
    return Object.keys(value)
      .filter((key) => value[key] !== undefined)
      .map((key) => {
        const { schema, named } = fieldSchema(topology.schema, key, resolve);
        return { element: fieldElement(key), key, named, child: { value: value[key], schema } };
      });
  }
  const items = topology.items && resolveSchema(topology.items, resolve);
  return (typed.value as unknown[]).map((item) => {
    const element = itemElement(item, topology, resolve);
    return { element, key: element, named: false, child: { value: item, schema: items } };
  });
}

/** A schema of scalars only: an object there has no fields to own. */
function isOpaque(schema: JsonSchema): boolean {
  return schema.type !== undefined && schema.type !== "object";
}
