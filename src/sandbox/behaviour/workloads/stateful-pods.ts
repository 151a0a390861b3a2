import { copyJson, type JsonObject } from "../../../base/json.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import { StatusError } from "../../status-error.ts";
import { controllerManager, type Cluster } from "../cluster.ts";
import { referenceTo } from "../owned.ts";
import { numberAt, objectsAt, textAt } from "../read.ts";
import { podOf } from "./pod-facts.ts";
import { revisionHashLabel } from "./revisions.ts";

const component = "statefulset-controller";

/** The ordinal in the name of a StatefulSet's Pod; -1 for other names. */
export function ordinalOf(pod: ApiObject): number {
  const match = /-(\d+)$/.exec(pod.metadata.name ?? "");
  return match ? Number(match[1]) : -1;
}

export function firstOrdinal(set: ApiObject): number {
  return numberAt(set, "spec.ordinals.start");
}

export function inRange(set: ApiObject, ordinal: number): boolean {
  const first = firstOrdinal(set);
  return ordinal >= first && ordinal < first + numberAt(set, "spec.replicas", 1);
}

/** The Pod with this ordinal, as the set's template has it. See newStatefulSetPod in stateful_set_utils.go. */
export function statefulPod(set: ApiObject, options: { ordinal: number; revision: string }): ApiObject {
  const name = `${set.metadata.name ?? ""}-${options.ordinal}`;
  const pod = podOf(set, name);
  // it is made of the template as others are, and then gets its name
  pod.metadata.generateName = `${set.metadata.name ?? ""}-`;
  pod.metadata.labels = {
    ...pod.metadata.labels,
    "statefulset.kubernetes.io/pod-name": name,
    "apps.kubernetes.io/pod-index": String(options.ordinal),
    [revisionHashLabel]: options.revision,
  };
  const spec = pod.spec as JsonObject;
  const claims = objectsAt(set, "spec.volumeClaimTemplates").map((template) =>
    textAt(template, "metadata.name"),
  );
  const volumes = claims.map((claim) => ({
    name: claim,
    persistentVolumeClaim: { claimName: `${claim}-${name}` },
  }));
  const others = objectsAt(spec, "volumes").filter((volume) => !claims.includes(textAt(volume, "name")));
  spec.hostname = name;
  const serviceName = textAt(set, "spec.serviceName");
  if (serviceName) spec.subdomain = serviceName;
  if (volumes.length) spec.volumes = [...volumes, ...others];
  return pod;
}

/** Makes a Pod and its claims, and tells the set's events. */
export function createStatefulPod(cluster: Cluster, set: ApiObject, pod: ApiObject): void {
  createClaims(cluster, set, pod);
  const { registry } = cluster;
  record(
    cluster,
    set,
    { verb: "create", subject: `Pod ${pod.metadata.name ?? ""}`, success: "successful" },
    () => registry.make(registry.resource("", "v1", "pods"), { object: pod, manager: controllerManager }),
  );
}

export function deleteStatefulPod(cluster: Cluster, set: ApiObject, pod: ApiObject): void {
  const { registry } = cluster;
  const { namespace, name = "" } = pod.metadata;
  const pods = registry.resource("", "v1", "pods");
  if (!registry.find(pods, namespace, name)) return;
  record(cluster, set, { verb: "delete", subject: `Pod ${name}`, success: "successful" }, () =>
    registry.delete(pods, { namespace, name, options: { dryRun: false } }),
  );
}

/** Makes the claims of a Pod that are missing. */
export function createClaims(cluster: Cluster, set: ApiObject, pod: ApiObject): void {
  const { registry } = cluster;
  const claims = registry.resource("", "v1", "persistentvolumeclaims");
  const { namespace, name = "" } = pod.metadata;
  for (const template of objectsAt(set, "spec.volumeClaimTemplates")) {
    const claimName = `${textAt(template, "metadata.name")}-${name}`;
    if (registry.find(claims, namespace, claimName)) continue;
    const labels = {
      ...(valueAt(template, ["metadata", "labels"]) as object | undefined),
      ...(valueAt(set, ["spec", "selector", "matchLabels"]) as object | undefined),
    };
    const annotations = valueAt(template, ["metadata", "annotations"]) as Record<string, string> | undefined;
    const object: ApiObject = {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: {
        name: claimName,
        ...(namespace ? { namespace } : {}),
        labels: labels,
        ...(annotations ? { annotations } : {}),
      },
      spec: copyJson(template.spec),
    };
    const subject = `Claim ${claimName} Pod ${name}`;
    record(cluster, set, { verb: "create", subject, success: "success" }, () =>
      registry.make(claims, { object, manager: controllerManager }),
    );
  }
  keepClaims(cluster, set, pod);
}

/** Gives a Pod's claims the owners that the retention policy asks for. See updateClaimOwnerRefForSetAndPod. */
export function keepClaims(cluster: Cluster, set: ApiObject, pod: ApiObject): void {
  const { registry } = cluster;
  const claims = registry.resource("", "v1", "persistentvolumeclaims");
  const { namespace, name = "" } = pod.metadata;
  const policy = (key: string) =>
    textAt(set, `spec.persistentVolumeClaimRetentionPolicy.${key}`) === "Delete";
  const scaledDown = !inRange(set, ordinalOf(pod));
  const owner = scaledDown && policy("whenScaled") ? pod : policy("whenDeleted") ? set : undefined;
  for (const template of objectsAt(set, "spec.volumeClaimTemplates")) {
    const claimName = `${textAt(template, "metadata.name")}-${name}`;
    const target = { namespace, name: claimName, manager: controllerManager };
    registry.edit(claims, target, ({ metadata }) => {
      const present = metadata.ownerReferences ?? [];
      // another's claim stays another's
      if (present.some((reference) => reference.controller && !isOneOf(reference, [set, pod]))) return;
      if (owner && (owner !== pod || owner.metadata.uid))
        metadata.ownerReferences = [
          ...present.filter((reference) => !isOneOf(reference, [set, pod])),
          referenceTo(owner),
        ];
      else if (present.length)
        metadata.ownerReferences = present.filter((reference) => !isOneOf(reference, [set, pod]));
      if (!metadata.ownerReferences?.length) delete metadata.ownerReferences;
    });
  }
}

function isOneOf(reference: { kind: string; name: string }, owners: readonly ApiObject[]): boolean {
  return owners.some(({ kind, metadata }) => kind === reference.kind && metadata.name === reference.name);
}

/** See recordPodEvent and recordClaimEvent in stateful_pod_control.go. */
function record(
  cluster: Cluster,
  set: ApiObject,
  what: { verb: "create" | "delete"; subject: string; success: string },
  body: () => unknown,
): void {
  const { verb, subject, success } = what;
  const Verb = verb === "create" ? "Create" : "Delete";
  const where = `in StatefulSet ${set.metadata.name ?? ""}`;
  try {
    body();
  } catch (error) {
    if (error instanceof StatusError) {
      const message = `${Verb} ${subject.replace(" Pod", " for Pod")} ${where} failed error: ${error.message}`;
      cluster.events.record(set, { type: "Warning", reason: `Failed${Verb}`, message, component });
    }
    throw error;
  }
  const message = `${Verb} ${subject} ${where} ${success}`;
  cluster.events.record(set, { type: "Normal", reason: `Successful${Verb}`, message, component });
}
