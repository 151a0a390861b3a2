import type { JsonObject } from "../../../../base/json.ts";
import { equalJson } from "../../../../base/json.ts";
import {
  forbiddenField,
  invalidField,
  nonNegative,
  requiredField,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { shownSelector } from "../../../admission/label-problem.ts";
import type { ApiObject } from "../../../api-object.ts";
import type { InvalidField } from "../../../status-error.ts";
import { ensureObject, fill, fillEmpty, objectAt } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { internalValue } from "../pod/internal-value.ts";
import { amountOf, validateAtMostAll, validateIntOrPercent } from "./int-or-percent.ts";
import { validateCollisions, validateReplicaStatus } from "./replica-status.ts";
import {
  defaultTemplate,
  prepareTemplate,
  specOf,
  templateValidation,
  validateRunningTemplate,
  validateSelector,
} from "./template.ts";
import { workloadWarnings } from "./workload-warnings.ts";

/** Follows k8s.io/kubernetes/pkg/apis/apps/v1/defaults.go, validation/validation.go and pkg/registry/apps/deployment/strategy.go. */
export const deploymentRules: KindRules = {
  generation: "annotations",
  updateOrder: "changes only",
  defaults(object) {
    const spec = ensureObject(object, "spec");
    defaultTemplate(spec);
    fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
    const strategy = ensureObject(spec, "strategy");
    fillEmpty(strategy, { type: "RollingUpdate" });
    if (strategy.type === "RollingUpdate")
      fill(ensureObject(strategy, "rollingUpdate"), { maxUnavailable: "25%", maxSurge: "25%" });
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
  validateStatus: (object, old) => [
    ...validateReplicaStatus(object, {
      counts: [
        "observedGeneration",
        "replicas",
        "updatedReplicas",
        "readyReplicas",
        "availableReplicas",
        "unavailableReplicas",
        "terminatingReplicas",
        "collisionCount",
      ],
      parts: ["updatedReplicas", "readyReplicas", "availableReplicas"],
      available: "cannot be greater than readyReplicas",
    }),
    ...validateCollisions(object, old),
  ],
  warnings: (object, old) => workloadWarnings(object, { old, name: true }),
};

/** Selectors do not change. */
export function validateSameSelector(object: ApiObject, old: ApiObject): InvalidField[] {
  const { selector } = specOf(object);
  if (equalJson(selector, specOf(old).selector)) return [];
  return [invalidField("spec.selector", shownSelector(selector), "field is immutable")];
}

function validateSpec(spec: JsonObject, old: JsonObject | undefined): InvalidField[] {
  return [
    ...nonNegative("spec.replicas", spec.replicas),
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
    ...validateStrategy(ensureObject(spec, "strategy")),
    ...nonNegative("spec.minReadySeconds", spec.minReadySeconds),
    ...nonNegative("spec.revisionHistoryLimit", spec.revisionHistoryLimit),
    ...validateDeadline(spec),
  ];
}

function validateStrategy(strategy: JsonObject): InvalidField[] {
  const at = "spec.strategy";
  const rolling = objectAt(strategy, "rollingUpdate");
  switch (strategy.type) {
    case "Recreate":
      return rolling
        ? [forbiddenField(`${at}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")]
        : [];
    case "RollingUpdate":
      return rolling
        ? validateRolling(rolling, `${at}.rollingUpdate`)
        : [requiredField(`${at}.rollingUpdate`, "this should be defaulted and never be nil")];
    default:
      return [
        unsupportedField(at, internalValue("DeploymentStrategy", strategy), ["Recreate", "RollingUpdate"]),
      ];
  }
}

function validateRolling({ maxUnavailable, maxSurge }: JsonObject, at: string): InvalidField[] {
  const field = `${at}.maxUnavailable`;
  const stuck = amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0;
  return [
    ...validateIntOrPercent(maxUnavailable, field),
    ...validateIntOrPercent(maxSurge, `${at}.maxSurge`),
    ...(stuck ? [invalidField(field, maxUnavailable, "may not be 0 when `maxSurge` is 0")] : []),
    ...validateAtMostAll(maxUnavailable, field),
  ];
}

function validateDeadline(spec: JsonObject): InvalidField[] {
  const { progressDeadlineSeconds: deadline, minReadySeconds } = spec;
  const at = "spec.progressDeadlineSeconds";
  if (deadline === undefined) return [];
  return [
    ...nonNegative(at, deadline),
    ...(Number(deadline) <= Number(minReadySeconds ?? 0)
      ? [invalidField(at, deadline, "must be greater than minReadySeconds")]
      : []),
  ];
}
