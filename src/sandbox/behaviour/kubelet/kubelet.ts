import { isJsonObject, type JsonObject } from "../../../base/json.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import type { Cluster } from "../cluster.ts";
import { numberAt, objectAt, textAt } from "../read.ts";
import { runController, splitKey, type Enqueue } from "../run-controller.ts";
import { advancePod } from "./advance-pod.ts";
import { AddressPool } from "./address-pool.ts";
import { adoptPod, type PodRun } from "./container-run.ts";
import { planOf, type PodPlan } from "./pod-plan.ts";
import { podStatus } from "./pod-status.ts";

/**
 * Stands for the kubelet of every node: containers of bound Pods start after a moment, become ready, end where they are
 * to end or the Pod's plan says so, and stop when the Pod is deleted. No container runs. Returns how to stop.
 */
export function startKubelet(cluster: Cluster): () => void {
  const pods = cluster.registry.resource("", "v1", "pods");
  const runs = new Map<string, PodRun>();
  const addresses = new AddressPool();
  return runController(cluster, {
    watch: [
      [
        pods,
        ({ type, key, object }, enqueue) => {
          const address = textAt(object, "status.podIP");
          if (type === "DELETED") {
            runs.delete(object.metadata.uid ?? "");
            cluster.registry.logs.forget(key);
            addresses.free(address);
          } else if (textAt(object, "spec.nodeName")) {
            addresses.take(address);
            enqueue(key);
          }
        },
      ],
    ],
    work: (key, enqueue) => {
      const { namespace, name } = splitKey(key);
      const pod = cluster.registry.find(pods, namespace, name);
      if (pod && textAt(pod, "spec.nodeName")) syncPod(cluster, pod, { key, enqueue, runs, addresses });
    },
  });
}

interface Sync {
  readonly key: string;
  readonly enqueue: Enqueue;
  readonly runs: Map<string, PodRun>;
  readonly addresses: AddressPool;
}

function syncPod(cluster: Cluster, pod: ApiObject, sync: Sync): void {
  const { uid = "" } = pod.metadata;
  const now = cluster.registry.clock.now();
  const plan = effectivePlan(cluster, pod);
  const over = ["Succeeded", "Failed"].includes(textAt(pod, "status.phase"));
  if (pod.metadata.deletionTimestamp) return terminate(cluster, pod, { ...sync, plan, over });
  if (over) return;
  const known = sync.runs.get(uid);
  const run = known ?? adoptPod(pod, now);
  sync.runs.set(uid, run);
  const restartPolicy = textAt(pod, "spec.restartPolicy");
  const podText = `${pod.metadata.name ?? ""}_${pod.metadata.namespace ?? ""}(${uid})`;
  const next = advancePod(run, {
    plan,
    restartPolicy,
    podText,
    now,
    tell: (event) => cluster.events.record(pod, { ...event, component: "kubelet", host: nodeOf(pod) }),
  });
  if (!run.address && run.containers.some(({ state }) => state.is !== "waiting"))
    run.address =
      valueAt(pod, ["spec", "hostNetwork"]) === true ? hostIPOf(cluster, pod) : sync.addresses.next();
  const deadline = enforceDeadline(cluster, pod, { run, now });
  writeStatus(cluster, pod, { run, now });
  const due = Math.min(next ?? Infinity, deadline ?? Infinity);
  if (due !== Infinity) sync.enqueue(sync.key, Math.max(0, due - now));
}

function effectivePlan(cluster: Cluster, pod: ApiObject) {
  const { startDelay, stopDelay, runTime, plan } = cluster.settings;
  const annotated = planOf(pod);
  for (const message of annotated.problems)
    cluster.events.record(pod, {
      type: "Warning",
      reason: "InvalidAnnotation",
      message,
      component: "kubelet",
    });
  return { startDelay, stopDelay, runTime, ...plan?.(pod), ...annotated.plan };
}

