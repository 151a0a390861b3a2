import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { Constraint, RuleDoc } from "./api-docs.ts";
import { wellKnownType } from "./type-text.ts";

/** What a value must keep to beside its type, in words; of a list or map also what each item or entry must. */
export function constraintsOf(schema: JsonSchema): Constraint[] {
  const { items, additionalProperties: entries } = schema;
  return [
    ...ownConstraints(schema),
    ...(items ? constraintsOf(items).map((inner) => ({ ...inner, text: `each item ${inner.text}` })) : []),
    ...(typeof entries === "object"
      ? constraintsOf(entries).map((inner) => ({ ...inner, text: `each entry ${inner.text}` }))
      : []),
  ];
}

/** The CEL rules of a schema, without those that `immutable` says. */
export function rulesOf(schema: JsonSchema): RuleDoc[] {
  return (schema["x-kubernetes-validations"] ?? [])
    .filter(({ rule }) => !isImmutable(rule) && !keepsImmutable(rule, schema))
    .map(({ rule, message }) => ({ rule, message }));
}

/** Whether a rule says that a value never changes. */
export function isImmutable(rule: string): boolean {
  return rule.replaceAll(" ", "") === "self==oldSelf";
}

/** A field that never changes cannot be taken away either, which a rule beside it says. */
function keepsImmutable(rule: string, { properties = {} }: JsonSchema): boolean {
  const [, name = ""] = /^!has\(oldSelf\.(\w+)\) \|\| has\(self\.\1\)$/.exec(rule) ?? [];
  const rules = Object.hasOwn(properties, name) ? properties[name]?.["x-kubernetes-validations"] : undefined;
  return rules?.some((inner) => isImmutable(inner.rule)) ?? false;
}

function ownConstraints(schema: JsonSchema): Constraint[] {
  const words = [
    ...numberWords(schema),
    range(schema.minLength, schema.maxLength, "character"),
    range(schema.minItems, schema.maxItems, "item"),
    range(schema.minProperties, schema.maxProperties, schema.additionalProperties ? "entry" : "field"),
    ...listWords(schema),
    ...objectWords(schema),
    schema.nullable ? "may be null" : undefined,
  ];
  const said = words.flatMap((text) => (text === undefined ? [] : [{ text }]));
  const pattern =
    schema.pattern === undefined || wellKnownType(schema) ? [] : [{ text: "matches", code: schema.pattern }];
  return [...said, ...pattern, ...junctorConstraints(schema)];
}

function numberWords(schema: JsonSchema): (string | undefined)[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  return [
    minimum === undefined ? undefined : `${exclusiveMinimum ? "more than" : "at least"} ${minimum}`,
    maximum === undefined ? undefined : `${exclusiveMaximum ? "less than" : "at most"} ${maximum}`,
    multipleOf === undefined ? undefined : `a multiple of ${multipleOf}`,
  ];
}

function range(least: number | undefined, most: number | undefined, unit: string): string | undefined {
  if (least === undefined && most === undefined) return undefined;
  const units = (count: number) =>
    `${count} ${count === 1 ? unit : unit.replace(/y$/, "ie")}${count === 1 ? "" : "s"}`;
  if (least !== undefined && least === most) return `exactly ${units(least)}`;
  if (least === undefined) return `at most ${units(most ?? 0)}`;
  return most === undefined ? `at least ${units(least)}` : `${least} to ${units(most)}`;
}

function listWords(schema: JsonSchema): (string | undefined)[] {
  const type = schema["x-kubernetes-list-type"];
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  return [
    type === "set" ? "no item twice" : type === "map" ? `items differ in ${keys.join(" and ")}` : undefined,
  ];
}

function objectWords(schema: JsonSchema): (string | undefined)[] {
  return [
    schema["x-kubernetes-embedded-resource"] ? "a whole Kubernetes object" : undefined,
    schema["x-kubernetes-preserve-unknown-fields"] && schema.type === "object"
      ? "any other fields are kept"
      : undefined,
    schema["x-kubernetes-map-type"] === "atomic" ? "replaced as a whole" : undefined,
  ];
}

function junctorConstraints(schema: JsonSchema): Constraint[] {
  const { oneOf, anyOf, allOf, not } = schema;
  const named = [onlyRequired(oneOf, "exactly one of"), onlyRequired(anyOf, "at least one of")].flatMap(
    (constraint) => constraint ?? [],
  );
  const isTypes = schema["x-kubernetes-int-or-string"];
  const others = {
    ...(oneOf && !onlyRequired(oneOf, "") ? { oneOf } : {}),
    ...(anyOf && !isTypes && !onlyRequired(anyOf, "") ? { anyOf } : {}),
    ...(allOf && !isTypes ? { allOf } : {}),
    ...(not ? { not } : {}),
  };
  if (Object.keys(others).length === 0) return named;
  return [...named, { text: "also", code: JSON.stringify(others) }];
}

/** Alternatives that each only ask for fields. */
function onlyRequired(alternatives: readonly JsonSchema[] | undefined, text: string): Constraint | undefined {
  if (!alternatives?.length) return undefined;
  const names = alternatives.map(({ required = [], ...rest }) =>
    Object.keys(rest).length === 0 ? required : [],
  );
  if (names.some((required) => required.length === 0)) return undefined;
  return { text, code: names.map((required) => required.join(" + ")).join(", ") };
}
