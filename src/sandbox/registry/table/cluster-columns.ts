import type { ApiObject } from "../../api-object.ts";
import { age, at, conditionAt, integer, listAt, objectsAt, sizeOf, text, textAt } from "./cell.ts";
import type { BuiltInColumn } from "./built-in-column.ts";
import { ageText } from "./human-duration.ts";

const limited = (name: string, path: string): BuiltInColumn => ({
  name,
  value: (object) => at(object, path) ?? "<none>",
});

/** Columns of the cluster's own kinds, and of plain data. */
export const clusterColumns: Readonly<Record<string, readonly BuiltInColumn[]>> = {
  configmaps: [{ name: "Data", value: (object) => sizeOf(object.data) + sizeOf(object.binaryData) }, age],
  secrets: [text("Type", "type"), { name: "Data", value: (object) => sizeOf(object.data) }, age],
  namespaces: [text("Status", "status.phase"), age],
  nodes: [
    { name: "Status", value: nodeStatus },
    { name: "Roles", value: (object) => nodeRoles(object).join(",") || "<none>" },
    age,
    text("Version", "status.nodeInfo.kubeletVersion"),
    { name: "Internal-IP", priority: 1, value: (object) => nodeAddress(object, "InternalIP") },
    { name: "External-IP", priority: 1, value: (object) => nodeAddress(object, "ExternalIP") },
    text("OS-Image", "status.nodeInfo.osImage", { none: "<unknown>", priority: 1 }),
    { name: "Kernel-Version", priority: 1, value: kernelVersion },
    text("Container-Runtime", "status.nodeInfo.containerRuntimeVersion", { none: "<unknown>", priority: 1 }),
  ],
  events: eventColumns(),
  "events.events.k8s.io": eventColumns(),
  resourcequotas: [
    { name: "Request", value: (object) => quotaText(object, false) },
    { name: "Limit", value: (object) => quotaText(object, true) },
    age,
  ],
  "leases.coordination.k8s.io": [text("Holder", "spec.holderIdentity"), age],
  "priorityclasses.scheduling.k8s.io": [
    integer("Value", "value"),
    { name: "Global-Default", type: "boolean", value: (object) => at(object, "globalDefault") === true },
    age,
    text("PreemptionPolicy", "preemptionPolicy"),
  ],
  "runtimeclasses.node.k8s.io": [text("Handler", "handler"), age],
  "flowschemas.flowcontrol.apiserver.k8s.io": [
    text("PriorityLevel", "spec.priorityLevelConfiguration.name"),
    { ...integer("MatchingPrecedence", "spec.matchingPrecedence"), type: "string" },
    text("DistinguisherMethod", "spec.distinguisherMethod.type", { none: "<none>" }),
    age,
    { name: "MissingPL", value: (object) => conditionAt(object, "Dangling") ?? "?" },
  ],
  "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io": [
    text("Type", "spec.type"),
    limited("NominalConcurrencyShares", "spec.limited.nominalConcurrencyShares"),
    limited("Queues", "spec.limited.limitResponse.queuing.queues"),
    limited("HandSize", "spec.limited.limitResponse.queuing.handSize"),
    limited("QueueLengthLimit", "spec.limited.limitResponse.queuing.queueLengthLimit"),
    age,
  ],
  "deviceclasses.resource.k8s.io": [age],
  "resourceclaims.resource.k8s.io": [{ name: "State", value: claimState }, age],
  "resourceclaimtemplates.resource.k8s.io": [age],
  "resourceslices.resource.k8s.io": [
    text("Node", "spec.nodeName"),
    text("Driver", "spec.driver"),
    text("Pool", "spec.pool.name"),
    age,
  ],
};

function nodeStatus(object: ApiObject): string {
  const ready = conditionAt(object, "Ready");
  const said = ready === undefined ? "Unknown" : ready === "True" ? "Ready" : "NotReady";
  return at(object, "spec.unschedulable") === true ? `${said},SchedulingDisabled` : said;
}

const rolePrefix = "node-role.kubernetes.io/";

