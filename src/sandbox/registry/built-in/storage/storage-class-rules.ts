import { equalJson, isJsonObject } from "../../../../base/json.ts";
import {
  immutableField,
  invalidEach,
  requiredField,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { sortedByKey } from "../../../admission/label-problem.ts";
import { labelKeyProblems } from "../../../admission/name-format.ts";
import { objectsAt } from "../defaulting.ts";
import { deprecatedLabel } from "../deprecated-label.ts";
import type { KindRules } from "../kind-rules.ts";
import { textAt } from "../read.ts";
import { validateTopologies } from "../validate-topologies.ts";
import { validateParameters } from "./volume-attributes-class-rules.ts";

const modes = ["Immediate", "WaitForFirstConsumer"];
const policies = ["Delete", "Retain"];

/** Follows k8s.io/kubernetes/pkg/apis/storage and pkg/registry/storage/storageclass. */
export const storageClassRules: KindRules = {
  returnsDeleted: true,
  defaults(object) {
    object.reclaimPolicy ??= "Delete";
    object.volumeBindingMode ??= "Immediate";
  },
  validate(object) {
    const provisioner = textAt(object, "provisioner");
    const { reclaimPolicy: policy, volumeBindingMode: mode } = object;
    return [
      ...(provisioner
        ? invalidEach("provisioner", provisioner.toLowerCase(), labelKeyProblems(provisioner.toLowerCase()))
        : [requiredField("provisioner")]),
      ...validateParameters(object.parameters, { allowEmpty: true }),
      ...(policy === "" || policies.includes(String(policy))
        ? []
        : [unsupportedField("reclaimPolicy", policy, policies)]),
      ...(modes.includes(String(mode)) ? [] : [unsupportedField("volumeBindingMode", mode, modes)]),
      ...validateTopologies(object.allowedTopologies, "allowedTopologies"),
    ];
  },
  validateUpdate: (object, old) =>
    ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"].flatMap((key) =>
      equalJson(object[key] ?? {}, old[key] ?? {})
        ? []
        : [immutableField(key, isJsonObject(object[key]) ? sortedByKey(object[key]) : object[key])],
    ),
  warnings: (object) =>
    objectsAt(object, "allowedTopologies").flatMap((term, index) =>
      objectsAt(term, "matchLabelExpressions").flatMap((expression, each) => {
        const text = deprecatedLabel(textAt(expression, "key"));
        const at = `allowedTopologies[${index}].matchLabelExpressions[${each}].key`;
        return text ? [`${at}: ${text}`] : [];
      }),
    ),
};
