import { equalValues } from "./equal-types.ts";
import type { Property, Type } from "./type.ts";

/**
 * The properties of two objects that a value has at once. One that both name must be of the same type, or an object in both; it may be left out only if
 * both say so. A text says which property cannot be both.
 */
export function mergeProperties(
  left: readonly Property[],
  right: readonly Property[],
): readonly Property[] | string {
  const merged = new Map(left.map((property) => [property.name, property]));
  for (const property of right) {
    const known = merged.get(property.name);
    const both = known ? mergeProperty(known, property) : property;
    if (typeof both === "string") return both;
    merged.set(property.name, both);
  }
  return [...merged.values()];
}

function mergeProperty(a: Property, b: Property): Property | string {
  const type = mergeTypes(a, b);
  if (typeof type === "string") return type;
  return { ...a, type, optional: a.optional && b.optional };
}

/** The comments of the second are comments of the type: they hold too, and the first's come before them. */
function mergeTypes(a: Property, b: Property): Type | string {
  const docs = [...a.type.docs, b.doc, ...b.type.docs];
  if (a.type.kind === "object" && b.type.kind === "object") {
    const properties = mergeProperties(a.type.properties, b.type.properties);
    return typeof properties === "string" ? properties : { ...a.type, properties, docs };
  }
  if (a.type.kind === "enum" && b.type.kind === "enum") {
    const { values: allowed } = b.type;
    const values = a.type.values.filter((value) => allowed.includes(value));
    return values.length > 0 ? { ...a.type, values, docs } : `"${a.name}" has no value that both types allow`;
  }
  const narrow = narrower(a.type, b.type) ?? narrower(b.type, a.type);
  return narrow ? { ...narrow, docs } : `"${a.name}" is of two types that have no value in common`;
}

/** The first type, when its values are all values of the second. */
export function narrower(a: Type, b: Type): Type | undefined {
  if (b.kind === "unknown") return a;
  if (b.kind === "string" && (a.kind === "pattern" || (a.kind === "enum" && typeof a.values[0] === "string")))
    return a;
  if (b.kind === "boolean" && a.kind === "enum" && typeof a.values[0] === "boolean") return a;
  return equalValues(a, b) ? a : undefined;
}
