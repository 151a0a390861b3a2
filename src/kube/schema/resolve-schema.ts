import type { JsonSchema } from "./json-schema.ts";

/** Finds the schema behind a `$ref`. */
export type ResolveRef = (ref: string) => JsonSchema | undefined;

/**
 * The schema with its reference followed: `{$ref}`, or `{allOf: [{$ref}], …}` as the API server publishes fields that have a
 * default or a description beside their type. What stands beside the reference wins.
 */
export function resolveSchema(schema: JsonSchema, resolve: ResolveRef | undefined): JsonSchema {
  const [only, ...more] = schema.allOf ?? [];
  const ref = schema.$ref ?? (more.length === 0 ? only?.$ref : undefined);
  if (!ref || !resolve) return schema;
  const target = resolve(ref);
  if (!target) throw new TypeError(`schema ${ref} is not known`);
  const { $ref: _ref, allOf: _allOf, ...beside } = schema;
  return Object.keys(beside).length === 0 ? target : { ...target, ...beside };
}

/** Schema of a property or of a map's entry; undefined when the schema says nothing of it. */
export function propertySchema(
  schema: JsonSchema | undefined,
  key: string,
  resolve: ResolveRef | undefined,
): JsonSchema | undefined {
  const found =
    declaredSchema(schema, key) ??
    (typeof schema?.additionalProperties === "object" ? schema.additionalProperties : undefined);
  return found && resolveSchema(found, resolve);
}

/** Schema of a named property, unresolved. */
export function declaredSchema(schema: JsonSchema | undefined, key: string): JsonSchema | undefined {
  return schema?.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
}
