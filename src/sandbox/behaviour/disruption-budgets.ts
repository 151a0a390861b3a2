import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { labelRequirements, matchesLabels } from "../../kube/selector.ts";
import { timeText } from "../../kube/condition.ts";
import { valueAt, type ApiObject } from "../api-object.ts";
import type { Cluster } from "./cluster.ts";
import { goSelector } from "./go-selector.ts";
import type { Registry } from "../registry/registry.ts";
import { WorkLoop } from "./work-loop.ts";

const collection = "poddisruptionbudgets.policy";
/** How long an evicted Pod may take to be deleted before it counts again, in milliseconds. */
const deletionTimeout = 2 * 60 * 1000;

/**
 * Counts how many Pods of a PodDisruptionBudget may be evicted.
 * Follows k8s.io/kubernetes/pkg/controller/disruption. Returns how to stop.
 */
export function startDisruptionBudgets(cluster: Cluster): () => void {
  const { registry, logger } = cluster;
  const budgets = registry.resource("policy", "v1", "poddisruptionbudgets");
  const loop = new WorkLoop<string>({
    clock: registry.clock,
    logger,
    keyOf: (key) => key,
    work: (key) => {
      if (updateBudget(cluster, key)) loop.add(key, deletionTimeout);
    },
  });
  const all = (namespace: string) => {
    for (const { metadata } of registry.store.list(collection, { prefix: `${namespace}/` }))
      loop.add(`${namespace}/${metadata.name}`);
  };
  const stops = [
    registry.observe(budgets, ({ type, key }) => type !== "DELETED" && loop.add(key)),
    ...["pods", "replicasets.apps", "deployments.apps", "statefulsets.apps"].map((name) =>
      registry.store.watch(name, registry.store.revision, ({ object }) =>
        all(object.metadata.namespace ?? ""),
      ),
    ),
  ];
  return () => {
    for (const stop of stops) stop();
    loop.stop();
  };
}

/** Writes a budget's status; true when it is to be looked at again later. */
function updateBudget({ registry, events }: Cluster, key: string): boolean {
  const budget = registry.store.get(collection, key);
  if (!budget) return false;
  const [namespace = "", name = ""] = key.split("/");
  const pods = podsOf(registry, budget);
  if (pods.length === 0) {
    const said = { type: "Normal", reason: "NoPods", message: "No matching pods found" } as const;
    events.record(budget, { ...said, component: "controllermanager" });
  }
  const now = registry.clock.now();
  const disrupted = disruptedPods(budget, { pods, now });
  const healthy = pods.filter(
    ({ metadata, status }) =>
      !metadata.deletionTimestamp && !Object.hasOwn(disrupted, metadata.name ?? "") && isReady(status),
  );
  const { expected, desired } = counts(registry, { budget, pods });
  if (dependsOnScale(budget) && pods.some((pod) => !isManaged(pod))) {
    const message = `Pods selected by this PodDisruptionBudget (selector: ${goSelector(valueAt(budget, ["spec", "selector"]))}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`;
    events.record(budget, {
      type: "Warning",
      reason: "UnmanagedPods",
      message,
      component: "controllermanager",
    });
  }
  const allowed = expected > 0 ? Math.max(0, healthy.length - desired) : 0;
  const budgets = registry.resource("policy", "v1", "poddisruptionbudgets");
  const target = { namespace, name, subresource: "status", manager: "kube-controller-manager" };
  registry.edit(budgets, target, (object) => {
    const { conditions } = isJsonObject(object.status) ? object.status : {};
    object.status = {
      observedGeneration: object.metadata.generation,
      ...(Object.keys(disrupted).length ? { disruptedPods: disrupted } : {}),
      disruptionsAllowed: allowed,
      currentHealthy: healthy.length,
      desiredHealthy: desired,
      expectedPods: expected,
      conditions: withAllowed(conditions, {
        allowed: allowed > 0,
        generation: object.metadata.generation,
        now,
      }),
    };
  });
  return Object.keys(disrupted).length > 0;
}

