import type { JsonObject } from "../../../../base/json.ts";
import { isJsonObject } from "../../../../base/json.ts";
import type { Pod, PodSpec } from "../../../../k8s/core/v1.ts";
import { addressWarnings } from "../../../admission/legacy-address.ts";
import type { ApiObject } from "../../../api-object.ts";
import { ensureObject, fill, objectAt, objectsAt } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { applyLimits, reviewPodLimits } from "../limits/admit-limits.ts";
import { reviewPodSecurity } from "../pod-security/review-pod-security.ts";
import { admitPod, reviewPod } from "./admit-pod.ts";
import { dropDisabledFields } from "./drop-disabled.ts";
import { dropInitAnnotations } from "./init-annotations.ts";
import { mergeMatchLabelKeys } from "./merge-match-label-keys.ts";
import { isPartial, preparePart } from "./prepare-subresource.ts";
import { reviewResize } from "./review-resize.ts";
import { validateEphemeralUpdate } from "./validate-ephemeral-update.ts";
import { validateResize } from "./validate-resize.ts";
import { alignAddresses, preparePodStatus } from "./pod-status-write.ts";
import { defaultHostPorts, defaultPodSpec, defaultRequests } from "./pod-defaults.ts";
import { defaultPodLevelResources } from "./pod-level-defaults.ts";
import { nameWarnings, podWarnings } from "./pod-warnings.ts";
import { qosClass } from "./qos-class.ts";
import { takeAppArmorAnnotations } from "./take-app-armor.ts";
import { validateNewPod, validatePodContents } from "./validate-pod.ts";
import { validatePodStatus } from "./validate-pod-status.ts";
import { validatePodUpdate } from "./validate-pod-update.ts";
import { validationFor } from "./validation-for.ts";

/** Follows k8s.io/kubernetes/pkg/registry/core/pod/strategy.go. */
export const podRules: KindRules = {
  generation: true,
  returnsDeleted: true,
  defaults(object) {
    const spec = ensureObject(object, "spec");
    defaultPodSpec(spec);
    defaultRequests(spec);
    defaultPodLevelResources(spec);
    fill(spec, { enableServiceLinks: true });
    if (spec.hostNetwork === true) defaultHostPorts(spec);
    // a template may keep what a Pod may not
    if (Number(spec.terminationGracePeriodSeconds) < 0) spec.terminationGracePeriodSeconds = 1;
    dropInitAnnotations(object.metadata as JsonObject);
    alignAddresses(objectAt(object, "status"));
  },
  admit: admitPod,
  admitSubresource(object, options, subresource) {
    if (subresource === "resize") applyLimits(object, options);
  },
  review(object, options) {
    if (!options.old) reviewPodLimits(object, options);
    reviewPodSecurity(object, options);
    reviewPod(object, options);
  },
  prepareForCreate(object, warn) {
    const spec = ensureObject(object, "spec");
    const held = objectsAt(spec, "schedulingGates").length > 0;
    object.status = {
      phase: "Pending",
      ...(held ? gatedStatus(object) : {}),
      qosClass: qosClass(specOf(object)),
    };
    dropDisabledFields(spec);
    mergeMatchLabelKeys(spec, object.metadata.labels ?? {});
    takeAppArmorAnnotations(object, warn);
  },
  prepareForUpdate(object, old, subresource) {
    if (subresource === "status") preparePodStatus(object, old);
    else if (isPartial(subresource)) preparePart(object, old, subresource);
    else if (subresource === undefined) dropDisabledFields(ensureObject(object, "spec"));
  },
  validate(object, old) {
    const validation = validationFor(old && podOf(old), { isPod: true });
    const pod = podOf(object);
    return [...validatePodContents(pod, validation), ...(old ? [] : validateNewPod(pod))];
  },
  validateUpdate: (object, old) =>
    validatePodUpdate(podOf(object), podOf(old), validationFor(podOf(old), { isPod: true })),
  validateStatus: (object, old) =>
    validatePodStatus(podOf(object), podOf(old), validationFor(podOf(old), { isPod: true })),
  validateSubresource(object, old, subresource) {
    if (!isPartial(subresource)) return [];
    const [pod, before] = [podOf(object), podOf(old)];
    const validation = validationFor(before, { isPod: true });
    return subresource === "resize"
      ? validateResize(pod, before, validation)
      : validateEphemeralUpdate(pod, before, validation);
  },
  reviewSubresource(object, options, subresource) {
    if (!isPartial(subresource)) return;
    if (subresource === "resize") reviewPodLimits(object, options);
    reviewPodSecurity(object, options);
    if (subresource === "resize") reviewResize(object, options);
  },
  warnings: (object, old) => (old ? [] : createWarnings(object)),
  statusWarnings: addressesOf,
  gracePeriod(object, requested) {
    const spec = isJsonObject(object.spec) ? object.spec : {};
    const phase = objectAt(object, "status")?.phase;
    // nothing runs that could be asked to stop
    if (!spec.nodeName || phase === "Failed" || phase === "Succeeded") return 0;
    const period = requested ?? Number(spec.terminationGracePeriodSeconds ?? 30);
    return period < 0 ? 1 : period;
  },
};

/** Pods that are held back say so. */
function gatedStatus({ metadata }: ApiObject): JsonObject {
  return {
    conditions: [
      {
        type: "PodScheduled",
        status: "False",
        lastProbeTime: null,
        lastTransitionTime: metadata.creationTimestamp ?? null,
        reason: "SchedulingGated",
        message: "Scheduling is blocked due to non-empty scheduling gates",
      },
    ],
  };
}

function podOf(object: ApiObject): Pod {
  return object;
}

function specOf(object: ApiObject): PodSpec {
  return ensureObject(object, "spec") as unknown as PodSpec;
}

function createWarnings(object: ApiObject): string[] {
  const { spec, metadata } = podOf(object);
  return [
    ...nameWarnings(object.metadata.name, "the Pod's hostname"),
    ...podWarnings({ ...(metadata ? { metadata } : {}), ...(spec ? { spec } : {}) }),
  ];
}

function addressesOf(object: ApiObject): string[] {
  const { status = {} } = podOf(object);
  return [
    ...(status.podIPs ?? []).flatMap(({ ip }, index) => addressWarnings(ip, `status.podIPs[${index}].ip`)),
    ...(status.hostIPs ?? []).flatMap(({ ip }, index) => addressWarnings(ip, `status.hostIPs[${index}].ip`)),
  ];
}
