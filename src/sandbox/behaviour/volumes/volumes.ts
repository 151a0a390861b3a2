import { valueAt, type ApiObject } from "../../api-object.ts";
import { controllerManager, type Cluster } from "../cluster.ts";
import { objectAt, textAt } from "../read.ts";
import { itself, runController } from "../run-controller.ts";
import { isFor } from "./match-volume.ts";
import { provisioner } from "./storage-class.ts";

const protection = "kubernetes.io/pv-protection";

/**
 * Gives volumes their phase, protects those in use, and lets those go whose claim has gone and whose policy is to delete.
 * Follows k8s.io/kubernetes/pkg/controller/volume. Returns how to stop.
 */
export function startVolumes(cluster: Cluster): () => void {
  const { registry } = cluster;
  const volumes = registry.resource("", "v1", "persistentvolumes");
  return runController(cluster, {
    watch: [
      [volumes, itself],
      [
        registry.resource("", "v1", "persistentvolumeclaims"),
        ({ type, object }, enqueue) => {
          const name = textAt(object, "spec.volumeName");
          if (type === "DELETED" && name) enqueue(name);
        },
      ],
    ],
    work: (name) => {
      const volume = registry.find(volumes, undefined, name);
      if (volume) sync(cluster, volume);
    },
  });
}

function sync(cluster: Cluster, volume: ApiObject): void {
  const { registry } = cluster;
  const volumes = registry.resource("", "v1", "persistentvolumes");
  const name = volume.metadata.name ?? "";
  const target = { namespace: undefined, name, manager: controllerManager };
  const phase = phaseOf(cluster, volume);
  if (volume.metadata.deletionTimestamp) {
    if (phase === "Bound") return;
    registry.edit(volumes, target, ({ metadata }) => {
      metadata.finalizers = (metadata.finalizers ?? []).filter((finalizer) => finalizer !== protection);
    });
    return;
  }
  if (!volume.metadata.finalizers?.includes(protection))
    registry.edit(volumes, target, ({ metadata }) => {
      metadata.finalizers = [...(metadata.finalizers ?? []), protection];
    });
  if (textAt(volume, "status.phase") !== phase)
    registry.edit(volumes, { ...target, subresource: "status" }, (object) => {
      object.status = { ...objectAt(object, "status"), phase };
    });
  const own = volume.metadata.annotations?.["pv.kubernetes.io/provisioned-by"] === provisioner;
  if (phase === "Released" && own && textAt(volume, "spec.persistentVolumeReclaimPolicy") === "Delete")
    registry.delete(volumes, { namespace: undefined, name, options: { dryRun: false } });
}

function phaseOf({ registry }: Cluster, volume: ApiObject): string {
  const reference = valueAt(volume, ["spec", "claimRef"]);
  if (!reference) return "Available";
  const claims = registry.resource("", "v1", "persistentvolumeclaims");
  const claim = registry.find(claims, textAt(reference, "namespace"), textAt(reference, "name"));
  // kept for a claim that is still to come
  if (!textAt(reference, "uid")) return "Available";
  return claim && isFor(volume, claim) ? "Bound" : "Released";
}
