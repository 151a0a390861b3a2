import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { nearest } from "../../base/nearest.ts";
import type { ObjectType, Position, Property, Type } from "../model/type.ts";
import type { Problems } from "./problems.ts";

interface Context {
  readonly path: readonly string[];
  readonly positionOf: (path: readonly string[]) => Position;
  readonly problems: Problems;
}

/** A type with the `defaults` of `resource<T>({...})` as `@default` tags of its properties. */
export function applyDefaults(type: ObjectType, defaults: JsonObject, context: Context): ObjectType {
  const { path, positionOf, problems } = context;
  const names = type.properties.map(({ name }) => name);
  for (const name of Object.keys(defaults)) {
    if (names.includes(name)) continue;
    const guess = nearest(name, names);
    problems.error(positionOf([...path, name]), {
      code: "RESOURCE_INVALID",
      message: `defaults: there is no property "${[...path, name].join(".")}"`,
      hint: guess ? `Did you mean "${guess}"?` : `Known: ${names.join(", ")}.`,
    });
  }
  const properties = type.properties.map((property): Property => {
    const { name } = property;
    if (!Object.hasOwn(defaults, name) || defaults[name] === undefined) return property;
    return withDefault(property, defaults[name], { ...context, path: [...path, name] });
  });
  return { ...type, properties };
}

function withDefault(property: Property, value: unknown, context: Context): Property {
  const { type, doc } = property;
  if (type.kind === "object" && isJsonObject(value) && Object.keys(value).length > 0) {
    const inner: Type = applyDefaults(type, value, context);
    return { ...property, type: inner };
  }
  const tag = {
    name: "default",
    text: JSON.stringify(value),
    position: context.positionOf(context.path),
  };
  return { ...property, doc: { ...doc, tags: [...doc.tags, tag] } };
}
