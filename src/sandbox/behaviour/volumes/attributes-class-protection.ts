import type { ApiObject } from "../../api-object.ts";
import { classProtection } from "../../registry/built-in/storage/volume-attributes-class-rules.ts";
import { controllerManager, type Cluster } from "../cluster.ts";
import { textAt } from "../read.ts";
import { itself, runController } from "../run-controller.ts";

const uses = [
  "spec.volumeAttributesClassName",
  "status.currentVolumeAttributesClassName",
  "status.modifyVolumeStatus.targetVolumeAttributesClassName",
];

/**
 * Lets a VolumeAttributesClass that is being deleted go once no claim and no volume names it.
 * Follows k8s.io/kubernetes/pkg/controller/volume/vacprotection. Returns how to stop.
 */
export function startAttributesClassProtection(cluster: Cluster): () => void {
  const { registry } = cluster;
  const classes = registry.resource("storage.k8s.io", "v1", "volumeattributesclasses");
  const users = ["persistentvolumeclaims", "persistentvolumes"] as const;
  const named = ({ object }: { object: ApiObject }, enqueue: (key: string) => void) => {
    for (const use of uses) if (textAt(object, use)) enqueue(textAt(object, use));
  };
  return runController(cluster, {
    watch: [
      [classes, itself],
      ...users.map((plural) => [registry.resource("", "v1", plural), named] as const),
    ],
    work: (name) => {
      const found = registry.find(classes, undefined, name);
      if (!found?.metadata.deletionTimestamp) return;
      const isUsed = (object: ApiObject) => uses.some((use) => textAt(object, use) === name);
      if (users.some((plural) => registry.store.list(plural, {}).some(isUsed))) return;
      registry.edit(classes, { namespace: undefined, name, manager: controllerManager }, ({ metadata }) => {
        metadata.finalizers = (metadata.finalizers ?? []).filter((each) => each !== classProtection);
      });
    },
  });
}
