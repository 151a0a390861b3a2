import { equalJson } from "../../../../base/json.ts";
import { goQuote } from "../../../../base/go-quote.ts";
import type { Pod } from "../../../../k8s/core/v1.ts";
import { forbiddenField } from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import { internalText } from "./internal-value.ts";
import type { PodValidation } from "./pod-validation.ts";
import { unifiedDiff } from "./unified-diff.ts";
import { mirrorAnnotation } from "./validate-annotations.ts";
import { validatePodContents } from "./validate-pod.ts";
import { validateAnnotationUpdate } from "./validate-pod-update.ts";

const at = "spec.ephemeralContainers";

/** Ephemeral containers come and stay. Follows ValidatePodEphemeralContainersUpdate of k8s.io/kubernetes/pkg/apis/core/validation. */
export function validateEphemeralUpdate(pod: Pod, old: Pod, validation: PodValidation): InvalidField[] {
  if (old.metadata?.annotations?.[mirrorAnnotation] !== undefined)
    return [forbiddenField("[]", "static pods do not support ephemeral containers")];
  const now = new Map((pod.spec?.ephemeralContainers ?? []).map((container) => [container.name, container]));
  return [
    ...validatePodContents(pod, validation),
    ...validateAnnotationUpdate(pod, old, validation),
    ...(old.spec?.ephemeralContainers ?? []).flatMap((container) => {
      const head = `existing ephemeral containers ${goQuote(container.name)} may not be`;
      const next = now.get(container.name);
      if (!next) return [forbiddenField(at, `${head} removed\n`)];
      if (equalJson(next, container)) return [];
      const [before, after] = [container, next].map((each) => internalText("EphemeralContainer", each));
      return [forbiddenField(at, `${head} changed\n${unifiedDiff(before ?? "", after ?? "")}`)];
    }),
  ];
}
