import { copyJson, equalJson, isJsonObject, type JsonObject } from "../../../base/json.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import { StatusError } from "../../status-error.ts";
import { controllerManager, type Cluster } from "../cluster.ts";
import { controllerUid, referenceTo } from "../owned.ts";
import { hashOf } from "../hash.ts";
import { numberAt } from "../read.ts";
import {
  desiredAnnotation,
  fenceposts,
  hasDeadline,
  hashLabel,
  historyAnnotation,
  isRolling,
  maxAnnotation,
  progressing,
  replicasOf,
  revisionAnnotation,
  revisionOf,
  sum,
} from "./deployment-facts.ts";
import { editDeploymentStatus, setCondition } from "./deployment-status.ts";

export const component = "deployment-controller";
const historyLimit = 2000;
const notCopied = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  revisionAnnotation,
  historyAnnotation,
  desiredAnnotation,
  maxAnnotation,
  "deprecated.deployment.rollback.to",
]);

/** The ReplicaSets of a Deployment: that of its present template, and the others. */
export interface Sets {
  readonly current: ApiObject | undefined;
  readonly old: readonly ApiObject[];
}

/**
 * Finds, and with `create` makes, the ReplicaSet of the present template, keeps its annotations and revision up to date and
 * gives the Deployment its revision. Follows getAllReplicaSetsAndSyncRevision of pkg/controller/deployment/sync.go.
 */
export function syncSets(
  cluster: Cluster,
  deployment: ApiObject,
  options: { known: readonly ApiObject[]; create: boolean },
): Sets {
  const known = [...options.known].sort(byCreation);
  const found = known.find((set) => sameTemplate(set, deployment));
  const old = known.filter((set) => set !== found);
  const revision = 1 + Math.max(0, ...old.map(revisionOf));
  if (found) return { current: refresh(cluster, deployment, { set: found, revision }), old };
  if (!options.create) return { current: undefined, old };
  return { current: createSet(cluster, deployment, { old, revision }), old };
}

export function byCreation(a: ApiObject, b: ApiObject): number {
  const [left, right] = [a.metadata.creationTimestamp ?? "", b.metadata.creationTimestamp ?? ""];
  if (left !== right) return left < right ? -1 : 1;
  return (a.metadata.name ?? "") < (b.metadata.name ?? "") ? -1 : 1;
}

export function sameTemplate(set: ApiObject, deployment: ApiObject): boolean {
  const template = copyJson(valueAt(set, ["spec", "template"]));
  const labels = valueAt(template, ["metadata", "labels"]);
  if (isJsonObject(labels)) Reflect.deleteProperty(labels, hashLabel);
  return equalJson(template, valueAt(deployment, ["spec", "template"]));
}

function refresh(
  cluster: Cluster,
  deployment: ApiObject,
  options: { set: ApiObject; revision: number },
): ApiObject {
  const { set, revision } = options;
  const { namespace, name = "" } = set.metadata;
  const minReadySeconds = numberAt(deployment, "spec.minReadySeconds");
  const sets = cluster.registry.resource("apps", "v1", "replicasets");
  const updated = cluster.registry.edit(sets, { namespace, name, manager: controllerManager }, (object) => {
    object.metadata.annotations = annotationsOf(deployment, { set: object, revision });
    if (numberAt(object, "spec.minReadySeconds") !== minReadySeconds)
      object.spec = { ...(object.spec as JsonObject), minReadySeconds };
  });
  const current = updated ?? set;
  const found = `Found new replica set ${JSON.stringify(name)}`;
  editDeploymentStatus(cluster, deployment, (object, now) => {
    object.metadata.annotations = {
      ...object.metadata.annotations,
      [revisionAnnotation]: current.metadata.annotations?.[revisionAnnotation] ?? String(revision),
    };
    if (hasDeadline(object) && !progressing(object))
      setCondition(object, {
        type: "Progressing",
        status: "True",
        reason: "FoundNewReplicaSet",
        message: found,
        now,
      });
  });
  return current;
}

/** What a ReplicaSet's annotations are to be: the Deployment's, its revision, and the revisions it had before. */
function annotationsOf(
  deployment: ApiObject,
  options: { set: ApiObject; revision: number },
): Record<string, string> {
  const { set, revision } = options;
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !notCopied.has(key));
  const annotations: Record<string, string> = { ...set.metadata.annotations, ...Object.fromEntries(copied) };
  const before = annotations[revisionAnnotation];
  if ((Number(before) || 0) >= revision) return annotations;
  annotations[revisionAnnotation] = String(revision);
  if (before === undefined) return annotations;
  const history = [...(annotations[historyAnnotation]?.split(",") ?? []), before];
  while (history.join(",").length > historyLimit) history.shift();
  annotations[historyAnnotation] = history.join(",");
  return annotations;
}

