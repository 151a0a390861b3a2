import type { JsonObject } from "../../../base/json.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import { controllerManager, type Cluster } from "../cluster.ts";
import { annotationPrefix } from "../kubelet/pod-plan.ts";
import { objectAt, textAt } from "../read.ts";
import { itself, runController, splitKey } from "../run-controller.ts";
import { isFor, matchVolume } from "./match-volume.ts";
import { classOf, defaultClass, hasNoClass, provisioner } from "./storage-class.ts";

const component = "persistentvolume-controller";
const selectedNode = "volume.kubernetes.io/selected-node";
/** An annotation with this name keeps a claim pending; its value is the reason that events give. */
export const pendingAnnotation = `${annotationPrefix}pending`;

/**
 * Binds claims to volumes that are there, or makes one where the class is the sandbox's own. Claims without a class get the
 * default one. Follows k8s.io/kubernetes/pkg/controller/volume/persistentvolume. Returns how to stop.
 */
export function startClaims(cluster: Cluster): () => void {
  const { registry } = cluster;
  const claims = registry.resource("", "v1", "persistentvolumeclaims");
  const all = (enqueue: (key: string) => void) => {
    for (const claim of registry.store.list("persistentvolumeclaims"))
      if (textAt(claim, "status.phase") === "Pending")
        enqueue(`${claim.metadata.namespace ?? ""}/${claim.metadata.name ?? ""}`);
  };
  return runController(cluster, {
    watch: [
      [claims, itself],
      [
        registry.resource("", "v1", "persistentvolumes"),
        ({ type, object }, enqueue) => {
          if (type !== "MODIFIED" || !valueAt(object, ["spec", "claimRef"])) all(enqueue);
        },
      ],
      [registry.resource("storage.k8s.io", "v1", "storageclasses"), (_, enqueue) => all(enqueue)],
    ],
    work: (key) => {
      const { namespace, name } = splitKey(key);
      const claim = registry.find(claims, namespace, name);
      if (!claim || claim.metadata.deletionTimestamp) return;
      const phase = textAt(claim, "status.phase");
      if (phase === "Bound") checkBound(cluster, claim);
      else if (phase === "Pending") bindOrProvision(cluster, claim);
    },
  });
}

/** A claim whose volume has gone is lost; one that asks for more gets it. */
function checkBound(cluster: Cluster, claim: ApiObject): void {
  const { registry } = cluster;
  const volumes = registry.resource("", "v1", "persistentvolumes");
  const volume = registry.find(volumes, undefined, textAt(claim, "spec.volumeName"));
  if (!volume) {
    editStatus(cluster, claim, () => ({ phase: "Lost" }));
    const message = "Bound claim has lost its PersistentVolume. Data on the volume is lost!";
    cluster.events.record(claim, { type: "Warning", reason: "ClaimLost", message, component });
    return;
  }
  const storage = valueAt(claim, ["spec", "resources", "requests", "storage"]);
  const own = volume.metadata.annotations?.["pv.kubernetes.io/provisioned-by"] === provisioner;
  const given = valueAt(claim, ["status", "capacity", "storage"]);
  if (!own || storage === given || valueAt(classOf(cluster, claim), ["allowVolumeExpansion"]) !== true)
    return;
  const target = { namespace: undefined, name: volume.metadata.name ?? "", manager: controllerManager };
  registry.edit(volumes, target, (object) => {
    object.spec = { ...(object.spec as JsonObject), capacity: { storage } };
  });
  editStatus(cluster, claim, (status) => ({ ...status, capacity: { storage } }));
}

function bindOrProvision(cluster: Cluster, claim: ApiObject): void {
  const { registry } = cluster;
  const reason = claim.metadata.annotations?.[pendingAnnotation];
  if (reason !== undefined)
    return tell(cluster, claim, { reason: "ProvisioningFailed", message: reason, type: "Warning" });
  if (hasNoClass(claim)) {
    const name = defaultClass(cluster)?.metadata.name;
    if (name !== undefined) return assignClass(cluster, claim, name);
  }
  const storageClass = classOf(cluster, claim);
  const waits = textAt(storageClass, "volumeBindingMode") === "WaitForFirstConsumer";
  const node = claim.metadata.annotations?.[selectedNode];
  const prebound = textAt(claim, "spec.volumeName") !== "";
  if (waits && !node && !prebound)
    return tell(cluster, claim, {
      reason: "WaitForFirstConsumer",
      message: "waiting for first consumer to be created before binding",
    });
  const volume = matchVolume(claim, registry.store.list("persistentvolumes"));
  if (volume) return bind(cluster, claim, volume);
  if (prebound) return;
  if (!textAt(claim, "spec.storageClassName"))
    return tell(cluster, claim, {
      reason: "FailedBinding",
      message: "no persistent volumes available for this claim and no storage class is set",
    });
  provision(cluster, claim, storageClass);
}

function tell(
  cluster: Cluster,
  claim: ApiObject,
  event: { reason: string; message: string; type?: "Normal" | "Warning" },
): void {
  cluster.events.record(claim, { type: "Normal", component, ...event });
}

function assignClass({ registry }: Cluster, claim: ApiObject, storageClassName: string): void {
  const { namespace, name = "" } = claim.metadata;
  const claims = registry.resource("", "v1", "persistentvolumeclaims");
  registry.edit(claims, { namespace, name, manager: controllerManager }, (object) => {
    object.spec = { ...(object.spec as JsonObject), storageClassName };
  });
}

