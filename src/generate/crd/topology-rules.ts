import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { TagError, needed } from "./tag-error.ts";
import type { TagRule } from "./tag-rule.ts";

const keysKeyword = "x-kubernetes-list-map-keys";

/** How lists are merged. */
export const listType: TagRule = {
  on: "array",
  order: -1,
  keyword: "x-kubernetes-list-type",
  apply(schema, text) {
    const type = choose(text, ["atomic", "set", "map"] as const);
    schema["x-kubernetes-list-type"] = type;
    // a list of conditions is a map by itself: its key goes with that
    if (type !== "map") Reflect.deleteProperty(schema, keysKeyword);
  },
};

/** What tells the items of a map list apart. */
export const listMapKey: TagRule = {
  on: "array",
  keyword: keysKeyword,
  repeatable: true,
  apply(schema, text) {
    const keys = schema[keysKeyword] ?? [];
    if (!keys.includes(needed(text))) schema[keysKeyword] = [...keys, text];
  },
};

/** How maps and objects are merged. */
export const atomicOrGranular: TagRule = {
  on: "object",
  keyword: "x-kubernetes-map-type",
  apply: (schema: JsonSchema, text) =>
    void (schema["x-kubernetes-map-type"] = choose(text, ["atomic", "granular"] as const)),
};

function choose<T extends string>(text: string, values: readonly T[]): T {
  const found = values.find((value) => value === text);
  if (!found) throw new TagError(`expected ${values.join(" or ")}, found "${text}"`);
  return found;
}
