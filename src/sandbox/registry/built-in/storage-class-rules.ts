import { equalJson, isJsonObject, type JsonObject } from "../../../base/json.ts";
import {
  immutableField,
  invalidEach,
  invalidField,
  requiredField,
  tooLongField,
  unsupportedField,
} from "../../admission/field-problem.ts";
import { sortedByKey } from "../../admission/label-problem.ts";
import { labelKeyProblems } from "../../admission/name-format.ts";
import type { InvalidField } from "../../status-error.ts";
import { objectsAt } from "./defaulting.ts";
import { deprecatedLabel } from "./deprecated-label.ts";
import type { KindRules } from "./kind-rules.ts";
import { textAt } from "./read.ts";
import { validateTopologies } from "./validate-topologies.ts";

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
      ...validateParameters(object.parameters),
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

function validateParameters(value: unknown): InvalidField[] {
  const parameters: JsonObject = isJsonObject(value) ? value : {};
  const entries = Object.entries(parameters);
  if (entries.length > 512) return [tooLongField("parameters", 512)];
  const size = entries.reduce((sum, [key, text]) => sum + Buffer.byteLength(`${key}${String(text)}`), 0);
  return [
    ...(Object.hasOwn(parameters, "") ? [invalidField("parameters", "", "field can not be empty.")] : []),
    ...(size > 262144 ? [tooLongField("parameters", 262144)] : []),
  ];
}
