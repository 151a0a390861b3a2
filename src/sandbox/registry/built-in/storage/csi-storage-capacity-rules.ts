import { equalJson, isJsonObject } from "../../../../base/json.ts";
import { immutableField, invalidEach, invalidField } from "../../../admission/field-problem.ts";
import { hasLooseValues, shownSelector, validateLabelSelector } from "../../../admission/label-problem.ts";
import { dnsSubdomain } from "../../../admission/name-format.ts";
import { compareQuantities } from "../../../admission/quantity-value.ts";
import { objectsAt, objectAt } from "../defaulting.ts";
import { deprecatedLabel } from "../deprecated-label.ts";
import type { KindRules } from "../kind-rules.ts";
import { textAt } from "../read.ts";

/** Follows k8s.io/kubernetes/pkg/apis/storage and pkg/registry/storage/csistoragecapacity. */
export const csiStorageCapacityRules: KindRules = {
  unconditionalUpdate: false,
  validate(object, old) {
    const name = textAt(object, "storageClassName");
    const { capacity } = object;
    return [
      ...validateLabelSelector(object.nodeTopology, {
        at: "nodeTopology",
        looseValues: old !== undefined && hasLooseValues(old.nodeTopology),
      }),
      ...invalidEach("storageClassName", name, dnsSubdomain(name)),
      ...(capacity !== undefined && compareQuantities(capacity, "0") < 0
        ? [invalidField("capacity", capacity, "must be greater than or equal to 0")]
        : []),
    ];
  },
  validateUpdate: (object, old) => [
    ...(equalJson(object.nodeTopology, old.nodeTopology)
      ? []
      : [immutableField("nodeTopology", shownSelector(object.nodeTopology) ?? null)]),
    ...(object.storageClassName === old.storageClassName
      ? []
      : [immutableField("storageClassName", textAt(object, "storageClassName"))]),
  ],
  warnings({ nodeTopology }) {
    const selector = isJsonObject(nodeTopology) ? nodeTopology : undefined;
    const told = (at: string, key: string) => {
      const text = deprecatedLabel(key);
      return text ? [`${at} ${text}`] : [];
    };
    return [
      ...objectsAt(selector, "matchExpressions").flatMap((expression, index) =>
        told(
          `nodeTopology.matchExpressions[${index}].key: ${textAt(expression, "key")} is`,
          textAt(expression, "key"),
        ),
      ),
      ...Object.keys(objectAt(selector, "matchLabels") ?? {}).flatMap((key) =>
        told(`nodeTopology.matchLabels.${key}:`, key),
      ),
    ];
  },
};