function nodeRoles({ metadata }: ApiObject): string[] {
  const roles = Object.entries(metadata.labels ?? {}).map(([key, value]) => {
    if (key.startsWith(rolePrefix)) return key.slice(rolePrefix.length);
    return key === "kubernetes.io/role" ? value : "";
  });
  return [...new Set(roles.filter(Boolean))].sort();
}

function nodeAddress(object: ApiObject, type: string): string {
  const found = objectsAt(object, "status.addresses").find((address) => address.type === type);
  return found ? textAt(found, "address") : "<none>";
}

function kernelVersion(object: ApiObject): string {
  const version = textAt(object, "status.nodeInfo.kernelVersion") || "<unknown>";
  const architecture = textAt(object, "status.nodeInfo.architecture");
  return architecture ? `${version} (${architecture})` : version;
}

/** Of core/v1 Events, and of the others, which are the same with other names. */
function eventColumns(): BuiltInColumn[] {
  return [
    { name: "Last Seen", value: (object, now) => ageText(lastSeen(object), now) },
    text("Type", "type"),
    text("Reason", "reason"),
    { name: "Object", value: aboutText },
    { name: "Subobject", priority: 1, value: (object) => textAt(aboutOf(object), "fieldPath") },
    { name: "Source", priority: 1, value: sourceText },
    { name: "Message", value: (object) => (textAt(object, "message") || textAt(object, "note")).trim() },
    { name: "First Seen", priority: 1, value: (object, now) => ageText(firstSeen(object), now) },
    { name: "Count", priority: 1, value: eventCount },
    { name: "Name", priority: 1, value: (object) => object.metadata.name },
  ];
}

function firstSeen(object: ApiObject): unknown {
  return (
    at(object, "firstTimestamp") ??
    at(object, "deprecatedFirstTimestamp") ??
    at(object, "eventTime") ??
    undefined
  );
}

function lastSeen(object: ApiObject): unknown {
  const last = at(object, "lastTimestamp") ?? at(object, "deprecatedLastTimestamp");
  return at(object, "series.lastObservedTime") ?? last ?? firstSeen(object);
}

function aboutOf(object: ApiObject): unknown {
  return at(object, "involvedObject") ?? at(object, "regarding");
}

function aboutText(object: ApiObject): string {
  const about = aboutOf(object);
  const kind = textAt(about, "kind").toLowerCase();
  const name = textAt(about, "name");
  return name ? `${kind}/${name}` : kind;
}

/** As formatEventSource of k8s.io/kubernetes/pkg/printers/internalversion. */
function sourceText(object: ApiObject): string {
  const source = at(object, "source") ?? at(object, "deprecatedSource");
  const component =
    textAt(source, "component") ||
    textAt(object, "reportingComponent") ||
    textAt(object, "reportingController");
  const host = textAt(source, "host") || textAt(object, "reportingInstance");
  return host ? `${component}, ${host}` : component;
}

function eventCount(object: ApiObject): unknown {
  return at(object, "series.count") ?? ((at(object, "count") ?? at(object, "deprecatedCount")) || 1);
}

function quotaText(object: ApiObject, limits: boolean): string {
  const hard = Object.keys(at(object, "status.hard") ?? {}).sort();
  const used = (at(object, "status.used") ?? {}) as Record<string, unknown>;
  const all = (at(object, "status.hard") ?? {}) as Record<string, unknown>;
  return hard
    .filter((name) => name.startsWith("limits.") === limits)
    .map((name) => `${name}: ${String(used[name] ?? "0")}/${String(all[name])}`)
    .join(", ");
}

function claimState(object: ApiObject): string {
  const deleted = Boolean(object.metadata.deletionTimestamp);
  const allocated = at(object, "status.allocation") !== undefined;
  const reserved = allocated && listAt(object, "status.reservedFor").length > 0;
  return [
    ...(deleted ? ["deleted"] : []),
    ...(allocated ? ["allocated"] : deleted ? [] : ["pending"]),
    ...(reserved ? ["reserved"] : []),
  ].join(",");
}