function createSet(
  cluster: Cluster,
  deployment: ApiObject,
  options: { old: readonly ApiObject[]; revision: number },
): ApiObject {
  const { registry, events } = cluster;
  const sets = registry.resource("apps", "v1", "replicasets");
  const object = newSet(deployment, options);
  const { namespace, name = "" } = object.metadata;
  try {
    const made = registry.make(sets, { object, manager: controllerManager });
    const replicas = numberAt(made, "spec.replicas");
    if (replicas > 0) {
      const message = `Scaled up replica set ${name} from 0 to ${replicas}`;
      events.record(deployment, { type: "Normal", reason: "ScalingReplicaSet", message, component });
    }
    const message = `Created new replica set ${JSON.stringify(name)}`;
    editDeploymentStatus(cluster, deployment, (live, now) => {
      live.metadata.annotations = {
        ...live.metadata.annotations,
        [revisionAnnotation]: String(options.revision),
      };
      if (hasDeadline(live))
        setCondition(live, {
          type: "Progressing",
          status: "True",
          reason: "NewReplicaSetCreated",
          message,
          now,
        });
    });
    return made;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const present = registry.find(sets, namespace, name);
    if (present && controllerUid(present) === deployment.metadata.uid && sameTemplate(present, deployment))
      return present;
    if (present) countCollision(cluster, deployment);
    else tellFailure(cluster, deployment, { name, error });
    throw error;
  }
}

function newSet(deployment: ApiObject, options: { old: readonly ApiObject[]; revision: number }): ApiObject {
  const template = copyJson(valueAt(deployment, ["spec", "template"])) as {
    metadata?: { labels?: Record<string, string> };
  };
  const hash = hashOf(template, numberAt(deployment, "status.collisionCount"));
  const labels = { ...template.metadata?.labels, [hashLabel]: hash };
  const selector = copyJson(valueAt(deployment, ["spec", "selector"])) as {
    matchLabels?: Record<string, string>;
  };
  const { namespace, name = "" } = deployment.metadata;
  const replicas = newReplicas(deployment, { others: options.old, present: 0 });
  const set: ApiObject = {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `${name.slice(0, 253 - hash.length - 1)}-${hash}`,
      ...(namespace ? { namespace } : {}),
      labels,
      ownerReferences: [referenceTo(deployment)],
    },
    spec: {
      replicas,
      minReadySeconds: numberAt(deployment, "spec.minReadySeconds"),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [hashLabel]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
  set.metadata.annotations = {
    ...annotationsOf(deployment, { set, revision: options.revision }),
    [desiredAnnotation]: String(replicasOf(deployment)),
    [maxAnnotation]: String(replicasOf(deployment) + fenceposts(deployment).surge),
  };
  return set;
}

/** How many replicas the new ReplicaSet may have by now. See NewRSNewReplicas. */
export function newReplicas(
  deployment: ApiObject,
  options: { others: readonly ApiObject[]; present: number },
): number {
  const wanted = replicasOf(deployment);
  if (!isRolling(deployment)) return wanted;
  const { others, present } = options;
  const room = wanted + fenceposts(deployment).surge - sum(others, "spec.replicas") - present;
  return room <= 0 ? present : present + Math.min(room, wanted - present);
}

function countCollision(cluster: Cluster, deployment: ApiObject): void {
  editDeploymentStatus(cluster, deployment, (object) => {
    const collisionCount = numberAt(object, "status.collisionCount") + 1;
    object.status = { ...(object.status as JsonObject), collisionCount };
  });
}

function tellFailure(
  cluster: Cluster,
  deployment: ApiObject,
  options: { name: string; error: StatusError },
): void {
  const reason = "ReplicaSetCreateError";
  const message = `Failed to create new replica set ${JSON.stringify(options.name)}: ${options.error.message}`;
  editDeploymentStatus(cluster, deployment, (object, now) => {
    if (hasDeadline(object))
      setCondition(object, { type: "Progressing", status: "False", reason, message, now });
  });
  cluster.events.record(deployment, { type: "Warning", reason, message, component });
}
