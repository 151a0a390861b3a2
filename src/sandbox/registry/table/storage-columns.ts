import type { ApiObject } from "../../api-object.ts";
import { age, at, listAt, nameOfDefault, objectsAt, text, textAt } from "./cell.ts";
import type { BuiltInColumn } from "./built-in-column.ts";

const volumeMode = text("VolumeMode", "spec.volumeMode", { none: "<unset>", priority: 1 });
const attributesClass = text("VolumeAttributesClass", "spec.volumeAttributesClassName", { none: "<unset>" });
const storageClass: BuiltInColumn = { name: "StorageClass", value: classOf };
const phase: BuiltInColumn = {
  name: "Status",
  value: (object) => (object.metadata.deletionTimestamp ? "Terminating" : textAt(object, "status.phase")),
};
const flag = (name: string, path: string, fallback = false): BuiltInColumn => ({
  name,
  type: "boolean",
  value: (object) => at(object, path) ?? fallback,
});

/** Columns of volumes and of who makes them. */
export const storageColumns: Readonly<Record<string, readonly BuiltInColumn[]>> = {
  persistentvolumes: [
    text("Capacity", "spec.capacity.storage", { none: "0" }),
    { name: "Access Modes", value: (object) => modesText(listAt(object, "spec.accessModes")) },
    text("Reclaim Policy", "spec.persistentVolumeReclaimPolicy"),
    phase,
    { name: "Claim", value: claimText },
    storageClass,
    attributesClass,
    text("Reason", "status.reason"),
    age,
    volumeMode,
  ],
  persistentvolumeclaims: [
    phase,
    text("Volume", "spec.volumeName"),
    { name: "Capacity", value: bound((object) => textAt(object, "status.capacity.storage") || "0") },
    { name: "Access Modes", value: bound((object) => modesText(listAt(object, "status.accessModes"))) },
    storageClass,
    attributesClass,
    age,
    volumeMode,
  ],
  "storageclasses.storage.k8s.io": [
    nameOfDefault([
      "storageclass.kubernetes.io/is-default-class",
      "storageclass.beta.kubernetes.io/is-default-class",
    ]),
    text("Provisioner", "provisioner"),
    text("ReclaimPolicy", "reclaimPolicy", { none: "Delete" }),
    text("VolumeBindingMode", "volumeBindingMode", { none: "Immediate" }),
    { ...flag("AllowVolumeExpansion", "allowVolumeExpansion"), type: "string" },
    age,
  ],
  "volumeattributesclasses.storage.k8s.io": [text("DriverName", "driverName"), age],
  "volumeattachments.storage.k8s.io": [
    { ...text("Attacher", "spec.attacher"), format: "name" },
    text("PV", "spec.source.persistentVolumeName"),
    text("Node", "spec.nodeName"),
    flag("Attached", "status.attached"),
    age,
  ],
  "csinodes.storage.k8s.io": [
    { name: "Drivers", type: "integer", value: (object) => listAt(object, "spec.drivers").length },
    age,
  ],
  "csidrivers.storage.k8s.io": [
    flag("AttachRequired", "spec.attachRequired", true),
    flag("PodInfoOnMount", "spec.podInfoOnMount"),
    flag("StorageCapacity", "spec.storageCapacity"),
    { name: "TokenRequests", value: audiences },
    flag("RequiresRepublish", "spec.requiresRepublish"),
    { name: "Modes", value: (object) => listAt(object, "spec.volumeLifecycleModes").join(",") || "<none>" },
    age,
  ],
};

/** A cell of a claim that has a volume. */
function bound(value: (object: ApiObject) => string): (object: ApiObject) => string {
  return (object) => (textAt(object, "spec.volumeName") ? value(object) : "");
}

/** The class by the field, or by the annotation of before there was one, which comes first. */
function classOf(object: ApiObject): string {
  const annotation = object.metadata.annotations?.["volume.beta.kubernetes.io/storage-class"];
  return annotation ?? textAt(object, "spec.storageClassName");
}

const shortModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: "RWO",
  ReadOnlyMany: "ROX",
  ReadWriteMany: "RWX",
  ReadWriteOncePod: "RWOP",
};

/** As GetAccessModesAsString of k8s.io/kubernetes/pkg/apis/core/v1/helper: each once, in this order. */
function modesText(modes: readonly unknown[]): string {
  return Object.entries(shortModes)
    .filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(",");
}

function claimText(object: ApiObject): string {
  const name = textAt(object, "spec.claimRef.name");
  return name ? `${textAt(object, "spec.claimRef.namespace")}/${name}` : "";
}

function audiences(object: ApiObject): string {
  if (at(object, "spec.tokenRequests") === undefined) return "<unset>";
  return objectsAt(object, "spec.tokenRequests")
    .map(({ audience }) => String(audience))
    .join(",");
}
