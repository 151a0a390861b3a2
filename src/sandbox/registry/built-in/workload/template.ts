import { isJsonObject, type JsonObject } from "../../../../base/json.ts";
import {
  forbiddenField,
  invalidField,
  requiredField,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { shownAt } from "../../../admission/emptied.ts";
import { shownSelector, sortedByKey, validateLabelSelector } from "../../../admission/label-problem.ts";
import type { ApiObject } from "../../../api-object.ts";
import type { InvalidField } from "../../../status-error.ts";
import { ensureObject, objectAt } from "../defaulting.ts";
import { dropInitAnnotations } from "../pod/init-annotations.ts";
import { dropDisabledFields } from "../pod/drop-disabled.ts";
import { defaultPodSpec } from "../pod/pod-defaults.ts";
import type { PodValidation } from "../pod/pod-validation.ts";
import { validateTemplate } from "../pod/validate-pod.ts";
import { validationFor } from "../pod/validation-for.ts";
import { isUsableSelector, selectorMatches } from "./selector.ts";

/** The template of a workload, with what it is called in paths. */
export interface TemplatePlace {
  readonly template: JsonObject;
  readonly at: string;
}

/** The template below `spec`, made where it is missing: its defaults are told to be wrong, not its absence. */
export function templateOf(spec: JsonObject): JsonObject {
  const template = ensureObject(spec, "template");
  ensureObject(template, "metadata");
  ensureObject(template, "spec");
  return template;
}

/** Defaults of the Pods in it. */
export function defaultTemplate(spec: JsonObject): void {
  const template = templateOf(spec);
  dropInitAnnotations(ensureObject(template, "metadata"));
  const pods = ensureObject(template, "spec");
  defaultPodSpec(pods);
}

/** Takes fields of features that are off out of the template of a spec. */
export function prepareTemplate(spec: JsonObject): void {
  dropDisabledFields(ensureObject(templateOf(spec), "spec"));
}

export function specOf(object: ApiObject | undefined): JsonObject {
  return (object && objectAt(object, "spec")) ?? {};
}

/** The rules of a template that replaces another one. */
export function templateValidation(old: JsonObject | undefined): PodValidation {
  const template = objectAt(old, "template");
  return validationFor(template, { isPod: false });
}

export function checkTemplate(
  template: JsonObject,
  options: { at: string; validation: PodValidation },
): InvalidField[] {
  return validateTemplate(template, options);
}

/** A selector that a workload must have. `empty`: what is said of one that selects everything. */
export function validateSelector(
  selector: unknown,
  { at, empty, looseValues = false }: { at: string; empty: string; looseValues?: boolean },
): InvalidField[] {
  if (!isJsonObject(selector)) return [requiredField(at)];
  return [
    ...validateLabelSelector(selector, { at, looseValues }),
    ...(Object.keys(selector).length ? [] : [invalidField(at, shownSelector(selector), empty)]),
  ];
}

/** Pods that keep running, and that their owner selects. Follows ValidatePodTemplateSpecForReplicaSet of k8s.io/kubernetes/pkg/apis/apps/validation. */
export function validateRunningTemplate(
  spec: JsonObject,
  options: { at: string; validation: PodValidation; owner: string; unusable: string },
): InvalidField[] {
  const { at, validation, owner, unusable } = options;
  const { selector } = spec;
  if (!isUsableSelector(selector)) return [invalidField(`${at}.selector`, shownSelector(selector), unusable)];
  const template = templateOf(spec);
  const pods = objectAt(template, "spec") ?? {};
  return [
    ...validateSelected(spec, `${at}.template`),
    ...checkTemplate(template, { at: `${at}.template`, validation }),
    ...(pods.restartPolicy === "Always"
      ? []
      : [unsupportedField(`${at}.template.spec.restartPolicy`, pods.restartPolicy, ["Always"])]),
    ...(pods.activeDeadlineSeconds === undefined
      ? []
      : [
          forbiddenField(
            `${at}.template.spec.activeDeadlineSeconds`,
            `activeDeadlineSeconds in ${owner} is not Supported`,
          ),
        ]),
  ];
}

/** The selector must select what the template makes; one that is absent selects nothing. */
export function validateSelected(spec: JsonObject, at: string): InvalidField[] {
  const { selector } = spec;
  if (isJsonObject(selector) && Object.keys(selector).length === 0) return [];
  const template = objectAt(spec, "template");
  if (selectorMatches(selector, objectAt(objectAt(template, "metadata"), "labels"))) return [];
  return [
    invalidField(
      `${at}.metadata.labels`,
      shownLabels(template),
      "`selector` does not match template `labels`",
    ),
  ];
}

/** Labels of a template as messages show them. */
export function shownLabels(template: JsonObject | undefined): unknown {
  const labels = shownAt(objectAt(template, "metadata"), "labels");
  return isJsonObject(labels) ? sortedByKey(labels) : labels;
}
