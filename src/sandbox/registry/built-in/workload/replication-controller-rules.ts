import type { JsonObject } from "../../../../base/json.ts";
import {
  forbiddenField,
  invalidField,
  nonNegative,
  requiredField,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { longName } from "../../../admission/name-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import { ensureObject, fill, objectAt } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { validateReplicaStatus } from "./replica-status.ts";
import {
  checkTemplate,
  defaultTemplate,
  prepareTemplate,
  shownLabels,
  specOf,
  templateValidation,
} from "./template.ts";
import { workloadWarnings } from "./workload-warnings.ts";

/** Follows ReplicationController in k8s.io/kubernetes/pkg/apis/core/v1/defaults.go, validation/validation.go and pkg/registry/core/replicationcontroller. */
export const replicationControllerRules: KindRules = {
  generation: true,
  name: longName,
  updateOrder: "changes only",
  defaults(object) {
    const spec = ensureObject(object, "spec");
    fill(spec, { replicas: 1 });
    const template = objectAt(spec, "template");
    if (!template) return;
    const labels = objectAt(objectAt(template, "metadata"), "labels");
    defaultTemplate(spec);
    if (!labels) return;
    if (Object.keys(objectAt(spec, "selector") ?? {}).length === 0) spec.selector = { ...labels };
    if (Object.keys(object.metadata.labels ?? {}).length === 0)
      object.metadata.labels = { ...(labels as Record<string, string>) };
  },
  prepareForCreate: (object) => prepare(specOf(object)),
  prepareForUpdate(object, _old, subresource) {
    if (subresource === undefined) prepare(specOf(object));
  },
  validate: (object) => validateSpec(specOf(object), undefined),
  validateUpdate: (object, old) => validateSpec(specOf(object), specOf(old)),
  validateStatus: (object) =>
    validateReplicaStatus(object, {
      counts: [
        "replicas",
        "fullyLabeledReplicas",
        "readyReplicas",
        "availableReplicas",
        "observedGeneration",
      ],
      parts: ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"],
      available: "cannot be greater than readyReplicas",
    }),
  // of a change, the server looks at what was there before
  warnings: (object, old) => {
    if (!old) return workloadWarnings(object, { old, name: true });
    const changed = old.metadata.generation !== object.metadata.generation;
    return changed ? workloadWarnings(old, { old: undefined, name: false }) : [];
  },
};

function prepare(spec: JsonObject): void {
  if (objectAt(spec, "template")) prepareTemplate(spec);
}

function validateSpec(spec: JsonObject, old: JsonObject | undefined): InvalidField[] {
  const selector = objectAt(spec, "selector") ?? {};
  const template = objectAt(spec, "template");
  return [
    ...nonNegative("spec.minReadySeconds", spec.minReadySeconds),
    ...(Object.keys(selector).length ? [] : [requiredField("spec.selector")]),
    ...nonNegative("spec.replicas", spec.replicas),
    ...(template
      ? validateTemplate(template, { selector, old, at: "spec.template" })
      : [requiredField("spec.template")]),
  ];
}

function validateTemplate(
  template: JsonObject,
  { selector, old, at }: { selector: JsonObject; old: JsonObject | undefined; at: string },
): InvalidField[] {
  const labels = objectAt(objectAt(template, "metadata"), "labels");
  const pods = objectAt(template, "spec") ?? {};
  const matches = Object.entries(selector).every(([key, value]) => labels?.[key] === value);
  const problem = "`selector` does not match template `labels`";
  return [
    ...(matches ? [] : [invalidField(`${at}.metadata.labels`, shownLabels(template), problem)]),
    ...checkTemplate(template, { at, validation: templateValidation(old) }),
    ...(pods.restartPolicy === "Always"
      ? []
      : [unsupportedField(`${at}.spec.restartPolicy`, pods.restartPolicy, ["Always"])]),
    ...(pods.activeDeadlineSeconds === undefined
      ? []
      : [
          forbiddenField(
            `${at}.spec.activeDeadlineSeconds`,
            "activeDeadlineSeconds in ReplicationController is not Supported",
          ),
        ]),
  ];
}
