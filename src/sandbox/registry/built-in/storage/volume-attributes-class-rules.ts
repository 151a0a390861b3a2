import { equalJson, isJsonObject, type JsonObject } from "../../../../base/json.ts";
import {
  forbiddenField,
  invalidEach,
  invalidField,
  requiredField,
  tooLongField,
} from "../../../admission/field-problem.ts";
import { labelKeyProblems } from "../../../admission/name-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import type { KindRules } from "../kind-rules.ts";
import { textAt } from "../read.ts";
import { protect } from "./protect.ts";

/** Keeps a class as long as a claim or a volume names it. */
export const classProtection = "kubernetes.io/vac-protection";

/** Follows k8s.io/kubernetes/pkg/apis/storage and pkg/registry/storage/volumeattributesclass. */
export const volumeAttributesClassRules: KindRules = {
  admit: protect(classProtection),
  returnsDeleted: true,
  updateOrder: "changes first",
  validate(object) {
    const driver = textAt(object, "driverName");
    return [
      ...(driver
        ? invalidEach("driverName", driver.toLowerCase(), labelKeyProblems(driver.toLowerCase()))
        : [requiredField("driverName")]),
      ...validateParameters(object.parameters, { allowEmpty: false }),
    ];
  },
  validateUpdate: (object, old) => [
    ...(object.driverName === old.driverName
      ? []
      : [forbiddenField("driverName", "updates to driverName are forbidden.")]),
    ...(equalJson(object.parameters, old.parameters)
      ? []
      : [forbiddenField("parameters", "updates to parameters are forbidden.")]),
  ],
};

/** Follows validateParameters of k8s.io/kubernetes/pkg/apis/storage/validation. */
export function validateParameters(value: unknown, { allowEmpty }: { allowEmpty: boolean }): InvalidField[] {
  const parameters: JsonObject = isJsonObject(value) ? value : {};
  const entries = Object.entries(parameters);
  if (entries.length > 512) return [tooLongField("parameters", 512)];
  const size = entries.reduce((sum, [key, text]) => sum + Buffer.byteLength(`${key}${String(text)}`), 0);
  return [
    ...(Object.hasOwn(parameters, "") ? [invalidField("parameters", "", "field can not be empty.")] : []),
    ...(size > 262144 ? [tooLongField("parameters", 262144)] : []),
    ...(entries.length || allowEmpty
      ? []
      : [requiredField("parameters", "must contain at least one key/value pair")]),
  ];
}
