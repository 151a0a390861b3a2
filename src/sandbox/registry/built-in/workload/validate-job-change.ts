import { copyJson, equalJson, type JsonObject } from "../../../../base/json.ts";
import { invalidField, invalidTyped } from "../../../admission/field-problem.ts";
import { shownSelector } from "../../../admission/label-problem.ts";
import type { ApiObject } from "../../../api-object.ts";
import type { InvalidField } from "../../../status-error.ts";
import { ensureObject, objectAt, objectsAt } from "../defaulting.ts";
import { internalValue } from "../pod/internal-value.ts";
import { isTrue } from "./job-conditions.ts";
import { specOf, templateOf } from "./template.ts";

const immutable = "field is immutable";

/** What may not change in a Job. Follows ValidateJobSpecUpdate of k8s.io/kubernetes/pkg/apis/batch/validation/validation.go, after its contents. */
export function validateJobChange(object: ApiObject, old: ApiObject): InvalidField[] {
  const [spec, before] = [specOf(object), specOf(old)];
  const changed = (key: string) => !equalJson(spec[key], before[key]);
  return [
    ...validateCompletions(spec, before),
    ...(changed("selector")
      ? [invalidField("spec.selector", shownSelector(spec.selector) ?? null, immutable)]
      : []),
    ...validateTemplateChange(object, old),
    ...(changed("completionMode")
      ? [invalidTyped("spec.completionMode", spec.completionMode, immutable)]
      : []),
    ...(changed("podFailurePolicy")
      ? [
          invalidField(
            "spec.podFailurePolicy",
            internalValue("PodFailurePolicy", spec.podFailurePolicy),
            immutable,
          ),
        ]
      : []),
    ...(changed("backoffLimitPerIndex")
      ? [invalidField("spec.backoffLimitPerIndex", spec.backoffLimitPerIndex ?? null, immutable)]
      : []),
    ...(changed("managedBy") ? [invalidTyped("spec.managedBy", spec.managedBy ?? null, immutable)] : []),
    ...(changed("successPolicy")
      ? [invalidField("spec.successPolicy", internalValue("SuccessPolicy", spec.successPolicy), immutable)]
      : []),
  ];
}

function validateCompletions(spec: JsonObject, before: JsonObject): InvalidField[] {
  const at = "spec.completions";
  if (equalJson(spec.completions, before.completions)) return [];
  if (spec.completionMode !== "Indexed") return [invalidField(at, spec.completions ?? null, immutable)];
  if (spec.completions === undefined || spec.completions === spec.parallelism) return [];
  return [invalidField(at, spec.completions, "can only be modified in tandem with spec.parallelism")];
}

function validateTemplateChange(object: ApiObject, old: ApiObject): InvalidField[] {
  const template = templateOf(specOf(object));
  const before = copyJson(templateOf(specOf(old)));
  const suspended = specOf(old).suspend === true;
  const changeable = isChangeable(old);
  if (changeable) takeScheduling(before, template);
  if (!suspended || !changeable) {
    if (equalJson(template, before)) return [];
    return [invalidField("spec.template", internalValue("PodTemplateSpec", template), immutable)];
  }
  const [pods, podsBefore] = [ensureObject(template, "spec"), ensureObject(before, "spec")];
  takeResources(podsBefore, pods);
  if (equalJson(pods, podsBefore)) return [];
  return [invalidField("spec.template.spec", internalValue("PodSpec", pods), immutable)];
}

/** A Job that is held back and has no Pods. Follows shouldAllowMutablePodTemplate of k8s.io/kubernetes/pkg/registry/batch/job. */
function isChangeable(old: ApiObject): boolean {
  const status = objectAt(old, "status") ?? {};
  const held = status.startTime === undefined || isTrue(old, "Suspended");
  return specOf(old).suspend === true && held && !status.active;
}

/** Where Pods may go can change until they are there. */
function takeScheduling(before: JsonObject, template: JsonObject): void {
  const [pods, podsBefore] = [ensureObject(template, "spec"), ensureObject(before, "spec")];
  const affinity = objectAt(pods, "affinity");
  const own = objectAt(podsBefore, "affinity");
  if (affinity || own) {
    const next: JsonObject = { ...own };
    take(next, affinity ?? {}, "nodeAffinity");
    if (Object.keys(next).length || affinity) podsBefore.affinity = next;
    else delete podsBefore.affinity;
  }
  for (const key of ["nodeSelector", "tolerations", "schedulingGates"]) take(podsBefore, pods, key);
  for (const key of ["annotations", "labels"])
    take(ensureObject(before, "metadata"), ensureObject(template, "metadata"), key);
}

function takeResources(podsBefore: JsonObject, pods: JsonObject): void {
  for (const key of ["containers", "initContainers"]) {
    const [now, then] = [objectsAt(pods, key), objectsAt(podsBefore, key)];
    if (now.length !== then.length) continue;
    now.forEach((container, index) => {
      const other = then[index];
      if (other?.name === container.name) take(other ?? {}, container, "resources");
    });
  }
}

function take(target: JsonObject, source: JsonObject, key: string): void {
  if (source[key] === undefined) Reflect.deleteProperty(target, key);
  else target[key] = source[key];
}
