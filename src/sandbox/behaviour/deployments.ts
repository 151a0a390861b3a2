import { createHash } from "node:crypto";
import type { Logger } from "../../base/logger.ts";
import { copyJson, equalJson, isJsonObject, type JsonObject } from "../../base/json.ts";
import { valueAt, type ApiObject } from "../api-object.ts";
import type { Registry } from "../registry/registry.ts";
import { deploymentStatus } from "./deployment-status.ts";
import { ownedBy, ownerName, referenceTo } from "./owned.ts";
import { WorkLoop } from "./work-loop.ts";

const manager = "kube-controller-manager";
const hashLabel = "pod-template-hash";
const revisionAnnotation = "deployment.kubernetes.io/revision";

/**
 * Rolls each Deployment out through ReplicaSets: the new one to its full size, then the old ones down (with `Recreate`
 * the other way round). Follows k8s.io/kubernetes/pkg/controller/deployment, without the steps that maxSurge and
 * maxUnavailable ask for. Returns how to stop.
 */
export function startDeployments(registry: Registry, options: { logger: Logger }): () => void {
  const deployments = registry.resource("apps", "v1", "deployments");
  const sets = registry.resource("apps", "v1", "replicasets");
  const pods = registry.resource("", "v1", "pods");
  const work = (key: string): void => {
    const [namespace, name = ""] = key.split("/");
    const deployment = registry.find(deployments, namespace, name);
    if (deployment && !deployment.metadata.deletionTimestamp) rollOut(registry, deployment);
  };
  const loop = new WorkLoop<string>({
    clock: registry.clock,
    logger: options.logger,
    keyOf: (key) => key,
    work,
  });
  const stops = [
    registry.observe(deployments, ({ type, key }) => type !== "DELETED" && loop.add(key)),
    registry.observe(sets, ({ object }) => {
      const owner = ownerName(object, "Deployment");
      if (owner) loop.add(`${object.metadata.namespace ?? ""}/${owner}`);
    }),
    // with Recreate, the last old Pod to go makes way for the new ones
    registry.observe(pods, ({ type, object }) => {
      const { namespace = "" } = object.metadata;
      const set =
        type === "DELETED"
          ? registry.find(sets, namespace, ownerName(object, "ReplicaSet") ?? "")
          : undefined;
      const owner = set && ownerName(set, "Deployment");
      if (owner) loop.add(`${namespace}/${owner}`);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    loop.stop();
  };
}

function rollOut(registry: Registry, deployment: ApiObject): void {
  const resource = registry.resource("apps", "v1", "deployments");
  const sets = registry.resource("apps", "v1", "replicasets");
  const wanted = Number(valueAt(deployment, ["spec", "replicas"]) ?? 1);
  const paused = valueAt(deployment, ["spec", "paused"]) === true;
  const recreate = valueAt(deployment, ["spec", "strategy", "type"]) === "Recreate";
  const known = ownedBy(registry, sets, deployment);
  const current = known.find((set) => sameTemplate(set, deployment));
  const old = known.filter((set) => set !== current);
  const pods = registry.resource("", "v1", "pods");
  const oldGone = old.every((set) => ownedBy(registry, pods, set).length === 0);
  if (recreate) for (const set of old) scale(registry, set, 0);
  const next =
    current ??
    (paused || (recreate && !oldGone)
      ? undefined
      : createSet(registry, { deployment, known, replicas: wanted }));
  if (next && current) scale(registry, current, wanted);
  const available = Number(valueAt(next, ["status", "availableReplicas"]) ?? 0);
  if (next && available >= wanted) for (const set of old) scale(registry, set, 0);
  const { namespace, name = "" } = deployment.metadata;
  const revision = next?.metadata.annotations?.[revisionAnnotation];
  const all = ownedBy(registry, sets, deployment);
  registry.edit(resource, { namespace, name, subresource: "status", manager }, (object) => {
    // with the status, as the controller does: an update of the Deployment's annotations alone would count as a new generation
    const { metadata } = object;
    if (revision) metadata.annotations = { ...metadata.annotations, [revisionAnnotation]: revision };
    object.status = deploymentStatus(object, {
      sets: all,
      current: next && all.find((set) => set.metadata.name === next.metadata.name),
      now: new Date(registry.clock.now()),
    });
  });
}

function sameTemplate(set: ApiObject, deployment: ApiObject): boolean {
  const template = copyJson(valueAt(set, ["spec", "template"]));
  const labels = valueAt(template, ["metadata", "labels"]);
  if (isJsonObject(labels)) Reflect.deleteProperty(labels, hashLabel);
  return equalJson(template, valueAt(deployment, ["spec", "template"]));
}

function createSet(
  registry: Registry,
  options: { deployment: ApiObject; known: readonly ApiObject[]; replicas: number },
): ApiObject {
  const { deployment, known, replicas } = options;
  const sets = registry.resource("apps", "v1", "replicasets");
  const template = copyJson(valueAt(deployment, ["spec", "template"])) as {
    metadata?: { labels?: Record<string, string> };
  };
  const hash = hashOf(template);
  const labels = { ...template.metadata?.labels, [hashLabel]: hash };
  const selector = copyJson(valueAt(deployment, ["spec", "selector"])) as {
    matchLabels?: Record<string, string>;
  };
  const revision =
    1 + Math.max(0, ...known.map((set) => Number(set.metadata.annotations?.[revisionAnnotation] ?? 0)));
  const { namespace, name = "" } = deployment.metadata;
  const minReadySeconds = valueAt(deployment, ["spec", "minReadySeconds"]);
  const object: ApiObject = {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace ? { namespace } : {}),
      labels,
      annotations: {
        [revisionAnnotation]: String(revision),
        "deployment.kubernetes.io/desired-replicas": String(replicas),
      },
      ownerReferences: [referenceTo(deployment)],
    },
    spec: {
      replicas,
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [hashLabel]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
  return registry.make(sets, { object, manager });
}

function replicasOf(set: ApiObject): number {
  return Number(valueAt(set, ["spec", "replicas"]) ?? 0);
}

function scale(registry: Registry, set: ApiObject, replicas: number): void {
  if (replicasOf(set) === replicas) return;
  const sets = registry.resource("apps", "v1", "replicasets");
  const { namespace, name = "" } = set.metadata;
  registry.edit(
    sets,
    { namespace, name, manager },
    (object) => void (object.spec = { ...(object.spec as JsonObject), replicas }),
  );
}

/** Ten characters that cannot form words, as the controller's own hashes have them. */
function hashOf(template: unknown): string {
  const letters = "bcdfghjklmnpqrstvwxz2456789";
  const digest = createHash("sha256").update(JSON.stringify(template)).digest();
  return [...digest.subarray(0, 10)].map((byte) => letters[byte % letters.length]).join("");
}
