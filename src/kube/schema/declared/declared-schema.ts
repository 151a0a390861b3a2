import { isJsonObject } from "../../../base/json.ts";
import type { JsonSchema } from "../json-schema.ts";

/** A schema as a definition may bring it: with what JSON schemas have and Kubernetes refuses. */
export interface DeclaredSchema extends Omit<JsonSchema, "items" | "type"> {
  readonly id?: string;
  readonly $schema?: string;
  readonly type?: string;
  readonly items?: JsonSchema | JsonSchema[];
  readonly additionalItems?: JsonSchema | boolean;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly dependencies?: Readonly<Record<string, JsonSchema | string[]>>;
}

/** The one schema of all items; undefined where there is none, or one for each. */
export function itemsOf({ items }: DeclaredSchema): JsonSchema | undefined {
  return isJsonObject(items) ? items : undefined;
}

/** Every schema in a schema, junctors and what is refused included (SchemaHas of apiextensions-apiserver's validation.go). */
export function someSchema(schema: JsonSchema, matches: (schema: DeclaredSchema) => boolean): boolean {
  const declared = schema as DeclaredSchema;
  if (matches(declared)) return true;
  const inner: unknown[] = [
    ...[declared.items ?? []].flat(),
    ...(declared.allOf ?? []),
    ...(declared.anyOf ?? []),
    ...(declared.oneOf ?? []),
    declared.not,
    ...Object.values(declared.properties ?? {}),
    declared.additionalProperties,
    ...Object.values(declared.patternProperties ?? {}),
    declared.additionalItems,
    ...Object.values(declared.definitions ?? {}),
    ...Object.values(declared.dependencies ?? {}),
  ];
  return inner.some((item) => isJsonObject(item) && someSchema(item, matches));
}
