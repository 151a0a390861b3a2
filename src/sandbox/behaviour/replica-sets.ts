import type { Logger } from "../../base/logger.ts";
import { copyJson, isJsonObject, type JsonObject } from "../../base/json.ts";
import { valueAt, type ApiObject } from "../api-object.ts";
import type { Registry } from "../registry/registry.ts";
import { ownedBy, ownerName, referenceTo } from "./owned.ts";
import { WorkLoop } from "./work-loop.ts";

const manager = "kube-controller-manager";

/** Keeps as many Pods as each ReplicaSet asks for. Follows k8s.io/kubernetes/pkg/controller/replicaset. Returns how to stop. */
export function startReplicaSets(registry: Registry, options: { logger: Logger }): () => void {
  const sets = registry.resource("apps", "v1", "replicasets");
  const pods = registry.resource("", "v1", "pods");
  const work = (key: string): void => {
    const [namespace = "", name = ""] = key.split("/");
    const set = registry.find(sets, namespace, name);
    if (!set || set.metadata.deletionTimestamp) return;
    adjust(registry, set);
    const mine = ownedBy(registry, pods, set).filter((pod) => !pod.metadata.deletionTimestamp);
    registry.edit(
      sets,
      { namespace, name, subresource: "status", manager },
      (object) => void (object.status = statusOf(object, mine)),
    );
  };
  const loop = new WorkLoop<string>({
    clock: registry.clock,
    logger: options.logger,
    keyOf: (key) => key,
    work,
  });
  const stops = [
    registry.observe(sets, ({ type, key }) => type !== "DELETED" && loop.add(key)),
    registry.observe(pods, ({ object }) => {
      const owner = ownerName(object, "ReplicaSet");
      if (owner) loop.add(`${object.metadata.namespace ?? ""}/${owner}`);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    loop.stop();
  };
}

function adjust(registry: Registry, set: ApiObject): void {
  const pods = registry.resource("", "v1", "pods");
  const { namespace, name = "" } = set.metadata;
  const wanted = Number(valueAt(set, ["spec", "replicas"]) ?? 1);
  const mine = ownedBy(registry, pods, set).filter((pod) => !pod.metadata.deletionTimestamp);
  for (let missing = wanted - mine.length; missing > 0; missing--) {
    registry.make(pods, { object: podOf(set, `${name}-`), manager });
  }
  // those that are not ready go first
  const doomed = [...mine]
    .sort((a, b) => Number(isReady(a)) - Number(isReady(b)))
    .slice(0, Math.max(0, mine.length - wanted));
  for (const pod of doomed)
    registry.delete(pods, { namespace, name: pod.metadata.name ?? "", options: { dryRun: false } });
}

/** A Pod from an owner's template. */
export function podOf(owner: ApiObject, generateName: string): ApiObject {
  const template = valueAt(owner, ["spec", "template"]);
  const { metadata = {}, spec = {} } = isJsonObject(template) ? copyJson(template) : {};
  const { labels, annotations } = metadata as {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  const { namespace } = owner.metadata;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName,
      ...(namespace ? { namespace } : {}),
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ownerReferences: [referenceTo(owner)],
    },
    spec,
  };
}

/** Whether a Pod's Ready condition is true. */
export function isReady(pod: ApiObject): boolean {
  const conditions = valueAt(pod, ["status", "conditions"]);
  return (
    Array.isArray(conditions) &&
    conditions.some(
      (condition) => isJsonObject(condition) && condition.type === "Ready" && condition.status === "True",
    )
  );
}

function statusOf(set: ApiObject, pods: readonly ApiObject[]): JsonObject {
  const ready = pods.filter(isReady).length;
  return {
    replicas: pods.length,
    ...(pods.length ? { fullyLabeledReplicas: pods.length } : {}),
    ...(ready ? { readyReplicas: ready, availableReplicas: ready } : {}),
    observedGeneration: set.metadata.generation ?? 0,
  };
}
