import { equalJson, isJsonObject } from "../../../../base/json.ts";
import { immutableField, nonNegative, requiredField } from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import type { KindRules } from "../kind-rules.ts";

/** Follows k8s.io/kubernetes/pkg/apis/apps and pkg/registry/apps/controllerrevision. */
export const controllerRevisionRules: KindRules = {
  updateOrder: "changes last",
  validate: (object, old) => [
    ...nonNegative("revision", object.revision ?? 0),
    ...(old ? [] : validateData(object.data)),
  ],
  validateUpdate: (object, old) =>
    equalJson(object.data, old.data) ? [] : [immutableField("data", object.data ?? null)],
};

function validateData(data: unknown): InvalidField[] {
  if (data === undefined || data === null) return [requiredField("data", "data is mandatory")];
  return isJsonObject(data) ? [] : [requiredField("data", "data must be a valid JSON object")];
}
