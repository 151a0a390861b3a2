import { copyJson, isJsonObject } from "../../../base/json.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import { StatusError } from "../../status-error.ts";
import { controllerManager, type Cluster } from "../cluster.ts";
import { referenceTo } from "../owned.ts";
import { conditionAt, textAt, timeAt } from "../read.ts";

/** Whether a Pod's Ready condition is true. */
export function isReady(pod: ApiObject): boolean {
  return conditionAt(pod, "Ready")?.status === "True";
}

/** Whether a Pod has neither ended nor been deleted. */
export function isActive(pod: ApiObject): boolean {
  return !hasEnded(pod) && !pod.metadata.deletionTimestamp;
}

/** Whether a Pod is deleted and has not ended yet. */
export function isTerminating(pod: ApiObject): boolean {
  return !hasEnded(pod) && pod.metadata.deletionTimestamp !== undefined;
}

export function hasEnded(pod: ApiObject): boolean {
  return ["Succeeded", "Failed"].includes(textAt(pod, "status.phase"));
}

/** When a ready Pod counts as available, in milliseconds since the epoch; undefined when it is not ready. */
export function availableAt(pod: ApiObject, minReadySeconds: number): number | undefined {
  if (!isReady(pod)) return undefined;
  if (minReadySeconds === 0) return 0;
  const since = timeAt(conditionAt(pod, "Ready"), "lastTransitionTime");
  return since === undefined ? undefined : since + minReadySeconds * 1000;
}

/** How many Pods have been ready for so long, and when the next one will have been. */
export function availability(
  pods: readonly ApiObject[],
  options: { minReadySeconds: number; now: number },
): { available: number; next: number | undefined } {
  const { minReadySeconds, now } = options;
  const times = pods.map((pod) => availableAt(pod, minReadySeconds)).filter((time) => time !== undefined);
  const later = times.filter((time) => time > now);
  return { available: times.length - later.length, next: later.length ? Math.min(...later) : undefined };
}

/** A Pod from an owner's template; `name` is whole, or ends in `-` and is generated from. */
export function podOf(owner: ApiObject, name: string): ApiObject {
  const template = valueAt(owner, ["spec", "template"]);
  const { metadata = {}, spec = {} } = isJsonObject(template) ? copyJson(template) : {};
  const { labels, annotations, finalizers } = metadata as {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    finalizers?: string[];
  };
  const { namespace } = owner.metadata;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...(name.endsWith("-") ? { generateName: name } : { name }),
      ...(namespace ? { namespace } : {}),
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
      ownerReferences: [referenceTo(owner)],
    },
    spec,
  };
}

/** The beginning of the names of an owner's Pods. */
export function podPrefix(owner: ApiObject): string {
  return `${owner.metadata.name ?? ""}-`;
}

/**
 * Creates a Pod and tells the owner's events. An answer that refuses it is told too and thrown.
 * Follows RealPodControl of k8s.io/kubernetes/pkg/controller/controller_utils.go.
 */
export function createPod(
  cluster: Cluster,
  options: { owner: ApiObject; pod: ApiObject; component: string },
): ApiObject {
  const { owner, pod, component } = options;
  const { registry, events } = cluster;
  try {
    const made = registry.make(registry.resource("", "v1", "pods"), {
      object: pod,
      manager: controllerManager,
    });
    const message = `Created pod: ${made.metadata.name ?? ""}`;
    events.record(owner, { type: "Normal", reason: "SuccessfulCreate", message, component });
    return made;
  } catch (error) {
    if (error instanceof StatusError) {
      const message = `Error creating: ${error.message}`;
      events.record(owner, { type: "Warning", reason: "FailedCreate", message, component });
    }
    throw error;
  }
}

/** Deletes a Pod and tells the owner's events. */
export function deletePod(
  cluster: Cluster,
  options: { owner: ApiObject; pod: ApiObject; component: string },
): void {
  const { owner, pod, component } = options;
  const { registry, events } = cluster;
  const { namespace, name = "" } = pod.metadata;
  const pods = registry.resource("", "v1", "pods");
  if (!registry.find(pods, namespace, name)) return;
  registry.delete(pods, { namespace, name, options: { dryRun: false } });
  const message = `Deleted pod: ${name}`;
  events.record(owner, { type: "Normal", reason: "SuccessfulDelete", message, component });
}
