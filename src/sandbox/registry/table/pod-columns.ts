import type { JsonObject } from "../../../base/json.ts";
import { isJsonObject } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import { age, at, conditionAt, numberAt, objectsAt, text, textAt } from "./cell.ts";
import type { BuiltInColumn } from "./built-in-column.ts";
import { ageText } from "./human-duration.ts";

/** Columns of Pods: what kubectl's users read a Pod's health from. Follows printPod of k8s.io/kubernetes/pkg/printers/internalversion. */
export const podColumns: readonly BuiltInColumn[] = [
  { name: "Ready", value: (object) => healthOf(object).ready },
  { name: "Status", value: (object) => healthOf(object).reason },
  { name: "Restarts", value: (object, now) => restartsText(healthOf(object), now) },
  age,
  {
    name: "IP",
    priority: 1,
    value: (object) => textAt(objectsAt(object, "status.podIPs")[0], "ip") || "<none>",
  },
  text("Node", "spec.nodeName", { none: "<none>", priority: 1 }),
  text("Nominated Node", "status.nominatedNodeName", { none: "<none>", priority: 1 }),
  { name: "Readiness Gates", priority: 1, value: gatesText },
];

interface Health {
  readonly ready: string;
  readonly reason: string;
  readonly restarts: number;
  /** When a container ended that was started again, in milliseconds; 0 where none was. */
  readonly lastRestart: number;
}

function healthOf(object: ApiObject): Health {
  const init = initHealth(object);
  const over = !init.stuck || conditionAt(object, "Initialized") === "True";
  const main = over ? mainHealth(object, init.reason) : undefined;
  const counted = main ? [...init.sidecars, ...objectsAt(object, "status.containerStatuses")] : init.seen;
  const sidecars = objectsAt(object, "spec.initContainers").filter(isSidecar).length;
  const ready = init.ready + (main?.ready ?? 0);
  return {
    ready: `${ready}/${objectsAt(object, "spec.containers").length + sidecars}`,
    reason: goingReason(object) ?? main?.reason ?? init.reason,
    restarts: counted.reduce((sum, status) => sum + numberAt(status, "restartCount"), 0),
    lastRestart: Math.max(
      0,
      ...counted.map((status) => Date.parse(textAt(status, "lastState.terminated.finishedAt")) || 0),
    ),
  };
}

/** What the Pod says of itself, before its containers are looked at. */
function ownReason(object: ApiObject): string {
  const gated = objectsAt(object, "status.conditions").some(
    ({ type, reason }) => type === "PodScheduled" && reason === "SchedulingGated",
  );
  if (gated) return "SchedulingGated";
  return textAt(object, "status.reason") || textAt(object, "status.phase");
}

/** Why init containers are not done, in their order until the first that is not; sidecars that have started count as done. */
function initHealth(object: ApiObject) {
  const specs = objectsAt(object, "spec.initContainers");
  const statuses = objectsAt(object, "status.initContainerStatuses");
  const sidecarOf = (status: JsonObject) =>
    specs.some((spec) => spec.name === status.name && isSidecar(spec));
  let ready = 0;
  for (const [index, status] of statuses.entries()) {
    const ended = at(status, "state.terminated");
    if (isJsonObject(ended) && ended.exitCode === 0) continue;
    if (sidecarOf(status) && status.started === true) {
      if (status.ready === true) ready++;
      continue;
    }
    const seen = statuses.slice(0, index + 1);
    const reason = initReason(status, `Init:${index}/${specs.length}`);
    return { ready, stuck: true, reason, seen, sidecars: seen.filter(sidecarOf) };
  }
  return {
    ready,
    stuck: false,
    reason: ownReason(object),
    seen: statuses,
    sidecars: statuses.filter(sidecarOf),
  };
}

function initReason(status: JsonObject, otherwise: string): string {
  const ended = at(status, "state.terminated");
  if (isJsonObject(ended)) return `Init:${endReason(ended)}`;
  const waiting = textAt(status, "state.waiting.reason");
  return waiting && waiting !== "PodInitializing" ? `Init:${waiting}` : otherwise;
}

function mainHealth(object: ApiObject, before: string): { ready: number; reason: string } {
  let [reason, failed, ready] = [before, "", 0];
  for (const status of objectsAt(object, "status.containerStatuses").reverse()) {
    const waiting = textAt(status, "state.waiting.reason");
    const ended = at(status, "state.terminated");
    if (waiting) reason = waiting;
    else if (isJsonObject(ended)) {
      reason = endReason(ended);
      if (ended.exitCode !== 0) failed = reason;
    } else if (status.ready === true && isJsonObject(at(status, "state.running"))) ready++;
  }
  if (reason !== "Completed") return { ready, reason };
  if (ready > 0 && conditionAt(object, "Ready") === "True") return { ready, reason: "Running" };
  return { ready, reason: failed || (ready > 0 ? "NotReady" : reason) };
}

function endReason(ended: JsonObject): string {
  if (ended.reason) return String(ended.reason);
  return ended.signal ? `Signal:${String(ended.signal)}` : `ExitCode:${String(ended.exitCode)}`;
}

function goingReason(object: ApiObject): string | undefined {
  if (!object.metadata.deletionTimestamp) return undefined;
  if (textAt(object, "status.reason") === "NodeLost") return "Unknown";
  return ["Succeeded", "Failed"].includes(textAt(object, "status.phase")) ? undefined : "Terminating";
}

function restartsText({ restarts, lastRestart }: Health, now: number): string {
  if (restarts === 0 || lastRestart === 0) return String(restarts);
  return `${restarts} (${ageText(new Date(lastRestart).toISOString(), now)} ago)`;
}

function gatesText(object: ApiObject): string {
  const gates = objectsAt(object, "spec.readinessGates");
  if (gates.length === 0) return "<none>";
  const open = gates.filter(({ conditionType }) => conditionAt(object, String(conditionType)) === "True");
  return `${open.length}/${gates.length}`;
}

function isSidecar(container: JsonObject): boolean {
  return container.restartPolicy === "Always";
}
