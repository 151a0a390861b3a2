import type { FieldError } from "./field-error.ts";
import type { JsonSchema } from "./json-schema.ts";

/** Errors of a value, and how many checks were made: of several failing alternatives the most checked one is reported. */
export interface Outcome {
  readonly errors: FieldError[];
  readonly checks: number;
}

/** Validates a value below another; what validateValue hands to the checks of objects and arrays. */
export type ValidateInner = (schema: JsonSchema, value: unknown, path: string) => Outcome;
