import { equalJson } from "../../base/json.ts";
import { TagError } from "./tag-error.ts";
import type { TagRule } from "./tag-rule.ts";

/** Where a raw marker does something else than the tag of its name, or there is no such tag. */
export const markerRules: Readonly<Record<string, TagRule>> = {
  exclusiveMinimum: exclusiveFlag("minimum"),
  exclusiveMaximum: exclusiveFlag("maximum"),
  kubernetesDefault: {
    keyword: "default",
    apply: (schema, text) => void (schema.default = JSON.parse(text)),
  },
  // it wins over `+default=`; an empty list and an empty map are written alike
  default: {
    keyword: "default",
    order: 1,
    apply(schema, text) {
      const value = JSON.parse(text) as unknown;
      schema.default = schema.type === "array" && equalJson(value, {}) ? [] : value;
    },
  },
  example: { keyword: "example", apply: (schema, text) => void (schema.example = JSON.parse(text)) },
  uniqueItems: {
    on: "array",
    keyword: "uniqueItems",
    apply(_schema, text) {
      if (text === "true") throw new TagError('the API server refuses it: use "@listType set"');
    },
  },
  // the union is the choice: the marker asks for the order that Go's constants come in
  sortedEnum: {
    on: "string",
    keyword: "enum",
    apply(schema) {
      if (!schema.enum) throw new TagError('expected a choice of texts: "a" | "b"');
      schema.enum = schema.enum.toSorted((a, b) => (String(a) < String(b) ? -1 : 1));
    },
  },
};

/** An exclusive bound is a flag beside the bound. */
function exclusiveFlag(bound: "minimum" | "maximum"): TagRule {
  const keyword = bound === "minimum" ? "exclusiveMinimum" : "exclusiveMaximum";
  return {
    on: "number",
    order: 9,
    keyword,
    apply(schema, text) {
      if (schema[bound] === undefined) throw new TagError(`there is no ${bound} that it could exclude`);
      if (text === "true") schema[keyword] = true;
    },
  };
}
