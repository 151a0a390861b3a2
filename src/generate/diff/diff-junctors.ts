import { equalJson } from "../../base/json.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { typeOf } from "./diff-type.ts";
import { tighten, widen, type Place } from "./place.ts";

const words = {
  allOf: { rule: "all-of", refused: "values that one of allOf does not allow" },
  anyOf: { rule: "any-of", refused: "values that none of anyOf allows" },
  oneOf: { rule: "one-of", refused: "values that none or several of oneOf allow" },
  not: { rule: "not", refused: 'values that "not" describes' },
} as const;

/** Reports changes of allOf, anyOf, oneOf and not. Properties below them are only constraints: nothing is pruned or filled in by them. */
export function diffJunctors(old: JsonSchema, now: JsonSchema, place: Place): void {
  for (const keyword of ["allOf", "anyOf", "oneOf", "not"] as const) {
    const [before, after] = [schemasOf(old, keyword), schemasOf(now, keyword)];
    const gone = lacking(before, after);
    const come = lacking(after, before);
    if (gone.length + come.length === 0) continue;
    const { rule, refused } = words[keyword];
    const change = {
      before: before.length ? old[keyword] : "none",
      after: after.length ? now[keyword] : "none",
    };
    const isNew = (schema: JsonSchema) =>
      schema.required?.some((name) => isNewField(name, old, now)) ?? false;
    if (
      loosens(keyword, {
        before,
        after,
        gone,
        come: come.filter((schema) => !(keyword === "oneOf" && isNew(schema))),
      })
    )
      widen(place, {
        rule: `${rule}-loosened`,
        accepted: `${refused} as it was are accepted`,
        ...change,
      });
    else tighten(place, { rule: `${rule}-tightened`, refused, ...change });
  }
}

function loosens(
  keyword: keyof typeof words,
  { before, after, gone, come }: Record<"before" | "after" | "gone" | "come", JsonSchema[]>,
): boolean {
  if (after.length === 0) return true;
  if (keyword === "allOf") return come.length === 0;
  if (keyword === "oneOf") return before.length > 0 && gone.length + come.length === 0;
  return keyword === "anyOf" && before.length > 0 && gone.length === 0;
}

/** What is stored has no such field: an alternative that asks for it is none for old objects. */
function isNewField(name: string, old: JsonSchema, now: JsonSchema): boolean {
  const wasKept = old["x-kubernetes-preserve-unknown-fields"] ?? Boolean(old.additionalProperties);
  return !wasKept && !old.properties?.[name] && now.properties?.[name] !== undefined;
}

/** Without the form in which an int-or-string says its types, which says nothing more. */
function schemasOf(schema: JsonSchema, keyword: keyof typeof words): JsonSchema[] {
  if (keyword === "not") return schema.not ? [schema.not] : [];
  const schemas = schema[keyword] ?? [];
  return typeOf(schema) === "int-or-string" ? schemas.filter((inner) => !isTypes(schema, inner)) : schemas;
}

function isTypes({ anyOf }: JsonSchema, inner: JsonSchema): boolean {
  const types: JsonSchema[] = [{ type: "integer" }, { type: "string" }];
  return (
    equalJson(inner, { anyOf: types }) ||
    (equalJson(anyOf, types) && types.some((type) => equalJson(type, inner)))
  );
}

function lacking(schemas: JsonSchema[], others: JsonSchema[]): JsonSchema[] {
  return schemas.filter((schema) => !others.some((other) => equalJson(schema, other)));
}
