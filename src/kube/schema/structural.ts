import { checkDefaults } from "./cel/check-defaults.ts";
import { checkKeywords } from "./cel/check-rules.ts";
import { structuralCompleteness } from "./declared/structural-completeness.ts";
import { structuralInvariants } from "./declared/structural-invariants.ts";
import type { FieldError } from "./field-error.ts";
import type { JsonSchema } from "./json-schema.ts";

/**
 * What a CRD's schema must satisfy besides its CEL rules (cel/check-rules.ts), in the API server's words: all mistakes at once, of which a server
 * tells those of one sort. `path` is the schema's place in the definition.
 */
export function validateStructural(schema: JsonSchema, path = "openAPIV3Schema"): FieldError[] {
  return [
    ...structuralErrors(schema, path),
    ...checkDefaults(schema, { path, parts: "values" }),
    ...checkKeywords(schema, { path, expressions: false }).filter((error) => !("rulePath" in error)),
  ];
}

/** What a schema must satisfy to be structural. Follows ValidateStructural of k8s.io/apiextensions-apiserver/pkg/apiserver/schema/validation.go, whose order it has. */
export function structuralErrors(schema: JsonSchema, path: string): FieldError[] {
  const errors = [...structuralInvariants(schema, path), ...structuralCompleteness(schema, path)];
  const textOf = ({ field, message }: FieldError) => `${field}: ${message}`;
  return errors.sort((a, b) => (textOf(a) < textOf(b) ? -1 : textOf(a) > textOf(b) ? 1 : 0));
}
