import type { JsonObject } from "../../../../base/json.ts";
import {
  eachItem,
  invalidField,
  nonNegative,
  requiredField,
  tooLongField,
  tooManyField,
} from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import { objectAt, objectsAt } from "../defaulting.ts";
import { countIndexes } from "./index-intervals.ts";

/** Follows validateSuccessPolicy of k8s.io/kubernetes/pkg/apis/batch/validation/validation.go. */
export function validateSuccessPolicy(spec: JsonObject, at: string): InvalidField[] {
  const rules = objectsAt(objectAt(spec, "successPolicy"), "rules");
  const rulesAt = `${at}.rules`;
  const completions = Number(spec.completions ?? 0);
  return [
    ...(rules.length
      ? []
      : [requiredField(rulesAt, "at least one rules must be specified when the successPolicy is specified")]),
    ...(rules.length > 20 ? [tooManyField(rulesAt, { found: rules.length, limit: 20 })] : []),
    ...eachItem(rules, rulesAt, (rule, path) => validateRule(rule, { at: path, completions })),
  ];
}

const longest = 64 * 1024;

function validateRule(
  rule: JsonObject,
  { at, completions }: { at: string; completions: number },
): InvalidField[] {
  const { succeededCount: count, succeededIndexes: indexes } = rule;
  const field = `${at}.succeededIndexes`;
  const found = typeof indexes === "string" ? countIndexes(indexes, completions) : undefined;
  const total = typeof found === "number" ? found : 0;
  return [
    ...(count === undefined && indexes === undefined
      ? [requiredField(at, "at least one of succeededCount or succeededIndexes must be specified")]
      : []),
    ...(Buffer.byteLength(String(indexes ?? "")) > longest ? [tooLongField(field, longest)] : []),
    ...(typeof found === "string"
      ? [invalidField(field, indexes, `error parsing succeededIndexes: ${found}`)]
      : []),
    ...(count === undefined
      ? []
      : validateCount(Number(count), {
          at: `${at}.succeededCount`,
          completions,
          total: indexes === undefined ? undefined : total,
        })),
  ];
}

function validateCount(
  count: number,
  { at, completions, total }: { at: string; completions: number; total: number | undefined },
): InvalidField[] {
  const most = (limit: number, what: string) =>
    invalidField(at, count, `must be less than or equal to ${limit} (the number of ${what})`);
  return [
    ...nonNegative(at, count),
    ...(count > completions ? [most(completions, "specified completions")] : []),
    ...(total !== undefined && count > total
      ? [most(total, "indexes in the specified succeededIndexes field")]
      : []),
  ];
}
