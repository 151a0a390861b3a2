import type { JsonObject } from "../../../../base/json.ts";
import { invalidField, requiredField } from "../../../admission/field-problem.ts";
import {
  hasLooseValues,
  shownSelector,
  sortedByKey,
  validateLabelSelector,
} from "../../../admission/label-problem.ts";
import { dnsLabel } from "../../../admission/name-format.ts";
import type { ApiObject } from "../../../api-object.ts";
import type { InvalidField } from "../../../status-error.ts";
import { ensureObject, fill, fillEmpty, objectAt, objectsAt } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { nameWarnings, podWarnings } from "../pod/pod-warnings.ts";
import { validateJobStatus } from "./validate-job-status.ts";
import { isUsableSelector, selectorMatches } from "./selector.ts";
import {
  defaultTemplate,
  prepareTemplate,
  shownLabels,
  specOf,
  templateOf,
  templateValidation,
} from "./template.ts";
import { validateJobSpec } from "./validate-job-spec.ts";
import { validateJobChange } from "./validate-job-change.ts";

/** Follows k8s.io/kubernetes/pkg/apis/batch/v1/defaults.go, validation/validation.go and pkg/registry/batch/job/strategy.go. */
export const jobRules: KindRules = {
  generation: true,
  defaults(object) {
    const spec = ensureObject(object, "spec");
    defaultTemplate(spec);
    defaultPatterns(spec);
    if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
    fill(spec, {
      parallelism: 1,
      backoffLimit: spec.backoffLimitPerIndex === undefined ? 6 : 2147483647,
      completionMode: "NonIndexed",
      suspend: false,
      podReplacementPolicy: spec.podFailurePolicy === undefined ? "TerminatingOrFailed" : "Failed",
      manualSelector: false,
    });
    shareLabels(object);
  },
  prepareForCreate(object) {
    generateSelector(object);
    shareLabels(object); // as what is stored is defaulted when it is read
    prepareTemplate(specOf(object));
  },
  prepareForUpdate(object, _old, subresource) {
    if (subresource === undefined) prepareTemplate(specOf(object));
  },
  validate: (object, old) => validateJob(object, old),
  validateUpdate: (object, old) => [
    ...validateSelectedSpec(specOf(object), old && specOf(old)),
    ...validateJobChange(object, old),
  ],
  validateStatus: validateJobStatus,
  warnings: (object, old) => {
    if (old && old.metadata.generation === object.metadata.generation) return [];
    return [
      ...(old ? [] : nameWarnings(object.metadata.name, "Pod names and hostnames")),
      ...jobSpecWarnings(specOf(object), "spec"),
    ];
  },
};

/** Conditions that a failure policy names are true unless it says otherwise. */
export function defaultPatterns(spec: JsonObject): void {
  for (const rule of objectsAt(objectAt(spec, "podFailurePolicy"), "rules"))
    for (const pattern of objectsAt(rule, "onPodConditions")) fillEmpty(pattern, { status: "True" });
}

/** Follows WarningsForJobSpec of k8s.io/kubernetes/pkg/api/job/warnings.go. */
export function jobSpecWarnings(spec: JsonObject, at: string): string[] {
  const crowded =
    spec.completionMode === "Indexed" &&
    Number(spec.completions ?? 0) > 100_000 &&
    Number(spec.parallelism ?? 0) > 10_000;
  return [
    ...(crowded
      ? [
          `${at}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail`,
        ]
      : []),
    ...podWarnings(templateOf(spec), `${at}.template`),
  ];
}

/** A Job without labels has those of its template. It is the same map: what is added to one is added to both. */
function shareLabels(object: ApiObject): void {
  const labels = labelsOf(specOf(object));
  if (labels && Object.keys(object.metadata.labels ?? {}).length === 0) object.metadata.labels = labels;
}

function labelsOf(spec: JsonObject): Record<string, string> | undefined {
  return objectAt(objectAt(objectAt(spec, "template"), "metadata"), "labels") as
    Record<string, string> | undefined;
}

