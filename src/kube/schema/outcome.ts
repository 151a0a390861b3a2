import type { FieldError } from "./field-error.ts";
import type { JsonSchema } from "./json-schema.ts";

/**
 * Errors of a value, and how many checks were made: of several failing alternatives the most checked one is reported. Counted as the Result of
 * k8s.io/kube-openapi/pkg/validation/validate counts its matches.
 */
export interface Outcome {
  readonly errors: readonly FieldError[];
  readonly checks: number;
}

/** Validates a value below another; what validateValue hands to the checks of objects and arrays. */
export type ValidateInner = (schema: JsonSchema, value: unknown, path: string) => Outcome;

/** Outcomes of one value as one, with `checks` more; what several of them say is told once. */
export function mergeOutcomes(outcomes: readonly Outcome[], checks = 0): Outcome {
  const errors: FieldError[] = [];
  for (const outcome of outcomes) for (const error of outcome.errors) addError(errors, error);
  return { errors, checks: outcomes.reduce((sum, outcome) => sum + outcome.checks, checks) };
}

function addError(errors: FieldError[], error: FieldError): void {
  const isKnown = errors.some(({ field, message }) => field === error.field && message === error.message);
  if (!isKnown) errors.push(error);
}

/** Where an error of a value is: the server has no word for the root. */
export function fieldOf(path: string): string {
  return path === "" ? "<nil>" : path.replace(/^\./, "");
}
