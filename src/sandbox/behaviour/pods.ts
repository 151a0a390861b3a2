import type { Logger } from "../../base/logger.ts";
import { timeText } from "../../kube/condition.ts";
import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { valueAt, type ApiObject } from "../api-object.ts";
import type { Registry } from "../registry/registry.ts";
import { WorkLoop } from "./work-loop.ts";

/** The node that every Pod runs on; there is no Node object of this name. */
const node = "sandbox";
/** How long a Pod takes to start and to stop, in milliseconds. */
const startDelay = 100;
const stopDelay = 50;

/**
 * Pods start after a moment, are ready, and stop when they are deleted; those that are to run once succeed.
 * Stands for scheduler and kubelet. Returns how to stop.
 */
export function startPods(registry: Registry, options: { logger: Logger }): () => void {
  const pods = registry.resource("", "v1", "pods");
  let started = 0;
  const step = (key: string): void => {
    const [namespace = "", name = ""] = key.split("/");
    const pod = registry.find(pods, namespace, name);
    if (!pod) return;
    const target = { namespace, name, manager: "kubelet" };
    if (pod.metadata.deletionTimestamp) {
      if (pod.metadata.deletionGracePeriodSeconds)
        registry.delete(pods, { namespace, name, options: { dryRun: false, gracePeriodSeconds: 0 } });
    } else if (!valueAt(pod, ["spec", "nodeName"])) {
      registry.edit(
        pods,
        { ...target, subresource: "binding", manager: "kube-scheduler" },
        (object) => void (object.spec = { ...(object.spec as JsonObject), nodeName: node }),
      );
    } else if (valueAt(pod, ["status", "phase"]) === "Pending") {
      const address = addressOf(started++);
      registry.edit(
        pods,
        { ...target, subresource: "status" },
        (object) => void (object.status = running(object, { now: registry.clock.now(), address })),
      );
    }
  };
  const loop = new WorkLoop<string>({
    clock: registry.clock,
    logger: options.logger,
    keyOf: (key) => key,
    work: step,
  });
  const stop = registry.observe(pods, ({ type, key, object }) => {
    if (type !== "DELETED") loop.add(key, object.metadata.deletionTimestamp ? stopDelay : startDelay);
  });
  return () => {
    stop();
    loop.stop();
  };
}

function running(pod: ApiObject, options: { now: number; address: string }): JsonObject {
  const { address } = options;
  const time = timeText(new Date(options.now));
  const status = isJsonObject(pod.status) ? pod.status : {};
  const once = valueAt(pod, ["spec", "restartPolicy"]) !== "Always";
  const conditions = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"];
  return {
    ...status,
    phase: once ? "Succeeded" : "Running",
    observedGeneration: pod.metadata.generation ?? 1,
    conditions: conditions.map((type) => condition(type, { time, once })),
    hostIP: "127.0.0.1",
    hostIPs: [{ ip: "127.0.0.1" }],
    podIP: address,
    podIPs: [{ ip: address }],
    startTime: time,
    containerStatuses: containersOf(pod).map((container) => containerStatus(container, { time, once })),
  };
}

function condition(type: string, options: { time: string; once: boolean }): JsonObject {
  const completed = options.once && (type === "Ready" || type === "ContainersReady");
  return {
    type,
    status: completed ? "False" : "True",
    ...(completed ? { reason: "PodCompleted" } : {}),
    lastTransitionTime: options.time,
  };
}

function containerStatus(container: JsonObject, options: { time: string; once: boolean }): JsonObject {
  const { time, once } = options;
  const ended = { terminated: { exitCode: 0, reason: "Completed", startedAt: time, finishedAt: time } };
  return {
    name: container.name,
    image: container.image,
    imageID: String(container.image),
    restartCount: 0,
    ready: !once,
    started: !once,
    state: once ? ended : { running: { startedAt: time } },
  };
}

function containersOf(pod: ApiObject): JsonObject[] {
  const containers = valueAt(pod, ["spec", "containers"]);
  return Array.isArray(containers) ? containers.filter(isJsonObject) : [];
}

function addressOf(index: number): string {
  return `10.244.${(index >> 8) & 0xff}.${(index & 0xff) + 1}`;
}
