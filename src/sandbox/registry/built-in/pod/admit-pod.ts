import { equalJson, isJsonObject, type JsonObject } from "../../../../base/json.ts";
import { shownAt } from "../../../admission/emptied.ts";
import type { ApiObject } from "../../../api-object.ts";
import { forbidden } from "../../../status-error.ts";
import { applyLimits } from "../limits/admit-limits.ts";
import { ensureObject, objectAt, objectsAt } from "../defaulting.ts";
import type { AdmitOptions } from "../../served-resource.ts";
import { topologyLabels } from "./topology-labels.ts";

/**
 * What the admission plugins that are always on make of Pods: LimitRanger, Priority, DefaultTolerationSeconds, RuntimeClass and PodTopologyLabels of
 * k8s.io/kubernetes/plugin/pkg/admission, in their order.
 */
export function admitPod(pod: ApiObject, options: AdmitOptions): void {
  if (!options.old) applyLimits(pod, options);
  const spec = ensureObject(pod, "spec");
  const before = options.old ? objectAt(options.old, "spec") : undefined;
  if (before) keepPriority(spec, before);
  else setPriority(pod, options);
  addTolerations(spec);
  if (before) return;
  applyRuntimeClass(pod, options);
  const node = typeof spec.nodeName === "string" ? options.find("nodes", spec.nodeName) : undefined;
  const labels = topologyLabels(node);
  if (Object.keys(labels).length) pod.metadata.labels = { ...pod.metadata.labels, ...labels };
}

/** What they say of a new Pod when all else is well. */
export function reviewPod(pod: ApiObject, { old, find }: AdmitOptions): void {
  const spec = ensureObject(pod, "spec");
  if (old) return;
  const name = spec.runtimeClassName;
  const runtimeClass = typeof name === "string" ? find("runtimeclasses.node.k8s.io", name) : undefined;
  const fixed = objectAt(objectAt(runtimeClass, "overhead"), "podFixed");
  if (fixed ? equalJson(fixed, spec.overhead) : shownAt(spec, "overhead") === null) return;
  throw refused(
    pod,
    fixed
      ? "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"
      : "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead",
  );
}

function keepPriority(spec: JsonObject, before: JsonObject): void {
  for (const key of ["priority", "preemptionPolicy"])
    if (before[key] !== undefined) spec[key] ??= before[key];
}

interface Priority {
  readonly name: string;
  readonly value: number;
  readonly policy: string | undefined;
}

/** Classes that every server makes for itself. */
const systemClasses: Readonly<Record<string, number>> = {
  "system-cluster-critical": 2000000000,
  "system-node-critical": 2000001000,
};

function setPriority(pod: ApiObject, options: AdmitOptions): void {
  const spec = ensureObject(pod, "spec");
  const { name, value, policy } = priorityOf(pod, options);
  if (name) spec.priorityClassName = name;
  if (spec.priority !== undefined && spec.priority !== value)
    throw refused(
      pod,
      `the integer value of priority (${String(spec.priority)}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`,
    );
  spec.priority = value;
  if (policy === undefined) return;
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy)
    throw refused(
      pod,
      `the string value of PreemptionPolicy (${String(spec.preemptionPolicy)}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`,
    );
  spec.preemptionPolicy = policy;
}

function priorityOf(pod: ApiObject, { find, list }: AdmitOptions): Priority {
  const name = objectAt(pod, "spec")?.priorityClassName;
  const collection = "priorityclasses.scheduling.k8s.io";
  if (typeof name !== "string" || name === "") return defaultPriority(list(collection));
  const found = find(collection, name);
  const system = systemClasses[name];
  if (!found && system === undefined) throw refused(pod, `no PriorityClass with name ${name} was found`);
  return found ? priorityFrom(found) : { name, value: system ?? 0, policy: "PreemptLowerPriority" };
}

function defaultPriority(classes: readonly ApiObject[]): Priority {
  const [lowest] = classes
    .filter(({ globalDefault }) => globalDefault === true)
    .map(priorityFrom)
    .sort((a, b) => a.value - b.value);
  return lowest ?? { name: "", value: 0, policy: "PreemptLowerPriority" };
}

function priorityFrom({ metadata, value, preemptionPolicy }: ApiObject): Priority {
  return {
    name: metadata.name ?? "",
    value: Number(value ?? 0),
    policy: typeof preemptionPolicy === "string" ? preemptionPolicy : undefined,
  };
}

function addTolerations(spec: JsonObject): void {
  const given = objectsAt(spec, "tolerations");
  const missing = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].filter(
    (name) => !given.some(({ key, effect }) => (!key || key === name) && (!effect || effect === "NoExecute")),
  );
  if (missing.length === 0) return;
  const added = missing.map((key) => ({
    key,
    operator: "Exists",
    effect: "NoExecute",
    tolerationSeconds: 300,
  }));
  spec.tolerations = [...given, ...added];
}

function applyRuntimeClass(pod: ApiObject, { find }: AdmitOptions): void {
  const spec = ensureObject(pod, "spec");
  const name = spec.runtimeClassName;
  if (typeof name !== "string") return;
  const found = find("runtimeclasses.node.k8s.io", name);
  if (!found) throw refused(pod, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`);
  const fixed = objectAt(objectAt(found, "overhead"), "podFixed");
  if (fixed) {
    if (isJsonObject(spec.overhead) && !equalJson(fixed, spec.overhead))
      throw refused(pod, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
    spec.overhead = { ...fixed };
  }
  const scheduling = objectAt(found, "scheduling");
  if (scheduling) applyScheduling(pod, scheduling);
}

function applyScheduling(pod: ApiObject, scheduling: JsonObject): void {
  const spec = ensureObject(pod, "spec");
  const own = { ...objectAt(spec, "nodeSelector") };
  const wanted = objectAt(scheduling, "nodeSelector") ?? {};
  for (const [key, value] of Object.entries(wanted)) {
    const given = own[key];
    if (given !== undefined && given !== value)
      throw refused(
        pod,
        `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${String(value)}; pod.spec.nodeSelector[${key}] = ${String(given)}`,
      );
  }
  const selector = { ...own, ...wanted };
  if (Object.keys(selector).length) spec.nodeSelector = selector;
  const given = objectsAt(spec, "tolerations");
  const added = objectsAt(scheduling, "tolerations").filter(
    (toleration) => !given.some((other) => equalJson(other, toleration)),
  );
  if (added.length) spec.tolerations = [...given, ...added];
}

function refused(pod: ApiObject, message: string) {
  const { name, generateName } = pod.metadata;
  return forbidden({ group: "", resource: "pods" }, { name: name ?? generateName ?? "", message });
}
