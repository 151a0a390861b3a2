import type { ApiObject } from "../../api-object.ts";
import {
  age,
  at,
  conditionAt,
  integer,
  labelsText,
  listAt,
  numberAt,
  selectorColumn,
  selectorText,
  templateColumns,
  text,
  textAt,
} from "./cell.ts";
import type { BuiltInColumn } from "./built-in-column.ts";
import { ageText, humanDuration } from "./human-duration.ts";

const ready: BuiltInColumn = {
  name: "Ready",
  value: (object) => `${numberAt(object, "status.readyReplicas")}/${numberAt(object, "spec.replicas")}`,
};
const replicas = [
  integer("Desired", "spec.replicas"),
  integer("Current", "status.replicas"),
  integer("Ready", "status.readyReplicas"),
  age,
  ...templateColumns("spec.template"),
];

/** Columns of what makes Pods. */
export const workloadColumns: Readonly<Record<string, readonly BuiltInColumn[]>> = {
  podtemplates: [
    ...templateColumns("template").map((column) => ({ ...column, priority: 0 })),
    { name: "Pod Labels", value: (object) => labelsText(at(object, "template.metadata.labels")) },
  ],
  replicationcontrollers: [
    ...replicas,
    { name: "Selector", priority: 1, value: (object) => labelsText(at(object, "spec.selector")) },
  ],
  "replicasets.apps": [...replicas, selectorColumn("spec.selector")],
  "deployments.apps": [
    ready,
    { ...integer("Up-to-date", "status.updatedReplicas"), type: "string" },
    { ...integer("Available", "status.availableReplicas"), type: "string" },
    age,
    ...templateColumns("spec.template"),
    // an empty selector is shown as such here
    { name: "Selector", priority: 1, value: (object) => selectorText(at(object, "spec.selector"), "") },
  ],
  "statefulsets.apps": [ready, age, ...templateColumns("spec.template")],
  "daemonsets.apps": [
    integer("Desired", "status.desiredNumberScheduled"),
    integer("Current", "status.currentNumberScheduled"),
    integer("Ready", "status.numberReady"),
    integer("Up-to-date", "status.updatedNumberScheduled"),
    integer("Available", "status.numberAvailable"),
    { name: "Node Selector", value: (object) => labelsText(at(object, "spec.template.spec.nodeSelector")) },
    age,
    ...templateColumns("spec.template"),
    selectorColumn("spec.selector"),
  ],
  "controllerrevisions.apps": [
    { name: "Controller", value: controllerText },
    { ...integer("Revision", "revision"), type: "string" },
    age,
  ],
  "jobs.batch": [
    { name: "Status", value: jobStatus },
    { name: "Completions", value: completions },
    { name: "Duration", value: jobDuration },
    age,
    ...templateColumns("spec.template"),
    selectorColumn("spec.selector"),
  ],
  "cronjobs.batch": [
    text("Schedule", "spec.schedule"),
    text("Timezone", "spec.timeZone", { none: "<none>" }),
    { name: "Suspend", type: "boolean", value: suspended },
    { name: "Active", type: "integer", value: (object) => listAt(object, "status.active").length },
    {
      name: "Last Schedule",
      value: (object, now) => {
        const last = at(object, "status.lastScheduleTime");
        return last === undefined ? "<none>" : ageText(last, now);
      },
    },
    age,
    ...templateColumns("spec.jobTemplate.spec.template"),
    selectorColumn("spec.jobTemplate.spec.selector"),
  ],
  "poddisruptionbudgets.policy": [
    text("Min Available", "spec.minAvailable", { none: "N/A" }),
    text("Max Unavailable", "spec.maxUnavailable", { none: "N/A" }),
    integer("Allowed Disruptions", "status.disruptionsAllowed"),
    age,
  ],
};

function controllerText(object: ApiObject): string {
  const owner = object.metadata.ownerReferences?.find(({ controller }) => controller);
  if (!owner) return "<none>";
  const [group] = owner.apiVersion.includes("/") ? owner.apiVersion.split("/") : [""];
  return `${owner.kind}${group ? `.${group}` : ""}`.toLowerCase() + `/${owner.name}`;
}

const jobConditions: readonly (readonly [type: string, said: string])[] = [
  ["Complete", "Complete"],
  ["Failed", "Failed"],
];
const lesserConditions: readonly string[] = ["Suspended", "FailureTarget", "SuccessCriteriaMet"];

function jobStatus(object: ApiObject): string {
  const over = jobConditions.find(([type]) => conditionAt(object, type) === "True");
  if (over) return over[1];
  if (object.metadata.deletionTimestamp) return "Terminating";
  return lesserConditions.find((type) => conditionAt(object, type) === "True") ?? "Running";
}

function completions(object: ApiObject): string {
  const succeeded = numberAt(object, "status.succeeded");
  const wanted = at(object, "spec.completions");
  if (typeof wanted === "number") return `${succeeded}/${wanted}`;
  const parallelism = numberAt(object, "spec.parallelism");
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration(object: ApiObject, now: number): string {
  const start = Date.parse(textAt(object, "status.startTime"));
  if (Number.isNaN(start)) return "";
  const end = Date.parse(textAt(object, "status.completionTime"));
  return humanDuration((Number.isNaN(end) ? now : end) - start);
}

/** As printBoolPtr, whose texts are not JSON's. */
function suspended(object: ApiObject): string {
  const value = at(object, "spec.suspend");
  if (value === undefined) return "<unset>";
  return value === true ? "True" : "False";
}
