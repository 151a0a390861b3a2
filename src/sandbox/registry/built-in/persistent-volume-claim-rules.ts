import { requiredField } from "../../admission/field-problem.ts";
import { ensureObject, fillEmpty, objectAt } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";

/** Keeps a claim as long as a Pod uses it. */
export const claimProtection = "kubernetes.io/pvc-protection";

/** Follows k8s.io/kubernetes/pkg/apis/core: SetDefaults_PersistentVolumeClaim and its validation. */
export const persistentVolumeClaimRules: KindRules = {
  returnsDeleted: true,
  defaults(object) {
    fillEmpty(ensureObject(object, "spec"), { volumeMode: "Filesystem" });
  },
  prepareForCreate(object) {
    object.status = { phase: "Pending" };
    // added by the StorageObjectInUseProtection admission plugin
    const finalizers = object.metadata.finalizers ?? [];
    if (!finalizers.includes(claimProtection)) object.metadata.finalizers = [...finalizers, claimProtection];
  },
  validate(object) {
    const spec = objectAt(object, "spec") ?? {};
    const modes = Array.isArray(spec.accessModes) ? spec.accessModes : [];
    const requests = objectAt(objectAt(spec, "resources"), "requests") ?? {};
    return [
      ...(modes.length ? [] : [requiredField("spec.accessModes", "at least 1 access mode is required")]),
      ...(requests.storage === undefined ? [requiredField("spec.resources[storage]")] : []),
    ];
  },
};
