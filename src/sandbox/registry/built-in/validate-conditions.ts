import { isJsonObject, type JsonObject } from "../../../base/json.ts";
import {
  duplicateField,
  invalidEach,
  invalidField,
  requiredField,
  tooLongField,
  unsupportedField,
} from "../../admission/field-problem.ts";
import { validateLabelKey } from "../../admission/label-problem.ts";
import { explain } from "../../admission/name-format.ts";
import type { InvalidField } from "../../status-error.ts";
import { numberAt, textAt } from "./read.ts";

const statuses = ["False", "True", "Unknown"];
const reasonFormat = "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?";
const reasonProblem = explain(
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'",
  { format: reasonFormat, examples: ["my_name", "MY_NAME", "MyName", "ReasonA,ReasonB", "ReasonA:ReasonB"] },
);

/** Conditions of the common type. Follows ValidateConditions of k8s.io/apimachinery/pkg/apis/meta/v1/validation. */
export function validateConditions(list: unknown, at: string): InvalidField[] {
  const conditions = Array.isArray(list) ? list.filter(isJsonObject) : [];
  return conditions.flatMap((condition, index) => {
    const type = textAt(condition, "type");
    const known = conditions.slice(0, index).some((other) => textAt(other, "type") === type);
    return [
      ...(known ? [duplicateField(`${at}[${index}].type`, type)] : []),
      ...validateCondition(condition, `${at}[${index}]`),
    ];
  });
}

function validateCondition(condition: JsonObject, at: string): InvalidField[] {
  const [status, reason] = [textAt(condition, "status"), textAt(condition, "reason")];
  const generation = numberAt(condition, "observedGeneration");
  return [
    ...validateLabelKey(textAt(condition, "type"), `${at}.type`),
    ...(statuses.includes(status) ? [] : [unsupportedField(`${at}.status`, status, statuses)]),
    ...(generation < 0
      ? [invalidField(`${at}.observedGeneration`, generation, "must be greater than or equal to zero")]
      : []),
    ...(condition.lastTransitionTime ? [] : [requiredField(`${at}.lastTransitionTime`)]),
    ...(reason ? validateReason(reason, `${at}.reason`) : [requiredField(`${at}.reason`)]),
    ...(Buffer.byteLength(textAt(condition, "message")) > 32768
      ? [tooLongField(`${at}.message`, 32768)]
      : []),
  ];
}

function validateReason(reason: string, at: string): InvalidField[] {
  return [
    ...invalidEach(at, reason, new RegExp(`^${reasonFormat}$`).test(reason) ? [] : [reasonProblem]),
    ...(Buffer.byteLength(reason) > 1024 ? [tooLongField(at, 1024)] : []),
  ];
}
