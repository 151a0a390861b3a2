import type { JsonObject } from "../../../../base/json.ts";
import { nonNegative } from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import { ensureObject, fill } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { validateSameSelector } from "./deployment-rules.ts";
import { validateReplicaStatus } from "./replica-status.ts";
import {
  defaultTemplate,
  prepareTemplate,
  specOf,
  templateValidation,
  validateRunningTemplate,
  validateSelector,
} from "./template.ts";
import { workloadWarnings } from "./workload-warnings.ts";

/** Follows k8s.io/kubernetes/pkg/apis/apps/v1/defaults.go, validation/validation.go and pkg/registry/apps/replicaset/strategy.go. */
export const replicaSetRules: KindRules = {
  generation: true,
  updateOrder: "changes only",
  defaults(object) {
    const spec = ensureObject(object, "spec");
    defaultTemplate(spec);
    fill(spec, { replicas: 1 });
  },
  prepareForCreate: (object) => prepareTemplate(specOf(object)),
  prepareForUpdate(object, _old, subresource) {
    if (subresource === undefined) prepareTemplate(specOf(object));
  },
  validate: (object) => validateSpec(specOf(object), undefined),
  validateUpdate: (object, old) => [
    ...validateSpec(specOf(object), specOf(old)),
    ...validateSameSelector(object, old),
  ],
  validateStatus: (object) =>
    validateReplicaStatus(object, {
      counts: [
        "replicas",
        "fullyLabeledReplicas",
        "readyReplicas",
        "availableReplicas",
        "observedGeneration",
        "terminatingReplicas",
      ],
      parts: ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"],
      available: "cannot be greater than readyReplicas",
    }),
  warnings: (object, old) => workloadWarnings(object, { old, name: true }),
};

function validateSpec(spec: JsonObject, old: JsonObject | undefined): InvalidField[] {
  return [
    ...nonNegative("spec.replicas", spec.replicas),
    ...nonNegative("spec.minReadySeconds", spec.minReadySeconds),
    ...validateSelector(spec.selector, {
      at: "spec.selector",
      empty: "empty selector is invalid for deployment",
    }),
    ...validateRunningTemplate(spec, {
      at: "spec",
      validation: templateValidation(old),
      owner: "ReplicaSet",
      unusable: "invalid label selector",
    }),
  ];
}
