import type { Doc, Property, Tag, Type } from "./type.ts";

/** Every tag that is said of a type, and of what is inside of it. */
export function tagsOf(type: Type): readonly Tag[] {
  const found: Tag[] = [];
  addType(type, found);
  return found;
}

/** Every tag that is said of a property, of its type, and of what is inside of it. */
export function tagsOfProperty(property: Property): readonly Tag[] {
  const found: Tag[] = [];
  addProperties([property], found);
  return found;
}

function addType(type: Type, found: Tag[]): void {
  addDocs(type.docs, found);
  switch (type.kind) {
    case "object":
      return addProperties(type.properties, found);
    case "array":
      return addType(type.items, found);
    case "map":
      return addType(type.values, found);
    case "union":
      return type.alternatives.forEach(({ properties }) => addProperties(properties, found));
    default:
  }
}

function addProperties(properties: readonly Property[], found: Tag[]): void {
  for (const { doc, type } of properties) {
    addDocs([doc], found);
    addType(type, found);
  }
}

function addDocs(docs: readonly Doc[], found: Tag[]): void {
  for (const { tags } of docs) found.push(...tags);
}