/** A Job selects its Pods by its own uid unless it says how itself. */
function generateSelector(object: ApiObject): void {
  const spec = ensureObject(object, "spec");
  if (spec.manualSelector === true) return;
  const template = ensureObject(ensureObject(spec, "template"), "metadata");
  const { uid = "", name = "" } = object.metadata;
  const generated = {
    "job-name": name,
    "batch.kubernetes.io/job-name": name,
    "controller-uid": uid,
    "batch.kubernetes.io/controller-uid": uid,
  };
  fill(ensureObject(template, "labels"), generated);
  const selector = ensureObject(spec, "selector");
  selector.matchLabels = { "batch.kubernetes.io/controller-uid": uid, ...objectAt(selector, "matchLabels") };
}

function validateJob(object: ApiObject, old: ApiObject | undefined): InvalidField[] {
  const spec = specOf(object);
  return [
    ...validateGenerated(object, old),
    ...validateSelectedSpec(spec, old && specOf(old)),
    ...validateHostnames(object),
  ];
}

/** Follows validateGeneratedSelector. */
function validateGenerated(object: ApiObject, old: ApiObject | undefined): InvalidField[] {
  const spec = specOf(object);
  const { selector } = spec;
  if (spec.manualSelector === true || !objectAt(spec, "selector")) return [];
  const { uid = "", name = "" } = object.metadata;
  const legacy = { "controller-uid": uid, "job-name": name };
  const prefixed = { "batch.kubernetes.io/controller-uid": uid, "batch.kubernetes.io/job-name": name };
  const expected: Record<string, string> = needsPrefixed(old) ? { ...legacy, ...prefixed } : legacy;
  const chosen = isUsableSelector(selector) && !selectorMatches(selector, expected);
  return [
    ...(uid ? [] : [requiredField("metadata.uid")]),
    ...Object.entries(expected).flatMap(([key, value]) => validateLabel(labelsOf(spec), { key, value })),
    ...(chosen
      ? [invalidField("spec.selector", shownSelector(selector), "`selector` not auto-generated")]
      : []),
  ];
}

/** Jobs from before there were such labels do without them. */
function needsPrefixed(old: ApiObject | undefined): boolean {
  if (!old) return true;
  const labels = labelsOf(specOf(old)) ?? {};
  return ["job-name", "controller-uid"].every((key) => labels[`batch.kubernetes.io/${key}`] !== undefined);
}

function validateLabel(
  labels: Record<string, string> = {},
  { key, value }: { key: string; value: string },
): InvalidField[] {
  const at = `spec.template.metadata.labels[${key}]`;
  if (labels[key] === value) return [];
  const problem = `must be '${value}'`;
  return [
    labels[key] === undefined ? requiredField(at, problem) : invalidField(at, sortedByKey(labels), problem),
  ];
}

/** Follows ValidateJobSpec. */
function validateSelectedSpec(spec: JsonObject, old: JsonObject | undefined): InvalidField[] {
  const validation = templateValidation(old);
  const { selector } = spec;
  const labels = labelsOf(spec);
  const looseValues = validation.looseAffinitySelectors || hasLooseValues(old?.selector);
  const problem = "`selector` does not match template `labels`";
  return [
    ...validateJobSpec(spec, { at: "spec", validation }),
    ...(objectAt(spec, "selector")
      ? validateLabelSelector(selector, { at: "spec.selector", looseValues })
      : [requiredField("spec.selector")]),
    ...(isUsableSelector(selector) && !selectorMatches(selector, labels)
      ? [invalidField("spec.template.metadata.labels", shownLabels(objectAt(spec, "template")), problem)]
      : []),
  ];
}

/** Pods of an indexed Job have their index in their host names. */
function validateHostnames(object: ApiObject): InvalidField[] {
  const { completionMode, completions } = specOf(object);
  const { name = "" } = object.metadata;
  if (completionMode !== "Indexed" || !(Number(completions ?? 0) > 0)) return [];
  const longest = `${name}-${Number(completions) - 1}`;
  if (dnsLabel(longest).length === 0) return [];
  const problem = `will not able to create pod with invalid DNS label: ${longest}`;
  return [invalidField("metadata.name", name, problem)];
}
