import type { ApiObject } from "../../../api-object.ts";
import type { AdmitOptions } from "../../served-resource.ts";

/** Keeps a PersistentVolume as long as it is bound. */
export const volumeProtection = "kubernetes.io/pv-protection";

/**
 * What is created is kept by a finalizer until its controller sees that nobody uses it.
 * Follows the admission plugin StorageObjectInUseProtection of k8s.io/kubernetes/plugin/pkg/admission/storage.
 */
export function protect(finalizer: string): (object: ApiObject, options: AdmitOptions) => void {
  return ({ metadata }, { old }) => {
    const { finalizers = [] } = metadata;
    if (!old && !finalizers.includes(finalizer)) metadata.finalizers = [...finalizers, finalizer];
  };
}
