import { equalJson } from "../../base/json.ts";
import type { OwnerReference } from "../../kube/object.ts";
import type { ApiObject } from "../api-object.ts";

/** Takes away owners that are named twice, and tells so. Follows dedupOwnerReferencesAndAddWarning of k8s.io/apiserver/pkg/endpoints/handlers/rest.go. */
export function dedupOwners(
  object: ApiObject,
  options: { admitted: boolean; warn: (message: string) => void },
): void {
  const references = object.metadata.ownerReferences ?? [];
  if (references.length < 2) return;
  const kept: OwnerReference[] = [];
  const duplicates: string[] = [];
  for (const reference of references)
    if (kept.some((other) => equalJson(other, reference))) duplicates.push(reference.uid);
    else kept.push(reference);
  if (duplicates.length === 0) return;
  object.metadata.ownerReferences = kept;
  const where = options.admitted ? " after mutating admission happens" : "";
  options.warn(
    `.metadata.ownerReferences contains duplicate entries${where}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${duplicates.join(", ")}`,
  );
}
