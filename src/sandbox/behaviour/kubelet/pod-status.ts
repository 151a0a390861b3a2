import { createHash } from "node:crypto";
import { timeText } from "../../../kube/condition.ts";
import type { JsonObject } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import { objectAt, objectsAt, textAt } from "../read.ts";
import type { ContainerRun, PodRun, Terminated } from "./container-run.ts";
import { podConditions } from "./pod-conditions.ts";

/**
 * The status that a kubelet writes for a Pod whose containers are as `run` says. Conditions of others are kept.
 * Follows generateAPIPodStatus and getPhase of k8s.io/kubernetes/pkg/kubelet/kubelet_pods.go.
 */
export function podStatus(pod: ApiObject, options: { run: PodRun; hostIP: string; now: number }): JsonObject {
  const { run, hostIP, now } = options;
  const phase = run.failure ? "Failed" : phaseOf(pod, run);
  const statusesOf = (init: boolean) =>
    run.containers
      .filter(({ role }) => (role !== "main") === init)
      .map((container) => containerStatus(pod, container));
  const init = statusesOf(true);
  const { address } = run;
  const before = objectAt(pod, "status");
  return {
    ...before,
    observedGeneration: pod.metadata.generation ?? 1,
    phase,
    conditions: podConditions(pod, { run, phase, now }),
    ...(run.failure ?? {}),
    hostIP,
    hostIPs: [{ ip: hostIP }],
    ...(address ? { podIP: address, podIPs: [{ ip: address }] } : {}),
    startTime: timeText(new Date(run.startedAt)),
    ...(init.length ? { initContainerStatuses: init } : {}),
    containerStatuses: statusesOf(false),
    qosClass: before.qosClass ?? "BestEffort",
  };
}

/** See getPhase. */
export function phaseOf(pod: ApiObject, run: PodRun): string {
  const restartPolicy = textAt(pod, "spec.restartPolicy");
  const init = run.containers.filter(({ role }) => role === "init");
  const sidecars = run.containers.filter(({ role }) => role === "sidecar");
  const main = run.containers.filter(({ role }) => role === "main");
  const exit = ({ state, last }: ContainerRun) =>
    state.is === "terminated" ? state.exitCode : last?.exitCode;
  if (restartPolicy === "Never" && init.some((container) => (exit(container) ?? 0) !== 0)) return "Failed";
  const pendingInit = init.some(
    ({ state, last }) => state.is === "running" || (state.is === "waiting" && !last),
  );
  const begun = main.some(({ state, last }) => state.is !== "waiting" || last);
  const pendingSidecar = sidecars.some(({ started }) => !started);
  const waiting = main.some(({ state, last }) => state.is === "waiting" && !last);
  if (pendingInit || (pendingSidecar && !begun) || waiting) return "Pending";
  if ([...main, ...sidecars].some(({ state }) => state.is === "running") && main.some(isRunning))
    return "Running";
  if (main.some(isRunning)) return "Running";
  if (restartPolicy === "Always" && !pod.metadata.deletionTimestamp) return "Running";
  const codes = main.map(exit);
  if (codes.every((code) => code === 0)) return "Succeeded";
  return restartPolicy === "Never" || pod.metadata.deletionTimestamp ? "Failed" : "Running";
}

function isRunning({ state }: ContainerRun): boolean {
  return state.is === "running";
}

function containerStatus(pod: ApiObject, container: ContainerRun): JsonObject {
  const { name, spec, state, last, restarts, ready, started } = container;
  const begun = state.is !== "waiting" || last !== undefined;
  const image = textAt(spec, "image");
  const id = `containerd://${hash(`${pod.metadata.uid ?? ""} ${name} ${restarts}`)}`;
  const mounts = objectsAt(spec, "volumeMounts").map((mount) => ({
    name: mount.name,
    mountPath: mount.mountPath,
    ...(mount.readOnly ? { readOnly: true, recursiveReadOnly: "Disabled" } : {}),
  }));
  const resources = objectAt(spec, "resources");
  return {
    name,
    state: stateOf(container, id),
    lastState: last ? { terminated: terminatedState(last, id) } : {},
    ready,
    restartCount: restarts,
    image,
    imageID: begun ? `${repositoryOf(image)}@sha256:${hash(image)}` : "",
    ...(begun ? { containerID: id } : {}),
    started,
    ...(begun && objectAt(resources, "requests") && Object.keys(resources).length
      ? { allocatedResources: resources.requests, resources }
      : {}),
    ...(mounts.length ? { volumeMounts: mounts } : {}),
  };
}

function stateOf({ state }: ContainerRun, id: string): JsonObject {
  switch (state.is) {
    case "waiting": {
      const { reason, message } = state;
      return { waiting: { reason, ...(message ? { message } : {}) } };
    }
    case "running":
      return { running: { startedAt: timeText(new Date(state.startedAt)) } };
    case "terminated":
      return { terminated: terminatedState(state, id) };
  }
}

function terminatedState(ended: Terminated, containerID: string): JsonObject {
  const { exitCode, reason, message, startedAt, finishedAt } = ended;
  return {
    exitCode,
    reason,
    ...(message ? { message } : {}),
    startedAt: timeText(new Date(startedAt)),
    finishedAt: timeText(new Date(finishedAt)),
    containerID,
  };
}

/** An image without tag and digest. */
function repositoryOf(image: string): string {
  return image.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
