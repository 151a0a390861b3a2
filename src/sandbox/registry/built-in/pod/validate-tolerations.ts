import type { Toleration } from "../../../../k8s/core/v1.ts";
import {
  eachItem,
  invalidField,
  invalidTyped,
  supported,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { validateLabelKey } from "../../../admission/label-problem.ts";
import { labelValueProblems } from "../../../admission/name-format.ts";
import type { InvalidField } from "../../../status-error.ts";

/** `comparing`: an old object has operators of a feature that is off. Follows ValidateTolerations of k8s.io/kubernetes/pkg/apis/core/validation. */
export function validateTolerations(
  tolerations: readonly Toleration[] | undefined,
  { at, comparing }: { at: string; comparing: boolean },
): InvalidField[] {
  return eachItem(tolerations, at, (toleration, path) => {
    const { key, operator = "", effect = "", tolerationSeconds } = toleration;
    const empty = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    return [
      ...(key ? validateLabelKey(key, `${path}.key`) : []),
      ...(!key && operator !== "Exists" ? [invalidTyped(`${path}.operator`, operator, empty)] : []),
      ...(tolerationSeconds !== undefined && effect !== "NoExecute"
        ? [
            invalidTyped(
              `${path}.effect`,
              effect,
              "effect must be 'NoExecute' when `tolerationSeconds` is set",
            ),
          ]
        : []),
      ...validateOperator(toleration, { at: path, comparing }),
      ...(effect ? supported(`${path}.effect`, effect, ["NoSchedule", "PreferNoSchedule", "NoExecute"]) : []),
    ];
  });
}

function validateOperator(
  { operator = "", value = "" }: { operator?: string; value?: string },
  { at, comparing }: { at: string; comparing: boolean },
): InvalidField[] {
  const field = `${at}.operator`;
  switch (operator) {
    case "":
    case "Equal": {
      const problems = labelValueProblems(value);
      return problems.length ? [invalidField(field, value, problems.join(";"))] : [];
    }
    case "Exists":
      return value ? [invalidField(field, value, "value must be empty when `operator` is 'Exists'")] : [];
    case "Lt":
    case "Gt":
      if (comparing) return validateInteger(value, `${at}.value`);
      return [unsupportedField(field, operator, ["Equal", "Exists", "Lt", "Gt"])];
    default:
      return [unsupportedField(field, operator, ["Equal", "Exists"])];
  }
}

function validateInteger(value: string, at: string): InvalidField[] {
  const rule =
    "must be a valid decimal integer in canonical form: optional minus sign, no leading zeros, and no whitespace";
  return /^(0|-?[1-9]\d*)$/.test(value) ? [] : [invalidField(at, value, rule)];
}
