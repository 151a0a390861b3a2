import { isJsonObject } from "../../../base/json.ts";
import type { FieldError } from "../field-error.ts";
import { hasRules } from "../has-rules.ts";
import type { JsonSchema } from "../json-schema.ts";
import { itemsOf, type DeclaredSchema } from "../declared/declared-schema.ts";
import { errorsAfter, errorsBefore, type Standing } from "../declared/keyword-errors.ts";
import { declareFunctions, type Functions } from "./check/environment.ts";
import { compileRules, type RuleOfSchema } from "./compile-rules.ts";
import { checkRuleFields } from "./rule-fields.ts";
import type { RuleProblem } from "./rule-problem.ts";
import { TotalCost } from "./total-cost.ts";

/**
 * What the API server refuses of the rules of a CRD's schema, in its words and order: missing parts, expressions that do not parse or have the wrong types,
 * rules that may cost too much. Follows k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation (validation.go, cel_validation.go).
 * `path` is the schema's place in the definition.
 */
export function checkRules(schema: JsonSchema, { path }: { path: string }): RuleProblem[] {
  if (!hasRules(schema)) return [];
  const errors = check(schema, { path, keywords: false, expressions: true });
  return errors.filter((error): error is RuleProblem => "rulePath" in error);
}

/**
 * As {@link checkRules}, with what is refused of the keywords of schemas, which is told in the same pass: rules at and above what is wrong are not compiled. Without
 * `expressions` none is, as in a schema that is not structural.
 */
export function checkKeywords(
  schema: JsonSchema,
  options: { path: string; expressions: boolean },
): FieldError[] {
  return check(schema, { ...options, keywords: true });
}

function check(
  schema: JsonSchema,
  { path, ...options }: { path: string; keywords: boolean; expressions: boolean },
): FieldError[] {
  const total = new TotalCost();
  const walk: Walk = { ...options, total, schemaErrors: [], ruleErrors: [], functions: undefined };
  const place: Place = {
    path,
    root: true,
    cardinality: 1,
    uncorrelatable: undefined,
    expressions: options.expressions,
    standing: { inResourceMeta: false, noDefaults: undefined },
  };
  checkNode(schema, place, walk);
  return [...walk.schemaErrors, ...walk.ruleErrors, ...total.problems(path)];
}

interface Walk {
  readonly keywords: boolean;
  readonly total: TotalCost;
  readonly schemaErrors: FieldError[];
  readonly ruleErrors: RuleProblem[];
  functions: Functions | undefined;
}

interface Place {
  readonly path: string;
  readonly root: boolean;
  /** How often the schema's data may be there; undefined when nothing bounds it. */
  readonly cardinality: number | undefined;
  /** The list or map below which old and new values cannot be told from each other. */
  readonly uncorrelatable: string | undefined;
  /** Whether rules are compiled here. */
  readonly expressions: boolean;
  readonly standing: Standing;
}

/** Checks the node's keywords, what is below, then its own rules; expressions only where everything at and below is right. */
function checkNode(schema: JsonSchema, place: Place, walk: Walk): void {
  const { path } = place;
  const declared = schema as DeclaredSchema;
  const { schemaErrors, keywords } = walk;
  const before = schemaErrors.length;
  if (keywords) schemaErrors.push(...errorsBefore(declared, path, place.standing));
  checkBelow(schema, place, walk);
  if (keywords) schemaErrors.push(...errorsAfter(declared, path));
  const rules = schema["x-kubernetes-validations"] ?? [];
  for (const [index, rule] of rules.entries())
    schemaErrors.push(
      ...checkRuleFields(rule, { schema, path: `${path}.x-kubernetes-validations[${index}]`, index }),
    );
  if (rules.length === 0 || !place.expressions || schemaErrors.length > before) return;
  const found: RuleOfSchema = { schema, rules, ...place };
  walk.functions ??= declareFunctions();
  walk.ruleErrors.push(...compileRules(found, { functions: walk.functions, total: walk.total }));
}

function checkBelow(schema: JsonSchema, place: Place, walk: Walk): void {
  const { path, uncorrelatable } = place;
  const below = { ...place, root: false, cardinality: multiplied(schema, place.cardinality) };
  const visit = (inner: JsonSchema, where: string, more: Partial<Place> = {}) =>
    checkNode(inner, { ...below, path: `${path}.${where}`, ...more }, walk);
  const { additionalProperties } = schema;
  if (typeof additionalProperties === "object")
    visit(additionalProperties, "additionalProperties", { standing: inMap(place.standing) });
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    visit(property, `properties[${name}]`, { standing: ofProperty(schema, name, place) });
  for (const [inner, where] of withoutRules(schema)) visit(inner, where, { expressions: false });
  const items = itemsOf(schema);
  const told = schema["x-kubernetes-list-type"] === "map";
  if (items) visit(items, "items", { uncorrelatable: uncorrelatable ?? (told ? undefined : path) });
}

function inMap(standing: Standing): Standing {
  return standing.inResourceMeta
    ? { ...standing, noDefaults: "inside additionalProperties applying to object metadata" }
    : standing;
}

function ofProperty(schema: JsonSchema, name: string, { root, standing }: Place): Standing {
  const isResource = root || schema["x-kubernetes-embedded-resource"] === true;
  if (!isResource || !["metadata", "kind", "apiVersion"].includes(name)) return standing;
  return { inResourceMeta: true, noDefaults: root ? `in top-level ${name}` : standing.noDefaults };
}

/** Schemas below another one whose rules are not compiled: junctors, and what is refused itself. */
function withoutRules(schema: JsonSchema): [JsonSchema, string][] {
  const { not } = schema;
  const { definitions = {}, dependencies = {} } = schema as DeclaredSchema;
  const named = (schemas: object, keyword: string) =>
    Object.entries(schemas)
      .filter(([, inner]) => isJsonObject(inner))
      .map(([name, inner]): [JsonSchema, string] => [inner as JsonSchema, `${keyword}[${name}]`]);
  return [
    ...(not ? [[not, "not"] satisfies [JsonSchema, string]] : []),
    ...(["allOf", "oneOf", "anyOf"] as const).flatMap((junctor) =>
      (schema[junctor] ?? []).map((inner, index): [JsonSchema, string] => [inner, `${junctor}[${index}]`]),
    ),
    ...named(definitions, "definitions"),
    ...named(dependencies, "dependencies"),
  ];
}

/** How often what is inside of a schema may be there, given how often it is there itself. */
function multiplied(schema: JsonSchema, cardinality: number | undefined): number | undefined {
  if (cardinality === undefined) return undefined;
  if (schema.type === "object" && schema.additionalProperties !== undefined)
    return schema.maxProperties === undefined ? undefined : cardinality * Math.max(0, schema.maxProperties);
  if (schema.type === "array")
    return schema.maxItems === undefined ? undefined : cardinality * Math.max(0, schema.maxItems);
  return cardinality;
}
