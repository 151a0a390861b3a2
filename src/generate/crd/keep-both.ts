import type { JsonSchema } from "../../kube/schema/json-schema.ts";

/** What narrows a value, in the groups that belong together: an exclusive bound is a flag beside the bound. */
const groups: readonly (readonly (keyof JsonSchema)[])[] = [
  ["minimum", "exclusiveMinimum"],
  ["maximum", "exclusiveMaximum"],
  ["multipleOf"],
  ["minLength"],
  ["maxLength"],
  ["pattern"],
  ["minItems"],
  ["maxItems"],
  ["minProperties"],
  ["maxProperties"],
];

/** A copy of what narrows a schema's values at this moment. */
export function narrowing(schema: JsonSchema): JsonSchema {
  return pick(schema, groups.flat());
}

/**
 * Where a field says something else than its type does, both hold: a schema has room for one of them beside its type, so the two become a pair in
 * `allOf`, as controller-gen's pkg/crd/flatten.go writes it. A number that the bare type has (an unsigned integer's 0) only gives way to the tighter one.
 */
export function keepBoth(
  schema: JsonSchema,
  before: JsonSchema,
  said: { has: (keyword: keyof JsonSchema) => boolean },
): void {
  const changed = groups.filter(([keyword = "pattern", ...flags]) => {
    if (before[keyword] === undefined || (!said.has(keyword) && keyword !== "pattern")) return false;
    return [keyword, ...flags].some((part) => before[part] !== schema[part]);
  });
  const keywords = changed.flat();
  if (keywords.length === 0) return;
  const pair = [pick(before, keywords), pick(schema, keywords)];
  for (const keyword of keywords) Reflect.deleteProperty(schema, keyword);
  schema.allOf = [...(schema.allOf ?? []), ...pair];
}

function pick(schema: JsonSchema, keywords: readonly (keyof JsonSchema)[]): JsonSchema {
  const entries = keywords.filter((keyword) => schema[keyword] !== undefined);
  return Object.fromEntries(entries.map((keyword) => [keyword, schema[keyword]]));
}
