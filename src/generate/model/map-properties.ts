import type { Property, Type } from "./type.ts";

/** A type in which every property, at any depth, is what `change` makes of it, or is not there when that is undefined; inner ones come first. */
export function mapProperties<T extends Type>(
  type: T,
  change: (property: Property) => Property | undefined,
): T {
  const all = (properties: readonly Property[]): Property[] =>
    properties.flatMap(
      (property) => change({ ...property, type: mapProperties(property.type, change) }) ?? [],
    );
  switch (type.kind) {
    case "object":
      return { ...type, properties: all(type.properties) };
    case "array":
      return { ...type, items: mapProperties(type.items, change) };
    case "map":
      return { ...type, values: mapProperties(type.values, change) };
    case "union":
      return {
        ...type,
        alternatives: type.alternatives.map((one) => ({ ...one, properties: all(one.properties) })),
      };
    default:
      return type;
  }
}

/** Whether some property, at any depth, is what is asked for. */
export function someProperty(type: Type, is: (property: Property) => boolean): boolean {
  const any = (properties: readonly Property[]): boolean =>
    properties.some((property) => is(property) || someProperty(property.type, is));
  switch (type.kind) {
    case "object":
      return any(type.properties);
    case "array":
      return someProperty(type.items, is);
    case "map":
      return someProperty(type.values, is);
    case "union":
      return type.alternatives.some((one) => any(one.properties));
    default:
      return false;
  }
}
