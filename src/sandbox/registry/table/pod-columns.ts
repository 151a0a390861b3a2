import { isJsonObject, type JsonObject } from "../../../base/json.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import { ageText } from "./human-duration.ts";
import type { BuiltInColumn } from "./built-in-column.ts";

/** Columns of pods: what kubectl users read a pod's health from. */
export const podColumns: readonly BuiltInColumn[] = [
  { name: "Ready", value: readyText },
  { name: "Status", value: statusText },
  {
    name: "Restarts",
    value: (object) =>
      String(statuses(object).reduce((sum, status) => sum + Number(status.restartCount ?? 0), 0)),
  },
  { name: "Age", value: (object, now) => ageText(object.metadata.creationTimestamp, now) },
  { name: "IP", priority: 1, value: (object) => at(object, "status.podIP") || "<none>" },
  { name: "Node", priority: 1, value: (object) => at(object, "spec.nodeName") || "<none>" },
  {
    name: "Nominated Node",
    priority: 1,
    value: (object) => at(object, "status.nominatedNodeName") || "<none>",
  },
  { name: "Readiness Gates", priority: 1, value: () => "<none>" },
];

function readyText(object: ApiObject): string {
  const containers = at(object, "spec.containers");
  const ready = statuses(object).filter((status) => status.ready === true).length;
  return `${ready}/${Array.isArray(containers) ? containers.length : 0}`;
}

/** The most telling reason, as printPod of pkg/printers/internalversion picks it. */
function statusText(object: ApiObject): string {
  let reason = String(at(object, "status.reason") ?? at(object, "status.phase") ?? "Unknown");
  let running = false;
  for (const status of [...statuses(object)].reverse()) {
    const waiting = valueAt(status, ["state", "waiting", "reason"]);
    const terminated = valueAt(status, ["state", "terminated"]);
    if (typeof waiting === "string" && waiting) reason = waiting;
    else if (isJsonObject(terminated)) {
      reason =
        typeof terminated.reason === "string" && terminated.reason
          ? terminated.reason
          : `ExitCode:${String(terminated.exitCode)}`;
    } else if (status.ready === true && valueAt(status, ["state", "running"])) running = true;
  }
  if (reason === "Completed" && running) reason = "Running";
  return object.metadata.deletionTimestamp ? "Terminating" : reason;
}

function statuses(object: ApiObject): JsonObject[] {
  const list = at(object, "status.containerStatuses");
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function at(object: ApiObject, path: string): unknown {
  return valueAt(object, path.split("."));
}
