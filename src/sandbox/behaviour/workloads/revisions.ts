import { copyJson, equalJson, isJsonObject, type JsonObject } from "../../../base/json.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import { controllerManager, type Cluster } from "../cluster.ts";
import { hashOf } from "../hash.ts";
import { claim, referenceTo } from "../owned.ts";
import { numberAt } from "../read.ts";

export const revisionHashLabel = "controller-revision-hash";
/** The label of a revision's own hash, by the kind of its owner. */
const hashLabels: Readonly<Record<string, string>> = {
  StatefulSet: "controller.kubernetes.io/hash",
  DaemonSet: revisionHashLabel,
};

/** The ControllerRevisions of an owner, oldest first, and that of its present template, which is made where it is missing. */
export interface Revisions {
  readonly all: readonly ApiObject[];
  readonly update: ApiObject;
}

/**
 * Keeps the ControllerRevisions of a StatefulSet or DaemonSet: one for each template it has had; one that comes back is the
 * newest again. Follows k8s.io/kubernetes/pkg/controller/history.
 */
export function syncRevisions(cluster: Cluster, owner: ApiObject, kept: JsonObject = {}): Revisions {
  const { registry } = cluster;
  const resource = registry.resource("apps", "v1", "controllerrevisions");
  const all = [...claim(cluster, resource, owner)].sort(byRevision);
  const data = dataOf(owner);
  const next = numberAt(all.at(-1), "revision") + 1;
  const equal = all.findLast((revision) => equalJson(revision.data, data));
  if (equal && equal === all.at(-1)) return { all, update: equal };
  if (equal) {
    const { namespace, name = "" } = equal.metadata;
    const target = { namespace, name, manager: controllerManager };
    const update = registry.edit(resource, target, (object) => (object.revision = next)) ?? equal;
    return { all: [...all.filter((revision) => revision !== equal), update], update };
  }
  const update = createRevision(cluster, owner, { data, revision: next, annotations: kept });
  return { all: [...all, update], update };
}

function byRevision(a: ApiObject, b: ApiObject): number {
  return numberAt(a, "revision") - numberAt(b, "revision");
}

/** A patch that brings an owner's template back. */
function dataOf(owner: ApiObject): JsonObject {
  const template = copyJson(valueAt(owner, ["spec", "template"])) as JsonObject;
  return { spec: { template: { ...template, $patch: "replace" } } };
}

function createRevision(
  cluster: Cluster,
  owner: ApiObject,
  options: { data: JsonObject; revision: number; annotations: JsonObject },
): ApiObject {
  const { data, revision, annotations } = options;
  const { registry } = cluster;
  const resource = registry.resource("apps", "v1", "controllerrevisions");
  const { namespace, name = "" } = owner.metadata;
  const labels = valueAt(owner, ["spec", "template", "metadata", "labels"]) as
    Record<string, string> | undefined;
  for (let collisions = 0; ; collisions++) {
    const hash = hashOf(data, collisions);
    const revisionName = `${name.slice(0, 223)}-${hash}`;
    const present = registry.find(resource, namespace, revisionName);
    if (present && equalJson(present.data, data)) return present;
    if (present) continue;
    const metadata = {
      name: revisionName,
      ...(namespace ? { namespace } : {}),
      labels: { ...labels, [hashLabels[owner.kind] ?? revisionHashLabel]: hash },
      annotations: annotations as Record<string, string>,
      ownerReferences: [referenceTo(owner)],
    };
    const object = { apiVersion: "apps/v1", kind: "ControllerRevision", metadata, data, revision };
    return registry.make(resource, { object, manager: controllerManager });
  }
}

/** The hash in a revision's name. */
export function hashOfRevision(revision: ApiObject): string {
  const { labels = {}, ownerReferences = [] } = revision.metadata;
  const owner = ownerReferences.find(({ controller }) => controller)?.kind ?? "";
  return labels[hashLabels[owner] ?? revisionHashLabel] ?? "";
}

/** The owner as it was at a revision: with the template of then. */
export function atRevision(owner: ApiObject, revision: ApiObject): ApiObject {
  const template = copyJson(valueAt(revision, ["data", "spec", "template"]));
  if (!isJsonObject(template)) return owner;
  delete template.$patch;
  return { ...owner, spec: { ...(owner.spec as JsonObject), template } };
}

/** Deletes the oldest revisions beyond the limit that nothing runs at. */
export function truncateRevisions(
  cluster: Cluster,
  owner: ApiObject,
  options: { all: readonly ApiObject[]; live: ReadonlySet<string> },
): void {
  const { registry } = cluster;
  const limit = numberAt(owner, "spec.revisionHistoryLimit", 10);
  const idle = options.all.filter(({ metadata }) => !options.live.has(metadata.name ?? ""));
  const resource = registry.resource("apps", "v1", "controllerrevisions");
  for (const { metadata } of idle.slice(0, Math.max(0, idle.length - limit)))
    if (registry.find(resource, metadata.namespace, metadata.name ?? ""))
      registry.delete(resource, {
        namespace: metadata.namespace,
        name: metadata.name ?? "",
        options: { dryRun: false },
      });
}
