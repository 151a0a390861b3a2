import { valueAt, type ApiObject } from "../../api-object.ts";
import { mapFields, plantObject, structFields } from "../../registry/plant-object.ts";
import { controllerManager, type Cluster } from "../cluster.ts";
import { textAt } from "../read.ts";

/** The provisioner whose volumes the sandbox makes. */
export const provisioner = "sandbox.kubewright.dev/volumes";
const defaultAnnotation = "storageclass.kubernetes.io/is-default-class";

/** Makes the default storage class `standard`, unless there is one of this name. */
export function ensureStorageClass({ registry }: Cluster): void {
  const classes = registry.resource("storage.k8s.io", "v1", "storageclasses");
  if (registry.find(classes, undefined, "standard")) return;
  const annotations = { [defaultAnnotation]: "true" };
  const content = {
    provisioner,
    reclaimPolicy: "Delete",
    volumeBindingMode: "Immediate",
    allowVolumeExpansion: true,
  };
  plantObject(registry, classes, {
    object: {
      kind: "StorageClass",
      apiVersion: "storage.k8s.io/v1",
      metadata: { name: "standard", annotations },
      ...content,
    },
    writes: [
      {
        manager: controllerManager,
        fields: { "f:metadata": { "f:annotations": mapFields(annotations) }, ...structFields(content) },
      },
    ],
  });
}

/** The newest of the classes that are marked as default. See GetDefaultClass of pkg/volume/util/storageclass.go. */
export function defaultClass({ registry }: Cluster): ApiObject | undefined {
  return registry.store
    .list("storageclasses.storage.k8s.io")
    .filter((storageClass) => storageClass.metadata.annotations?.[defaultAnnotation] === "true")
    .sort((a, b) =>
      (a.metadata.creationTimestamp ?? "") > (b.metadata.creationTimestamp ?? "") ? -1 : 1,
    )[0];
}

/** The class that a claim names. */
export function classOf({ registry }: Cluster, claim: ApiObject): ApiObject | undefined {
  const name = textAt(claim, "spec.storageClassName");
  return registry.find(registry.resource("storage.k8s.io", "v1", "storageclasses"), undefined, name);
}

/** Whether a claim says nothing of its class: an empty name means none. */
export function hasNoClass(claim: ApiObject): boolean {
  return valueAt(claim, ["spec", "storageClassName"]) === undefined;
}
