import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { TagError, checkExact, needed } from "./tag-error.ts";
import type { TagRule } from "./tag-rule.ts";

type Count = "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties";
type Bound = Count | "minimum" | "maximum";

/** `@minimum` and its kin. An exclusive bound is a bound with a flag beside it, as OpenAPI 3.0 has it. */
export function boundRule(keyword: "minimum" | "maximum", exclusive: boolean): TagRule {
  const flag = keyword === "minimum" ? "exclusiveMinimum" : "exclusiveMaximum";
  return {
    on: "number",
    keyword,
    apply(schema, text) {
      const value = parseNumber(schema, text);
      const known = tightest(schema, keyword);
      if (known !== undefined) {
        const beyond = keyword === "minimum" ? value < known : value > known;
        if (beyond || (value === known && schema[flag] && !exclusive))
          throw new TagError(
            `looser than the type, whose ${keyword} is ${known}${schema[flag] ? " (exclusive)" : ""}`,
          );
      }
      schema[keyword] = value;
      if (exclusive) schema[flag] = true;
      else Reflect.deleteProperty(schema, flag);
    },
  };
}

/** `@multipleOf`; of two, both hold. */
export const multipleRule: TagRule = {
  on: "number",
  keyword: "multipleOf",
  apply(schema, text) {
    const value = parseNumber(schema, text);
    if (value <= 0) throw new TagError(`expected a number above 0, found "${text}"`);
    const { multipleOf: known } = schema;
    if (known !== undefined && known % value === 0 && known !== value)
      throw new TagError(`looser than the type, whose values are multiples of ${known}`);
    schema.multipleOf = value;
  },
};

/** `@minLength` and its kin: whole numbers. */
export function countRule(keyword: Count, on: "string" | "array" | "object"): TagRule {
  return {
    on,
    keyword,
    apply(schema, text) {
      if (!/^\d+$/.test(needed(text))) throw new TagError(`expected a whole number, found "${text}"`);
      checkExact(text);
      const value = Number(text);
      const known = tightest(schema, keyword);
      if (known !== undefined && (keyword.startsWith("min") ? value < known : value > known))
        throw new TagError(`looser than the type, whose ${keyword} is ${known}`);
      schema[keyword] = value;
    },
  };
}

/** The bound in force: where types have tightened it already, all of theirs stand in `allOf`. */
function tightest(schema: JsonSchema, keyword: Bound): number | undefined {
  const bounds = [schema, ...(schema.allOf ?? [])].flatMap((part) => part[keyword] ?? []);
  if (bounds.length === 0) return undefined;
  return keyword.startsWith("min") ? Math.max(...bounds) : Math.min(...bounds);
}

function parseNumber(schema: JsonSchema, text: string): number {
  const value = Number(needed(text));
  checkExact(text);
  if (!Number.isFinite(value)) throw new TagError(`expected a number, found "${text}"`);
  if (schema.type === "integer" && !Number.isInteger(value))
    throw new TagError(`expected a whole number, found "${text}"`);
  return value;
}
