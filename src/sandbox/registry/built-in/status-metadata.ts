import { copyJson, type JsonObject } from "../../../base/json.ts";
import type { ObjectMeta } from "../../../kube/object.ts";

/** Kinds of whose metadata the status endpoint keeps all that clients may set (ResetObjectMetaForStatus of k8s.io/apimachinery). */
const keepAll = [
  "APIService",
  "DeviceTaintRule",
  "FlowSchema",
  "PriorityLevelConfiguration",
  "ResourceClaim",
  "ServiceCIDR",
  "StorageVersion",
  "StorageVersionMigration",
  "ValidatingAdmissionPolicy",
  "VolumeAttachment",
];

/** Single fields that it keeps (statusStrategy of k8s.io/kubernetes/pkg/registry). */
const kept: Readonly<Record<string, readonly (keyof ObjectMeta)[]>> = {
  Deployment: ["labels"],
  Pod: ["deletionTimestamp", "ownerReferences"],
};

const settable = ["labels", "annotations", "finalizers", "ownerReferences"] as const;

/** What the status endpoint of a kind does not write, as `fieldsV1`. */
export function statusResetFields(kind: string): JsonObject {
  if (keepAll.includes(kind)) return { "f:metadata": {}, "f:spec": {} };
  const fields = kept[kind];
  return {
    "f:spec": {},
    ...(fields ? { "f:metadata": Object.fromEntries(fields.map((name) => [`f:${name}`, {}])) } : {}),
  };
}

/** The metadata that a write of the status results in: most kinds let it change labels, annotations and so on. */
export function statusMetadata(
  kind: string,
  { sent, old }: { sent: ObjectMeta; old: ObjectMeta },
): ObjectMeta {
  const fields = keepAll.includes(kind) ? settable : (kept[kind] ?? []);
  const metadata = { ...sent };
  for (const name of fields) {
    if (old[name] === undefined) Reflect.deleteProperty(metadata, name);
    else Object.assign(metadata, { [name]: copyJson(old[name]) });
  }
  return metadata;
}
