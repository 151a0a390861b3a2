import type { FieldError } from "../field-error.ts";
import type { ValidationRule } from "../json-schema.ts";
import type { CheckError } from "./check/check-context.ts";

/** A rule that the API server refuses, in its words, and where in the rule. */
export interface RuleProblem extends FieldError {
  /** The rule's place in the definition: `….properties[spec].x-kubernetes-validations[0]`. */
  readonly rulePath: string;
  readonly index: number;
  /** The part of the rule that is wrong. */
  readonly part: keyof ValidationRule;
  readonly rule: ValidationRule;
  /** The server's words without the value. */
  readonly detail: string;
  /** Of an expression: what is wrong in it, each at its offset. */
  readonly errors: readonly CheckError[];
}

/** Makes a problem of a part of a rule. `value` is shown for what is invalid. */
export function ruleProblem(
  at: { path: string; index: number; part: keyof ValidationRule; rule: ValidationRule },
  what: {
    type: FieldError["type"];
    detail: string;
    value?: unknown;
    errors?: readonly CheckError[];
    message?: string;
  },
): RuleProblem {
  const { path, index, part, rule } = at;
  const { type, detail, value, errors = [] } = what;
  return {
    type,
    field: `${path}.${part}`,
    message: what.message ?? words(type, detail, value),
    rulePath: path,
    index,
    part,
    rule,
    detail,
    errors,
  };
}

/** A rule as the server shows it: a Go struct as JSON. */
export function shownRule(rule: ValidationRule): unknown {
  return {
    Rule: rule.rule,
    Message: rule.message ?? "",
    MessageExpression: rule.messageExpression ?? "",
    Reason: rule.reason ?? null,
    FieldPath: rule.fieldPath ?? "",
    OptionalOldSelf: rule.optionalOldSelf ?? null,
  };
}

function words(type: FieldError["type"], detail: string, value: unknown): string {
  if (type === "FieldValueRequired") return `Required value: ${detail}`;
  if (type === "FieldValueForbidden") return `Forbidden: ${detail}`;
  if (type === "FieldValueNotSupported") return `Unsupported value: ${goJson(value)}: ${detail}`;
  return type === "InternalError"
    ? `Internal error: ${detail}`
    : `Invalid value: ${goJson(value)}: ${detail}`;
}

/** JSON as Go writes it: `<`, `>`, `&` and two line separators are escaped, except where a plain string is quoted. */
function goJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (typeof value !== "object") return text;
  return text.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
