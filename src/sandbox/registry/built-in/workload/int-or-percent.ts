import { invalidField, nonNegative } from "../../../admission/field-problem.ts";
import { goJson } from "../../../admission/go-text.ts";
import { percentProblems } from "../../../admission/text-format.ts";
import type { InvalidField } from "../../../status-error.ts";

/** Follows ValidatePositiveIntOrPercent of k8s.io/kubernetes/pkg/apis/apps/validation/validation.go. */
export function validateIntOrPercent(value: unknown, at: string): InvalidField[] {
  if (typeof value !== "string") return nonNegative(at, value);
  return percentProblems(value).map((problem) => ({
    type: "FieldValueInvalid",
    field: at,
    message: `Invalid value: ${goJson(value)}: ${problem}`,
  }));
}

/** Follows IsNotMoreThan100Percent. */
export function validateAtMostAll(value: unknown, at: string): InvalidField[] {
  const percent = percentOf(value);
  if (percent === undefined || percent <= 100) return [];
  return [invalidField(at, value, "must not be greater than 100%")];
}

/** Follows getIntOrPercentValue. */
export function amountOf(value: unknown): number {
  if (typeof value !== "string") return Number(value ?? 0);
  const percent = percentOf(value);
  if (percent !== undefined) return percent;
  return /^[+-]?\d+$/.test(value) ? Number(value) : 0;
}

function percentOf(value: unknown): number | undefined {
  return typeof value === "string" && percentProblems(value).length === 0
    ? Number(value.slice(0, -1))
    : undefined;
}
