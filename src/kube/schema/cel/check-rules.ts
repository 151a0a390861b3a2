import { hasRules } from "../has-rules.ts";
import type { JsonSchema } from "../json-schema.ts";
import { declareFunctions, type Functions } from "./check/environment.ts";
import { compileRules, type RuleOfSchema } from "./compile-rules.ts";
import { checkRuleFields } from "./rule-fields.ts";
import type { RuleProblem } from "./rule-problem.ts";
import { TotalCost } from "./total-cost.ts";

/**
 * What the API server refuses of the rules of a CRD's schema, in its words and order: missing parts, expressions that do not parse or have the wrong types,
 * rules that may cost too much. Follows k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation (validation.go, cel_validation.go).
 * `path` is the schema's place in the definition. With `fieldsOnly` the expressions are not looked at, as for a schema that is not structural; neither are those
 * at and above the fields that are `wrong` otherwise.
 */
export function checkRules(
  schema: JsonSchema,
  options: { path: string; fieldsOnly?: boolean; wrong?: readonly string[] },
): RuleProblem[] {
  if (!hasRules(schema)) return [];
  const walk: Walk = {
    functions: declareFunctions(),
    total: new TotalCost(),
    fieldsOnly: options.fieldsOnly ?? false,
    wrong: options.wrong ?? [],
    fieldProblems: [],
    expressionProblems: [],
  };
  checkNode(schema, { path: options.path, root: true, cardinality: 1, uncorrelatable: undefined }, walk);
  return [...walk.fieldProblems, ...walk.expressionProblems, ...walk.total.problems(options.path)];
}

interface Walk {
  readonly functions: Functions;
  readonly total: TotalCost;
  readonly fieldsOnly: boolean;
  readonly wrong: readonly string[];
  readonly fieldProblems: RuleProblem[];
  readonly expressionProblems: RuleProblem[];
}

interface Place {
  readonly path: string;
  readonly root: boolean;
  /** How often the schema's data may be there; undefined when nothing bounds it. */
  readonly cardinality: number | undefined;
  /** The list or map below which old and new values cannot be told from each other. */
  readonly uncorrelatable: string | undefined;
}

/** Checks what is below, then the node's own rules; these only where everything below is right. */
function checkNode(schema: JsonSchema, place: Place, walk: Walk): boolean {
  const { path } = place;
  const below = { ...place, root: false, cardinality: multiplied(schema, place.cardinality) };
  let right = !walk.wrong.some((field) => field === path || field.startsWith(`${path}.`));
  const visit = (inner: JsonSchema, at: string, uncorrelatable = place.uncorrelatable) => {
    if (!checkNode(inner, { ...below, path: `${path}.${at}`, uncorrelatable }, walk)) right = false;
  };
  if (typeof schema.additionalProperties === "object")
    visit(schema.additionalProperties, "additionalProperties");
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    visit(property, `properties[${name}]`);
  if (schema.items) {
    const told = schema["x-kubernetes-list-type"] === "map";
    visit(schema.items, "items", place.uncorrelatable ?? (told ? undefined : path));
  }
  const rules = schema["x-kubernetes-validations"];
  if (!rules || rules.length === 0) return right;
  const own = rules.flatMap((rule, index) =>
    checkRuleFields(rule, { schema, path: `${path}.x-kubernetes-validations[${index}]`, index }),
  );
  walk.fieldProblems.push(...own);
  right &&= own.length === 0;
  if (right && !walk.fieldsOnly) {
    const found: RuleOfSchema = { schema, rules, ...place };
    walk.expressionProblems.push(...compileRules(found, { functions: walk.functions, total: walk.total }));
  }
  return right;
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
