import type { Pod, PodTemplateSpec } from "../../../../k8s/core/v1.ts";
import { eachItem, forbiddenField } from "../../../admission/field-problem.ts";
import { validateLabels } from "../../../admission/label-problem.ts";
import { validateAnnotations } from "../../../admission/object-meta.ts";
import type { InvalidField } from "../../../status-error.ts";
import type { PodValidation } from "./pod-validation.ts";
import {
  mirrorAnnotation,
  validatePodAnnotations,
  validateProfileAnnotations,
} from "./validate-annotations.ts";
import { validateImagePadding } from "./validate-containers.ts";
import { validatePodSpec } from "./validate-pod-spec.ts";

/** Of new and changed Pods, but for the metadata that all objects have. Follows validatePodMetadataAndSpec of k8s.io/kubernetes/pkg/apis/core/validation. */
export function validatePodContents(pod: Pod, validation: PodValidation): InvalidField[] {
  const { metadata = {}, spec } = pod;
  if (!spec) return [];
  const { annotations = {}, name } = metadata;
  return [
    ...validatePodAnnotations(annotations, { at: "metadata.annotations", spec, validation }),
    ...validatePodSpec(spec, {
      at: "spec",
      validation,
      ...(name ? { podName: name } : {}),
      isMirror: annotations[mirrorAnnotation] !== undefined,
    }),
    ...(spec.serviceAccountName ? [] : validateNoTokens(pod)),
    ...eachItem(spec.containers, "spec.containers", ({ image }, path) =>
      validateImagePadding(image, `${path}.image`),
    ),
    ...eachItem(spec.initContainers, "spec.initContainers", ({ image }, path) =>
      validateImagePadding(image, `${path}.image`),
    ),
  ];
}

function validateNoTokens({ spec }: Pod): InvalidField[] {
  return eachItem(spec?.volumes, "spec.volumes", ({ projected }, path) =>
    eachItem(projected?.sources, `${path}.projected.sources`, ({ serviceAccountToken }, sourcePath) =>
      serviceAccountToken
        ? [
            forbiddenField(
              `${sourcePath}.serviceAccountToken`,
              "must not be specified when serviceAccountName is not set",
            ),
          ]
        : [],
    ),
  );
}

/** Follows ValidatePodCreate, without validatePodMetadataAndSpec. */
export function validateNewPod({ metadata = {}, spec }: Pod): InvalidField[] {
  if (!spec) return [];
  const gated = spec.nodeName && spec.schedulingGates?.length;
  return [
    ...(spec.ephemeralContainers?.length
      ? [forbiddenField("spec.ephemeralContainers", "cannot be set on create")]
      : []),
    ...(gated
      ? [forbiddenField("spec.nodeName", "cannot be set until all schedulingGates have been cleared")]
      : []),
    ...validateProfileAnnotations(metadata.annotations ?? {}, { at: "spec", spec }),
  ];
}

/** Follows ValidatePodTemplateSpec. */
export function validateTemplate(
  template: PodTemplateSpec,
  { at, validation }: { at: string; validation: PodValidation },
): InvalidField[] {
  const { metadata = {}, spec } = template;
  const { labels, annotations = {} } = metadata;
  const annotationsAt = `${at}.annotations`;
  if (!spec) return [];
  return [
    ...validateLabels(labels, `${at}.labels`),
    ...validateAnnotations(annotations, annotationsAt),
    ...validatePodAnnotations(annotations, { at: annotationsAt, spec, validation }),
    ...validatePodSpec(spec, { at: `${at}.spec`, validation }),
    ...validateProfileAnnotations(annotations, { at: `${at}.spec`, spec }),
    ...(spec.ephemeralContainers?.length
      ? [forbiddenField(`${at}.spec.ephemeralContainers`, "ephemeral containers not allowed in pod template")]
      : []),
  ];
}
