import { copyShallow } from "../../../admission/emptied.ts";
import { equalJson } from "../../../../base/json.ts";
import type { Container, Pod, PodSpec } from "../../../../k8s/core/v1.ts";
import { eachItem, forbiddenField, invalidField, requiredField } from "../../../admission/field-problem.ts";
import { rangeProblems } from "../../../admission/text-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import { internalText } from "./internal-value.ts";
import { validateGatedChanges } from "./validate-gated-changes.ts";
import { appArmorPrefix, mirrorAnnotation, validatePodAnnotations } from "./validate-annotations.ts";
import { validateImagePadding } from "./validate-containers.ts";
import type { PodValidation } from "./pod-validation.ts";
import { unifiedDiff } from "./unified-diff.ts";
import { validateTolerations } from "./validate-tolerations.ts";

/** What may not change in a Pod. Follows ValidatePodUpdate of k8s.io/kubernetes/pkg/apis/core/validation/validation.go, after its contents. */
export function validatePodUpdate(pod: Pod, old: Pod, validation: PodValidation): InvalidField[] {
  const [spec, before] = [pod.spec, old.spec];
  const errors = validateAnnotationUpdate(pod, old, validation);
  if (!spec || !before) return errors;
  for (const key of ["containers", "initContainers"] as const) {
    const [now, then] = [spec[key] ?? [], before[key] ?? []];
    errors.push(...validateImages(now, { then, at: `spec.${key}` }));
    if (now.length !== then.length) return errors;
  }
  const deadline = validateDeadline(spec, before);
  errors.push(...deadline.errors);
  if (deadline.stop) return errors;
  errors.push(...validateAddedTolerations(spec, { before, validation }), ...validateGates(spec, before));
  return equalJson(spec, before) ? errors : [...errors, ...validateSpecChange(spec, before)];
}

/** Follows ValidatePodSpecificAnnotationUpdates. */
export function validateAnnotationUpdate(pod: Pod, old: Pod, validation: PodValidation): InvalidField[] {
  const [now, then] = [pod.metadata?.annotations ?? {}, old.metadata?.annotations ?? {}];
  const at = "metadata.annotations";
  const changed = Object.keys(then).filter((key) => now[key] !== then[key]);
  const added = Object.keys(now).filter((key) => then[key] === undefined);
  return [
    ...changed.flatMap((key) => [
      ...(key.startsWith(appArmorPrefix)
        ? [forbiddenField(`${at}[${key}]`, "may not remove or update AppArmor annotations")]
        : []),
      ...(key === mirrorAnnotation
        ? [forbiddenField(`${at}[${key}]`, "may not remove or update mirror pod annotation")]
        : []),
    ]),
    ...added.flatMap((key) => [
      ...(key.startsWith(appArmorPrefix)
        ? [forbiddenField(`${at}[${key}]`, "may not add AppArmor annotations")]
        : []),
      ...(key === mirrorAnnotation
        ? [forbiddenField(`${at}[${key}]`, "may not add mirror pod annotation")]
        : []),
    ]),
    ...(pod.spec ? validatePodAnnotations(now, { at, spec: pod.spec, validation }) : []),
  ];
}

function validateImages(
  containers: readonly Container[],
  { then, at }: { then: readonly Container[]; at: string },
): InvalidField[] {
  if (containers.length !== then.length)
    return [forbiddenField(at, "pod updates may not add or remove containers")];
  return eachItem(containers, at, ({ image }, path) => [
    ...(image ? [] : [requiredField(`${path}.image`)]),
    ...validateImagePadding(image, `${path}.image`),
  ]);
}

function validateDeadline(spec: PodSpec, before: PodSpec): { errors: InvalidField[]; stop: boolean } {
  const at = "spec.activeDeadlineSeconds";
  const [now, then] = [spec.activeDeadlineSeconds, before.activeDeadlineSeconds];
  if (now === undefined) {
    if (then === undefined) return { errors: [], stop: false };
    const problem = "must not update from a positive integer to nil value";
    return { errors: [invalidField(at, null, problem)], stop: false };
  }
  const [problem] = rangeProblems(now, { low: 0, high: 2147483647 });
  if (problem) return { errors: [invalidField(at, now, problem)], stop: true };
  if (then === undefined || then >= now) return { errors: [], stop: false };
  return { errors: [invalidField(at, now, "must be less than or equal to previous value")], stop: true };
}

/** Follows validateOnlyAddedTolerations. */
function validateAddedTolerations(
  spec: PodSpec,
  { before, validation }: { before: PodSpec; validation: PodValidation },
): InvalidField[] {
  const at = "spec.tolerations";
  const timeless = ({ tolerationSeconds: _, ...rest }: { tolerationSeconds?: number }) => rest;
  const kept = (before.tolerations ?? []).every((old) =>
    (spec.tolerations ?? []).some((toleration) => equalJson(timeless(toleration), timeless(old))),
  );
  if (!kept)
    return [forbiddenField(at, "existing toleration can not be modified except its tolerationSeconds")];
  return validateTolerations(spec.tolerations, { at, comparing: validation.comparingTolerations });
}

/** Follows validateOnlyDeletedSchedulingGates. */
function validateGates(spec: PodSpec, before: PodSpec): InvalidField[] {
  const known = (before.schedulingGates ?? []).map(({ name }) => name);
  const places = new Map((spec.schedulingGates ?? []).map(({ name }, index) => [name, index]));
  return [...places]
    .filter(([name]) => !known.includes(name))
    .map(([name, index]) =>
      forbiddenField(
        `spec.schedulingGates[${index}].name`,
        `only deletion is allowed, but found new scheduling gate '${name}'`,
      ),
    );
}

const updatable = [
  "`spec.containers[*].image`",
  "`spec.initContainers[*].image`",
  "`spec.activeDeadlineSeconds`",
  "`spec.tolerations` (only additions to existing tolerations)",
  "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
];

/** Whatever else changed is shown as a diff. */
function validateSpecChange(spec: PodSpec, before: PodSpec): InvalidField[] {
  const munged = copyShallow(spec);
  for (const key of ["containers", "initContainers"] as const)
    if (spec[key])
      munged[key] = spec[key].map((container, index) => withImage(container, before[key]?.[index]));
  take(munged, before, "activeDeadlineSeconds");
  take(munged, before, "schedulingGates");
  take(munged, before, "tolerations");
  if ((before.terminationGracePeriodSeconds ?? 0) < 0 && munged.terminationGracePeriodSeconds === 1)
    take(munged, before, "terminationGracePeriodSeconds");
  const errors = before.schedulingGates?.length ? validateGatedChanges(munged, before) : [];
  if (equalJson(munged, before)) return errors;
  const diff = unifiedDiff(internalText("PodSpec", before), internalText("PodSpec", munged));
  const problem = `pod updates may not change fields other than ${updatable.join(",")}\n${diff}`;
  return [...errors, forbiddenField("spec", problem)];
}

function withImage(container: Container, before: Container | undefined): Container {
  const copy = copyShallow(container);
  if (before) take(copy, before, "image");
  return copy;
}

function take<T extends object, K extends keyof T>(target: T, source: T, key: K): void {
  if (source[key] === undefined) Reflect.deleteProperty(target, key);
  else target[key] = source[key];
}
