import { equalJson, isJsonObject, type JsonObject } from "../../../base/json.ts";
import {
  duplicateField,
  forbiddenField,
  invalidField,
  requiredField,
  unsupportedField,
} from "../../admission/field-problem.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import { notImplemented, type InvalidField } from "../../status-error.ts";

const at = "status.conditions";
const decisions = ["Approved", "Denied"];
const lasting = [...decisions, "Failed"];

export function conditionsOf(object: ApiObject): JsonObject[] {
  const conditions = valueAt(object, ["status", "conditions"]);
  return Array.isArray(conditions) ? conditions.filter(isJsonObject) : [];
}

/** Follows validateConditions and validateCertificateSigningRequestUpdate of k8s.io/kubernetes/pkg/apis/certificates/validation. */
export function validateConditions(
  object: ApiObject,
  options: { old: ApiObject; approval: boolean },
): InvalidField[] {
  const [next, before] = [conditionsOf(object), conditionsOf(options.old)];
  const ofType = (conditions: JsonObject[], type: string) => conditions.filter((item) => item.type === type);
  const removed = lasting.filter((type) => ofType(next, type).length < ofType(before, type).length);
  return [
    ...next.flatMap((condition, index) => conditionProblems(condition, { index, all: next })),
    ...removed.map((type) => forbiddenField(at, `updates may not remove a condition of type "${type}"`)),
    ...(options.approval
      ? []
      : decisions.flatMap((type) => changeProblems(type, ofType(next, type), ofType(before, type)))),
  ];
}

function conditionProblems(
  condition: JsonObject,
  { index, all }: { index: number; all: JsonObject[] },
): InvalidField[] {
  const { type = "", status } = condition;
  const allowed = lasting.includes(String(type)) ? ["True"] : ["False", "True", "Unknown"];
  const earlier = all.slice(0, index).map((item) => item.type);
  const other = decisions.find((decision) => decision !== type);
  return [
    ...(type ? [] : [requiredField(`${at}[${index}].type`)]),
    ...(status ? [] : [requiredField(`${at}[${index}].status`)]),
    ...(status && !allowed.includes(String(status))
      ? [unsupportedField(`${at}[${index}].status`, status, allowed)]
      : []),
    ...(decisions.includes(String(type)) && earlier.includes(other)
      ? [invalidField(at, type, "Approved and Denied conditions are mutually exclusive")]
      : []),
    ...(earlier.includes(type) ? [duplicateField(`${at}[${index}].type`, type)] : []),
  ];
}

function changeProblems(type: string, next: JsonObject[], before: JsonObject[]): InvalidField[] {
  if (next.length > before.length)
    return [forbiddenField(at, `updates may not add a condition of type "${type}"`)];
  // the message of a change shows the difference as Go's diff has it; the status keeps such conditions, so that none comes here
  if (next.length === before.length && !equalJson(next, before))
    throw notImplemented(`changes of a condition of type "${type}"`);
  return [];
}
