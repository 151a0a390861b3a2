import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { Position } from "../model/type.ts";
import type { Problems } from "../read/problems.ts";

/** Where the parts of a schema come from, so that what is wrong with the whole can be told at its place. */
export interface Origin {
  readonly position: Position;
  /** Places of the tags, by the keyword that they set. */
  readonly keywords: Map<string, Position>;
}

/** Under which keyword the place of a rule is kept, since each may come from a tag of its own. */
export function ruleKey(rule: string): string {
  return `x-kubernetes-validations ${rule}`;
}

/** A schema that is written, for what is checked once all are. */
export interface WrittenSchema {
  readonly schema: JsonSchema;
  /** Where to tell what has no place of its own. */
  readonly position: Position;
  readonly context: WriteContext;
}

/** What writing schemas needs. */
export interface WriteContext {
  readonly problems: Problems;
  readonly origins: Map<JsonSchema, Origin>;
  /** Schemas of which something was refused, so that bounds may be missing. */
  readonly unsure?: Set<JsonSchema>;
}

/** The place of a part of a schema by its path, such as `schema.properties[spec].default`: of the keyword, else of the nearest part that has one. */
export function originOf(root: JsonSchema, field: string, { origins }: WriteContext): Position | undefined {
  let schema = root;
  let found = origins.get(root)?.position;
  const steps = field.matchAll(/\.([\w$-]+)(?:\[([^\]]*)\])?/g);
  for (const [, keyword = "", key] of steps) {
    const below = step(schema, keyword, key);
    if (!below) return origins.get(schema)?.keywords.get(keyword) ?? found;
    schema = below;
    found = origins.get(schema)?.position ?? found;
  }
  return found;
}

function step(schema: JsonSchema, keyword: string, key: string | undefined): JsonSchema | undefined {
  if (keyword === "properties") return key === undefined ? undefined : schema.properties?.[key];
  if (keyword === "items") return schema.items;
  if (keyword === "additionalProperties")
    return typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
  if (keyword === "allOf" || keyword === "anyOf" || keyword === "oneOf")
    return schema[keyword]?.[Number(key)];
  return undefined;
}
