import type { Toleration } from "../../../k8s/core/v1.ts";
import { duplicateField, immutableField, invalidEach, requiredField } from "../../admission/field-problem.ts";
import { validateLabels } from "../../admission/label-problem.ts";
import { dnsLabel } from "../../admission/name-format.ts";
import type { InvalidField } from "../../status-error.ts";
import { objectAt, objectsAt } from "./defaulting.ts";
import { deprecatedLabel } from "./deprecated-label.ts";
import type { KindRules } from "./kind-rules.ts";
import { validateContainerResourceName, validateResources } from "./pod/validate-resources.ts";
import { validateTolerations } from "./pod/validate-tolerations.ts";
import { textAt } from "./read.ts";

/** Follows k8s.io/kubernetes/pkg/apis/node and pkg/registry/node/runtimeclass. */
export const runtimeClassRules: KindRules = {
  createOnUpdate: true,
  unconditionalUpdate: false,
  validate(object) {
    const handler = textAt(object, "handler");
    const overhead = objectAt(object, "overhead");
    const scheduling = objectAt(object, "scheduling");
    return [
      ...(handler ? invalidEach("handler", handler, dnsLabel(handler)) : [requiredField("handler")]),
      ...(overhead
        ? validateResources(
            { limits: (objectAt(overhead, "podFixed") ?? {}) as Record<string, string> },
            {
              at: "overhead",
              claimNames: [],
              looseHugePages: false,
              validateName: validateContainerResourceName,
            },
          )
        : []),
      ...(scheduling
        ? [
            ...validateLabels(scheduling.nodeSelector, "scheduling.nodeSelector"),
            ...validateUnique(objectsAt(scheduling, "tolerations")),
          ]
        : []),
    ];
  },
  validateUpdate: (object, old) =>
    object.handler === old.handler ? [] : [immutableField("handler", textAt(object, "handler"))],
  warnings: (object) =>
    Object.keys(objectAt(objectAt(object, "scheduling"), "nodeSelector") ?? {}).flatMap((key) => {
      const text = deprecatedLabel(key);
      return text ? [`scheduling.nodeSelector: ${text}`] : [];
    }),
};

/** Tolerations that say the same are told of once more. */
function validateUnique(tolerations: readonly Toleration[]): InvalidField[] {
  const at = "scheduling.tolerations";
  const keys = tolerations.map(({ key, operator, value, effect }) =>
    JSON.stringify([key, operator, value, effect]),
  );
  return [
    ...validateTolerations(tolerations, { at, comparing: false }),
    ...tolerations.flatMap((toleration, index) =>
      keys.indexOf(keys[index] ?? "") < index ? [duplicateField(`${at}[${index}]`, shown(toleration))] : [],
    ),
  ];
}

/** As the server's own struct is written. */
function shown(toleration: Toleration) {
  const { key = "", operator = "", value = "", effect = "", tolerationSeconds = null } = toleration;
  return { Key: key, Operator: operator, Value: value, Effect: effect, TolerationSeconds: tolerationSeconds };
}
