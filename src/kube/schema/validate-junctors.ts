import { goQuote } from "../../base/go-quote.ts";
import type { JsonSchema } from "./json-schema.ts";
import { mergeOutcomes, type Outcome, type ValidateInner } from "./outcome.ts";

/**
 * `allOf`, `anyOf`, `oneOf` and `not`; the server reports them at no field, with the path in the text. Follows schemaPropsValidator of
 * k8s.io/kube-openapi/pkg/validation/validate/schema_props.go.
 */
export function validateJunctors(
  schema: JsonSchema,
  at: { value: unknown; path: string; validate: ValidateInner },
): Outcome {
  const { allOf = [], anyOf = [], oneOf = [], not } = schema;
  const { value, path, validate } = at;
  const run = (alternative: JsonSchema) => validate(alternative, value, path);
  const outcomes: Outcome[] = [];
  if (anyOf.length > 0) outcomes.push(...anyOfOutcomes(anyOf, run, path));
  if (oneOf.length > 0) outcomes.push(...oneOfOutcomes(oneOf.map(run), path));
  if (allOf.length > 0) outcomes.push(...allOfOutcomes(allOf.map(run), path));
  if (not && passes(run(not))) outcomes.push(problem(path, "must not validate the schema (not)"));
  return outcomes.length === 0 ? nothing : mergeOutcomes(outcomes, 1);
}

const nothing: Outcome = { errors: [], checks: 1 };

/** The first alternative that passes ends it. */
function anyOfOutcomes(
  alternatives: readonly JsonSchema[],
  run: (alternative: JsonSchema) => Outcome,
  path: string,
): Outcome[] {
  const failed: Outcome[] = [];
  for (const alternative of alternatives) {
    const outcome = run(alternative);
    if (passes(outcome)) return [outcome];
    failed.push(outcome);
  }
  return [problem(path, "must validate at least one schema (anyOf)"), mostChecked(failed)];
}

function oneOfOutcomes(outcomes: readonly Outcome[], path: string): Outcome[] {
  const valid = outcomes.filter(passes);
  const text = "must validate one and only one schema (oneOf).";
  if (valid.length === 1) return valid;
  if (valid.length === 0) return [problem(path, `${text} Found none valid`), mostChecked(outcomes)];
  return [problem(path, `${text} Found ${valid.length} valid alternatives`)];
}

function allOfOutcomes(outcomes: readonly Outcome[], path: string): Outcome[] {
  if (outcomes.every(passes)) return [...outcomes];
  const text = `must validate all the schemas (allOf)${outcomes.some(passes) ? "" : ". None validated"}`;
  return [...outcomes, problem(path, text)];
}

function problem(path: string, text: string): Outcome {
  const message = `Invalid value: "": ${goQuote(path)} ${text}`;
  return { errors: [{ type: "FieldValueInvalid", field: "<nil>", message }], checks: 0 };
}

function mostChecked(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce((best, outcome) => (outcome.checks > best.checks ? outcome : best));
}

function passes(outcome: Outcome): boolean {
  return outcome.errors.length === 0;
}
