import { invalidField, requiredField } from "../../admission/field-problem.ts";
import { equalJson, isJsonObject, type JsonObject } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import type { InvalidField } from "../../status-error.ts";
import { ensureObject, fill, fillEmpty, objectAt, objectsAt } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";
import { defaultPodSpec } from "./pod-defaults.ts";
import { validatePodSpec } from "./validate-pod-spec.ts";

/* Follows k8s.io/kubernetes/pkg/apis/apps and batch: v1/defaults.go, validation, and the strategies in pkg/registry. */

export const deploymentRules: KindRules = {
  generation: "annotations",
  defaults(object) {
    const spec = withTemplate(object);
    fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
    const strategy = ensureObject(spec, "strategy");
    fillEmpty(strategy, { type: "RollingUpdate" });
    if (strategy.type === "RollingUpdate")
      fill(ensureObject(strategy, "rollingUpdate"), { maxUnavailable: "25%", maxSurge: "25%" });
  },
  validate: validateWorkload,
  validateUpdate: (object, old) => immutableSelector(object, old),
};

export const replicaSetRules: KindRules = {
  generation: true,
  selectable: ["status.replicas"],
  defaults: (object) => fill(withTemplate(object), { replicas: 1 }),
  validate: validateWorkload,
  validateUpdate: (object, old) => immutableSelector(object, old),
};

export const statefulSetRules: KindRules = {
  generation: true,
  defaults(object) {
    const spec = withTemplate(object);
    fillEmpty(spec, { podManagementPolicy: "OrderedReady" });
    fill(spec, { replicas: 1, revisionHistoryLimit: 10 });
    const strategy = ensureObject(spec, "updateStrategy");
    fillEmpty(strategy, { type: "RollingUpdate" });
    if (strategy.type === "RollingUpdate") fill(ensureObject(strategy, "rollingUpdate"), { partition: 0 });
    fillEmpty(ensureObject(spec, "persistentVolumeClaimRetentionPolicy"), {
      whenDeleted: "Retain",
      whenScaled: "Retain",
    });
    for (const claim of objectsAt(spec, "volumeClaimTemplates")) {
      fillEmpty(claim, { kind: "PersistentVolumeClaim", apiVersion: "v1" });
      fillEmpty(ensureObject(claim, "spec"), { volumeMode: "Filesystem" });
      fill(ensureObject(claim, "status"), { phase: "Pending" });
    }
  },
  validate: validateWorkload,
  validateUpdate: (object, old) => immutableStatefulSet(object, old),
};

export const daemonSetRules: KindRules = {
  generation: true,
  defaults(object) {
    const spec = withTemplate(object);
    fill(spec, { revisionHistoryLimit: 10 });
    const strategy = ensureObject(spec, "updateStrategy");
    fillEmpty(strategy, { type: "RollingUpdate" });
    if (strategy.type === "RollingUpdate")
      fill(ensureObject(strategy, "rollingUpdate"), { maxUnavailable: 1, maxSurge: 0 });
    // a field of an older version lives on as an annotation
    object.metadata.annotations = {
      "deprecated.daemonset.template.generation": "1",
      ...object.metadata.annotations,
    };
  },
  validate: validateWorkload,
  validateUpdate: (object, old) => immutableSelector(object, old),
};

export const jobRules: KindRules = {
  generation: true,
  selectable: ["status.successful"],
  defaults(object) {
    const spec = ensureObject(object, "spec");
    defaultJobSpec(spec);
    fill(spec, { manualSelector: false });
  },
  prepareForCreate: generateSelector,
  validate(object) {
    const template = objectAt(objectAt(objectAt(object, "spec"), "template"), "spec");
    return template
      ? validateJobTemplate(template, "spec.template.spec")
      : [requiredField("spec.template.spec.containers")];
  },
  validateUpdate: (object, old) =>
    ["selector", "template", "completionMode"].flatMap((key) => immutable(object, { old, key })),
};

export const cronJobRules: KindRules = {
  generation: true,
  defaults(object) {
    const spec = ensureObject(object, "spec");
    fillEmpty(spec, { concurrencyPolicy: "Allow" });
    fill(spec, { suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 });
    const template = objectAt(spec, "jobTemplate");
    if (template) defaultPods(ensureObject(template, "spec"));
  },
  validate(object) {
    const spec = objectAt(object, "spec");
    const template = objectAt(objectAt(objectAt(objectAt(spec, "jobTemplate"), "spec"), "template"), "spec");
    return [
      ...(spec?.schedule ? [] : [requiredField("spec.schedule")]),
      ...(template
        ? validateJobTemplate(template, "spec.jobTemplate.spec.template.spec")
        : [requiredField("spec.jobTemplate.spec.template.spec.containers")]),
    ];
  },
};

function withTemplate(object: ApiObject): JsonObject {
  const spec = ensureObject(object, "spec");
  defaultPods(spec);
  return spec;
}