/** Ends a Pod that may not be active any longer; else returns when it may not. */
function enforceDeadline(
  cluster: Cluster,
  pod: ApiObject,
  { run, now }: { run: PodRun; now: number },
): number | undefined {
  const seconds = numberAt(pod, "spec.activeDeadlineSeconds");
  if (!seconds) return undefined;
  const deadline = run.startedAt + seconds * 1000;
  if (now < deadline) return deadline;
  const message = "Pod was active on the node longer than the specified deadline";
  run.failure = { reason: "DeadlineExceeded", message };
  stopContainers(run, { now, exitCode: 137 });
  cluster.events.record(pod, { type: "Normal", reason: "DeadlineExceeded", message, component: "kubelet" });
  return undefined;
}

/** Containers stop, the status says so, and then the Pod goes. */
function terminate(cluster: Cluster, pod: ApiObject, options: Sync & { plan: PodPlan; over: boolean }): void {
  const { key, enqueue, runs, plan, over } = options;
  const { registry } = cluster;
  const now = registry.clock.now();
  const { uid = "", namespace, name = "" } = pod.metadata;
  const stopAt = stopping(pod, { now, stopDelay: plan.stopDelay ?? 0 });
  if (!over) {
    const run = runs.get(uid) ?? adoptPod(pod, now);
    runs.set(uid, run);
    if (run.containers.some(({ state }) => state.is === "running")) {
      run.stopAt ??= stopAt;
      if (!run.killed) {
        run.killed = true;
        tellKilling(cluster, pod, run);
      }
      if (now < run.stopAt) return enqueue(key, run.stopAt - now);
      // what serves ends well when it is asked to; what works is interrupted
      stopContainers(run, { now, exitCode: textAt(pod, "spec.restartPolicy") === "Always" ? 0 : 143 });
    }
    writeStatus(cluster, pod, { run, now });
  }
  const current = registry.find(registry.resource("", "v1", "pods"), namespace, name);
  if (current?.metadata.uid === uid && current.metadata.deletionGracePeriodSeconds)
    registry.delete(registry.resource("", "v1", "pods"), {
      namespace,
      name,
      options: { dryRun: false, gracePeriodSeconds: 0, preconditions: { uid } },
    });
}

/** When a deleted Pod's containers have stopped: after the delay, at the latest when the grace period ends. */
function stopping(pod: ApiObject, { now, stopDelay }: { now: number; stopDelay: number }): number {
  const grace = (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000;
  return now + Math.min(stopDelay, grace);
}

function tellKilling(cluster: Cluster, pod: ApiObject, run: PodRun): void {
  for (const { name, state, role } of run.containers)
    if (state.is === "running")
      cluster.events.record(pod, {
        type: "Normal",
        reason: "Killing",
        message: `Stopping container ${name}`,
        component: "kubelet",
        host: nodeOf(pod),
        fieldPath: `spec.${role === "main" ? "containers" : "initContainers"}{${name}}`,
      });
}

function stopContainers(run: PodRun, { now, exitCode }: { now: number; exitCode: number }): void {
  for (const container of run.containers) {
    if (container.state.is !== "running") continue;
    const { startedAt } = container.state;
    const reason = exitCode === 0 ? "Completed" : "Error";
    container.state = { is: "terminated", exitCode, reason, startedAt, finishedAt: now };
    container.ready = false;
    container.started = false;
  }
}

function writeStatus(cluster: Cluster, pod: ApiObject, { run, now }: { run: PodRun; now: number }): void {
  const { registry } = cluster;
  const { namespace, name = "", uid } = pod.metadata;
  const hostIP = hostIPOf(cluster, pod);
  registry.edit(
    registry.resource("", "v1", "pods"),
    { namespace, name, subresource: "status", manager: "kubelet" },
    (object) => {
      if (object.metadata.uid === uid) object.status = podStatus(object, { run, hostIP, now });
    },
  );
}

function nodeOf(pod: ApiObject): string {
  return textAt(pod, "spec.nodeName");
}

/** The internal address of a Pod's node. */
function hostIPOf({ registry }: Cluster, pod: ApiObject): string {
  const node = registry.find(registry.resource("", "v1", "nodes"), undefined, nodeOf(pod));
  const addresses = valueAt(node, ["status", "addresses"]);
  const internal = (Array.isArray(addresses) ? addresses.filter(isJsonObject) : []).find(
    (address: JsonObject) => address.type === "InternalIP",
  );
  return textAt(internal, "address") || textAt(objectAt(pod, "status"), "hostIP") || "172.18.0.2";
}