function provision(cluster: Cluster, claim: ApiObject, storageClass: ApiObject | undefined): void {
  const name = textAt(claim, "spec.storageClassName");
  if (!storageClass) {
    const message = `storageclass.storage.k8s.io ${JSON.stringify(name)} not found`;
    return tell(cluster, claim, { reason: "ProvisioningFailed", message, type: "Warning" });
  }
  const maker = textAt(storageClass, "provisioner");
  if (maker !== provisioner) {
    if (maker === "kubernetes.io/no-provisioner") return;
    const message = `Waiting for a volume to be created either by the external provisioner '${maker}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
    markProvisioner(cluster, claim, maker);
    return tell(cluster, claim, { reason: "ExternalProvisioning", message });
  }
  markProvisioner(cluster, claim, maker);
  const volume = makeVolume(cluster, claim, storageClass);
  const message = `Successfully provisioned volume ${volume.metadata.name ?? ""} using ${provisioner}`;
  tell(cluster, claim, { reason: "ProvisioningSucceeded", message });
  bind(cluster, claim, volume);
}

function markProvisioner({ registry }: Cluster, claim: ApiObject, maker: string): void {
  const { namespace, name = "" } = claim.metadata;
  const claims = registry.resource("", "v1", "persistentvolumeclaims");
  registry.edit(claims, { namespace, name, manager: controllerManager }, ({ metadata }) => {
    metadata.annotations = {
      ...metadata.annotations,
      "volume.beta.kubernetes.io/storage-provisioner": maker,
      "volume.kubernetes.io/storage-provisioner": maker,
    };
  });
}

function makeVolume({ registry }: Cluster, claim: ApiObject, storageClass: ApiObject): ApiObject {
  const { namespace = "", name: claimName = "", uid = "", resourceVersion = "" } = claim.metadata;
  const volumes = registry.resource("", "v1", "persistentvolumes");
  const name = `pvc-${uid}`;
  const spec = objectAt(claim, "spec");
  return (
    registry.find(volumes, undefined, name) ??
    registry.make(volumes, {
      manager: controllerManager,
      object: {
        apiVersion: "v1",
        kind: "PersistentVolume",
        metadata: {
          name,
          annotations: { "pv.kubernetes.io/provisioned-by": provisioner },
          finalizers: ["kubernetes.io/pv-protection"],
        },
        spec: {
          capacity: { storage: valueAt(spec, ["resources", "requests", "storage"]) },
          accessModes: spec.accessModes,
          volumeMode: spec.volumeMode ?? "Filesystem",
          persistentVolumeReclaimPolicy: textAt(storageClass, "reclaimPolicy") || "Delete",
          storageClassName: storageClass.metadata.name,
          hostPath: { path: `/var/lib/sandbox/${name}`, type: "DirectoryOrCreate" },
          claimRef: {
            apiVersion: "v1",
            kind: "PersistentVolumeClaim",
            namespace,
            name: claimName,
            uid,
            resourceVersion,
          },
        },
      },
    })
  );
}

/** Makes a claim and a volume name each other. See bind in pv_controller.go. */
function bind(cluster: Cluster, claim: ApiObject, volume: ApiObject): void {
  const { registry } = cluster;
  const { namespace = "", name = "", uid = "", resourceVersion = "" } = claim.metadata;
  const volumes = registry.resource("", "v1", "persistentvolumes");
  const volumeName = volume.metadata.name ?? "";
  const target = { namespace: undefined, name: volumeName, manager: controllerManager };
  const byController = !isFor(volume, claim);
  registry.edit(volumes, target, (object) => {
    const claimRef = {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      namespace,
      name,
      uid,
      resourceVersion,
    };
    if (textAt(object, "spec.claimRef.uid") !== uid)
      object.spec = { ...(object.spec as JsonObject), claimRef };
    if (byController)
      object.metadata.annotations = {
        ...object.metadata.annotations,
        "pv.kubernetes.io/bound-by-controller": "yes",
      };
  });
  registry.edit(volumes, { ...target, subresource: "status" }, (object) => {
    object.status = { phase: "Bound" };
  });
  const claims = registry.resource("", "v1", "persistentvolumeclaims");
  const chosen = textAt(claim, "spec.volumeName") === "";
  registry.edit(claims, { namespace, name, manager: controllerManager }, (object) => {
    object.spec = { ...(object.spec as JsonObject), volumeName };
    object.metadata.annotations = {
      ...object.metadata.annotations,
      "pv.kubernetes.io/bind-completed": "yes",
      ...(chosen ? { "pv.kubernetes.io/bound-by-controller": "yes" } : {}),
    };
  });
  editStatus(cluster, claim, () => ({
    phase: "Bound",
    accessModes: valueAt(volume, ["spec", "accessModes"]),
    capacity: valueAt(volume, ["spec", "capacity"]),
  }));
}

function editStatus(
  { registry }: Cluster,
  claim: ApiObject,
  change: (status: JsonObject) => JsonObject,
): void {
  const { namespace, name = "" } = claim.metadata;
  const claims = registry.resource("", "v1", "persistentvolumeclaims");
  const target = { namespace, name, subresource: "status", manager: controllerManager };
  registry.edit(claims, target, (object) => {
    object.status = change(objectAt(object, "status"));
  });
}
