import { requiredField } from "../../admission/field-problem.ts";
import { ensureObject, fillEmpty, objectAt } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";

/** Follows k8s.io/kubernetes/pkg/apis/core: SetDefaults_PersistentVolumeClaim and its validation. */
export const persistentVolumeClaimRules: KindRules = {
  returnsDeleted: true,
  defaults(object) {
    fillEmpty(ensureObject(object, "spec"), { volumeMode: "Filesystem" });
  },
  prepareForCreate(object) {
    object.status = { phase: "Pending" };
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