/** Whether it counts from what the Pods' controllers ask for. */
function dependsOnScale({ spec }: ApiObject): boolean {
  const { minAvailable, maxUnavailable } = spec as JsonObject;
  return maxUnavailable !== undefined || typeof minAvailable === "string";
}

function isManaged({ metadata }: ApiObject): boolean {
  return metadata.ownerReferences?.some(({ controller }) => controller) ?? false;
}

function podsOf(registry: Registry, budget: ApiObject): ApiObject[] {
  const selector = valueAt(budget, ["spec", "selector"]);
  if (!isJsonObject(selector)) return [];
  const requirements = labelRequirements(selector);
  return registry.store
    .list("pods", { prefix: `${budget.metadata.namespace}/` })
    .filter(({ metadata }) => matchesLabels(requirements, metadata.labels ?? {}));
}

/** Evicted Pods that are still there and may yet go. */
function disruptedPods(budget: ApiObject, options: { pods: readonly ApiObject[]; now: number }): JsonObject {
  const known = valueAt(budget, ["status", "disruptedPods"]);
  const entries = Object.entries(isJsonObject(known) ? known : {}).filter(([name, time]) => {
    const pod = options.pods.find(({ metadata }) => metadata.name === name);
    return (
      pod && !pod.metadata.deletionTimestamp && Date.parse(String(time)) + deletionTimeout >= options.now
    );
  });
  return Object.fromEntries(entries);
}

/** How many Pods there should be, and how many of them must be healthy. */
function counts(
  registry: Registry,
  { budget, pods }: { budget: ApiObject; pods: readonly ApiObject[] },
): { expected: number; desired: number } {
  const { minAvailable, maxUnavailable } = budget.spec as JsonObject;
  if (typeof minAvailable === "number") return { expected: pods.length, desired: minAvailable };
  const expected = expectedScale(registry, pods);
  if (maxUnavailable !== undefined)
    return { expected, desired: Math.max(0, expected - scaled(maxUnavailable, expected)) };
  return { expected, desired: minAvailable === undefined ? 0 : scaled(minAvailable, expected) };
}

/** A number, or a percentage of one, rounded up. */
function scaled(value: unknown, total: number): number {
  return typeof value === "number" ? value : Math.ceil((parseInt(String(value), 10) * total) / 100);
}

/** The replicas that the Pods' controllers ask for, each controller once. */
function expectedScale(registry: Registry, pods: readonly ApiObject[]): number {
  const scales = new Map<string, number>();
  for (const pod of pods) {
    const controller = controllerOf(registry, pod);
    const owner = controller && (controllerOf(registry, controller) ?? controller);
    if (owner) scales.set(owner.metadata.uid ?? "", Number(valueAt(owner, ["spec", "replicas"]) ?? 1));
  }
  return [...scales.values()].reduce((sum, replicas) => sum + replicas, 0);
}

function controllerOf(registry: Registry, { metadata }: ApiObject): ApiObject | undefined {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  if (!owner) return undefined;
  const [version = "", group = ""] = owner.apiVersion.split("/").reverse();
  const resource = registry.table.findKind(group, owner.kind, version);
  const found = resource && registry.find(resource, metadata.namespace, owner.name);
  return found?.metadata.uid === owner.uid ? found : undefined;
}

function isReady(status: unknown): boolean {
  const conditions = valueAt(status, ["conditions"]);
  return (
    Array.isArray(conditions) &&
    conditions.some((item) => isJsonObject(item) && item.type === "Ready" && item.status === "True")
  );
}

function withAllowed(
  conditions: unknown,
  options: { allowed: boolean; generation: number | undefined; now: number },
): JsonObject[] {
  const known = (Array.isArray(conditions) ? conditions : []).filter(isJsonObject);
  const status = options.allowed ? "True" : "False";
  const present = known.find(({ type }) => type === "DisruptionAllowed");
  const next = {
    type: "DisruptionAllowed",
    status,
    observedGeneration: options.generation,
    lastTransitionTime:
      present?.status === status ? present.lastTransitionTime : timeText(new Date(options.now)),
    reason: options.allowed ? "SufficientPods" : "InsufficientPods",
    message: "",
  };
  return present ? known.map((item) => (item === present ? next : item)) : [...known, next];
}