function defaultPods(spec: JsonObject): void {
  const template = ensureObject(spec, "template");
  ensureObject(template, "metadata");
  defaultPodSpec(ensureObject(template, "spec"));
}

function defaultJobSpec(spec: JsonObject): void {
  defaultPods(spec);
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  fill(spec, {
    parallelism: 1,
    backoffLimit: 6,
    completionMode: "NonIndexed",
    suspend: false,
    podReplacementPolicy: "TerminatingOrFailed",
  });
}

/** A Job selects its Pods by its own uid unless it says how itself. */
function generateSelector(object: ApiObject): void {
  const spec = ensureObject(object, "spec");
  if (spec.manualSelector === true) return;
  const template = ensureObject(ensureObject(spec, "template"), "metadata");
  const { uid = "", name = "" } = object.metadata;
  const generated = {
    "batch.kubernetes.io/controller-uid": uid,
    "batch.kubernetes.io/job-name": name,
    "controller-uid": uid,
    "job-name": name,
  };
  Object.assign(ensureObject(template, "labels"), generated);
  if (!object.metadata.labels)
    object.metadata.labels = { ...(objectAt(template, "labels") as Record<string, string>) };
  const selector = ensureObject(spec, "selector");
  selector.matchLabels = { ...objectAt(selector, "matchLabels"), "batch.kubernetes.io/controller-uid": uid };
}

function validateWorkload(object: ApiObject): InvalidField[] {
  const spec = objectAt(object, "spec") ?? {};
  const template = objectAt(spec, "template");
  const labels = objectAt(objectAt(template, "metadata"), "labels");
  const selector = objectAt(spec, "selector");
  const pods = objectAt(template, "spec");
  return [
    ...(Number(spec.replicas ?? 0) < 0
      ? [invalidField("spec.replicas", spec.replicas, "must be greater than or equal to 0")]
      : []),
    ...validateSelector(selector, labels),
    ...(pods ? validatePodSpec(pods, "spec.template.spec") : []),
    ...(pods && pods.restartPolicy !== "Always"
      ? [
          {
            type: "FieldValueNotSupported",
            field: "spec.template.spec.restartPolicy",
            message: `Unsupported value: ${JSON.stringify(pods.restartPolicy)}: supported values: "Always"`,
          },
        ]
      : []),
  ];
}

function validateSelector(selector: JsonObject | undefined, labels: JsonObject | undefined): InvalidField[] {
  if (!selector)
    return [
      requiredField("spec.selector"),
      invalidField("spec.template.metadata.labels", labels, "`selector` does not match template `labels`"),
    ];
  const matchLabels = objectAt(selector, "matchLabels") ?? {};
  const expressions = objectsAt(selector, "matchExpressions");
  if (Object.keys(matchLabels).length + expressions.length === 0) {
    return [invalidField("spec.selector", selector, "empty selector is invalid for deployment")];
  }
  const matches =
    Object.entries(matchLabels).every(([key, value]) => labels?.[key] === value) &&
    expressions.every((expression) => matchesExpression(expression, labels));
  return matches
    ? []
    : [invalidField("spec.template.metadata.labels", labels, "`selector` does not match template `labels`")];
}

function matchesExpression(expression: JsonObject, labels: JsonObject | undefined): boolean {
  const value = labels?.[String(expression.key)];
  const values = Array.isArray(expression.values) ? expression.values : [];
  switch (expression.operator) {
    case "In":
      return values.includes(value);
    case "NotIn":
      return !values.includes(value);
    case "Exists":
      return value !== undefined;
    default:
      return value === undefined;
  }
}

function validateJobTemplate(spec: JsonObject, at: string): InvalidField[] {
  const { restartPolicy } = spec;
  const supported = restartPolicy === "OnFailure" || restartPolicy === "Never";
  const wrong = {
    type: "FieldValueRequired",
    field: `${at}.restartPolicy`,
    message: 'Required value: valid values: "OnFailure", "Never"',
  };
  return [...validatePodSpec(spec, at), ...(supported ? [] : [wrong])];
}

function immutableSelector(object: ApiObject, old: ApiObject): InvalidField[] {
  return immutable(object, { old, key: "selector" });
}

function immutable(object: ApiObject, options: { old: ApiObject; key: string }): InvalidField[] {
  const [value, before] = [
    objectAt(object, "spec")?.[options.key],
    objectAt(options.old, "spec")?.[options.key],
  ];
  return equalJson(value, before) ? [] : [invalidField(`spec.${options.key}`, value, "field is immutable")];
}

const changeable = [
  "replicas",
  "ordinals",
  "template",
  "updateStrategy",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
  "minReadySeconds",
];

function immutableStatefulSet(object: ApiObject, old: ApiObject): InvalidField[] {
  const rest = (value: unknown) =>
    Object.fromEntries(
      Object.entries(isJsonObject(value) ? value : {}).filter(([key]) => !changeable.includes(key)),
    );
  if (equalJson(rest(object.spec), rest(old.spec))) return [];
  const message =
    "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
  return [{ type: "FieldValueForbidden", field: "spec", message }];
}
