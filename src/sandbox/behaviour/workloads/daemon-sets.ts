import { copyJson, type JsonObject } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import { controllerManager, type Cluster } from "../cluster.ts";
import { claim } from "../owned.ts";
import { numberAt, objectAt, objectsAt, scaledAt, textAt } from "../read.ts";
import { itself, runController, splitKey } from "../run-controller.ts";
import { chooseNode } from "../scheduler/choose-node.ts";
import {
  availability,
  availableAt,
  createPod,
  deletePod,
  hasEnded,
  isReady,
  podOf,
  podPrefix,
} from "./pod-facts.ts";
import { hashOfRevision, revisionHashLabel, syncRevisions, truncateRevisions } from "./revisions.ts";
import { podsOf } from "./pods-of.ts";

const component = "daemonset-controller";
const generationLabel = "pod-template-generation";

/** Added to every daemon's Pod. See AddOrUpdateDaemonPodTolerations of pkg/controller/daemon/util. */
const tolerations = [
  ["node.kubernetes.io/not-ready", "NoExecute"],
  ["node.kubernetes.io/unreachable", "NoExecute"],
  ["node.kubernetes.io/disk-pressure", "NoSchedule"],
  ["node.kubernetes.io/memory-pressure", "NoSchedule"],
  ["node.kubernetes.io/pid-pressure", "NoSchedule"],
  ["node.kubernetes.io/unschedulable", "NoSchedule"],
].map(([key, effect]) => ({ key, operator: "Exists", effect }));

/** Keeps one Pod on each node that takes it. Follows k8s.io/kubernetes/pkg/controller/daemon. Returns how to stop. */
export function startDaemonSets(cluster: Cluster): () => void {
  const { registry } = cluster;
  const sets = registry.resource("apps", "v1", "daemonsets");
  return runController(cluster, {
    watch: [
      [sets, itself],
      podsOf(registry, sets),
      [
        registry.resource("", "v1", "nodes"),
        (_, enqueue) => {
          for (const { metadata } of registry.store.list("daemonsets.apps"))
            enqueue(`${metadata.namespace ?? ""}/${metadata.name ?? ""}`);
        },
      ],
    ],
    work: (key, enqueue) => {
      const { namespace, name } = splitKey(key);
      const set = registry.find(sets, namespace, name);
      if (!set) return;
      const next = sync(cluster, set);
      if (next !== undefined) enqueue(key, Math.max(0, next - registry.clock.now()));
    },
  });
}

/** What one pass looks at. */
interface Pass {
  readonly cluster: Cluster;
  readonly set: ApiObject;
  readonly now: number;
  readonly hash: string;
  readonly nodes: readonly ApiObject[];
  readonly pods: readonly ApiObject[];
}

function sync(cluster: Cluster, set: ApiObject): number | undefined {
  const { registry } = cluster;
  const now = registry.clock.now();
  const pods = claim(cluster, registry.resource("", "v1", "pods"), set);
  const { all, update } = syncRevisions(cluster, set, set.metadata.annotations);
  const hash = hashOfRevision(update);
  const pass: Pass = { cluster, set, now, hash, nodes: registry.store.list("nodes"), pods };
  try {
    if (!set.metadata.deletionTimestamp) {
      const settled = manage(pass);
      if (settled && textAt(set, "spec.updateStrategy.type") !== "OnDelete") roll(pass);
      const live = new Set(
        pods.map((pod) => `${set.metadata.name ?? ""}-${pod.metadata.labels?.[revisionHashLabel] ?? ""}`),
      );
      truncateRevisions(cluster, set, { all, live: live.add(update.metadata.name ?? "") });
    }
  } finally {
    writeStatus(pass);
  }
  return availability(pods, { minReadySeconds: numberAt(set, "spec.minReadySeconds"), now }).next;
}

/** Makes and deletes Pods so that each node has what it should; true when there was nothing to do. */
function manage(pass: Pass): boolean {
  const { cluster, set } = pass;
  let settled = true;
  for (const node of pass.nodes) {
    const name = node.metadata.name ?? "";
    const here = onNode(pass, name);
    const should = shouldRun(pass, node);
    for (const pod of should ? surplus(pass, here) : here.filter(isLive)) {
      settled = false;
      tellEnded(pass, { pod, node: name });
      deletePod(cluster, { owner: set, pod, component });
    }
    if (should && here.filter((pod) => !isGone(pod)).length === 0) {
      settled = false;
      createPod(cluster, { owner: set, pod: daemonPod(pass, name), component });
    }
  }
  const names = new Set(pass.nodes.map(({ metadata }) => metadata.name));
  for (const pod of pass.pods)
    if (isLive(pod) && targetOf(pod) && !names.has(targetOf(pod)))
      deletePod(cluster, { owner: set, pod, component });
  return settled;
}

function isLive(pod: ApiObject): boolean {
  return pod.metadata.deletionTimestamp === undefined;
}

function isGone(pod: ApiObject): boolean {
  return hasEnded(pod) && !isLive(pod);
}

function onNode({ pods }: Pass, node: string): ApiObject[] {
  return pods
    .filter((pod) => targetOf(pod) === node)
    .sort((a, b) => ((a.metadata.creationTimestamp ?? "") < (b.metadata.creationTimestamp ?? "") ? -1 : 1));
}

/** What has ended, and Pods beyond the one (with a surge: the two) that may be there. */
function surplus(pass: Pass, here: readonly ApiObject[]): ApiObject[] {
  const live = here.filter(isLive);
  const ended = live.filter(hasEnded);
  const running = live.filter((pod) => !hasEnded(pod));
  if (surgeOf(pass.set, pass.nodes.length) === 0) return [...ended, ...running.slice(1)];
  const isNew = (pod: ApiObject) => isCurrent(pass, pod);
  const [newest, ...moreNew] = running.filter(isNew);
  const [oldest, ...moreOld] = running.filter((pod) => !isNew(pod));
  const replaced = oldest && newest && (!isReady(oldest) || isAvailable(pass, newest)) ? [oldest] : [];
  return [...ended, ...moreNew, ...moreOld, ...replaced];
}

function tellEnded({ cluster, set }: Pass, options: { pod: ApiObject; node: string }): void {
  const { pod, node } = options;
  if (!hasEnded(pod)) return;
  const failed = textAt(pod, "status.phase") === "Failed";
  const where = `${pod.metadata.namespace ?? ""}/${pod.metadata.name ?? ""} on node ${node}`;
  cluster.events.record(set, {
    type: failed ? "Warning" : "Normal",
    reason: failed ? "FailedDaemonPod" : "SucceededDaemonPod",
    message: failed
      ? `Found failed daemon pod ${where}, will try to kill it`
      : `Found succeeded daemon pod ${where}, will try to delete it`,
    component,
  });
}

/** Whether a node is to have a Pod: it takes the template with the tolerations that every daemon has. */
function shouldRun(pass: Pass, node: ApiObject): boolean {
  const pod = daemonPod(pass, "");
  const spec = pod.spec as JsonObject;
  const { affinity, ...rest } = spec;
  return "node" in chooseNode({ ...pod, spec: { ...rest, ...withoutTarget(affinity) } }, [node]);
}

function withoutTarget(affinity: unknown): JsonObject {
  const terms = objectsAt(
    affinity,
    "nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms",
  ).map((term) => ({
    ...term,
    matchFields: objectsAt(term, "matchFields").filter(
      ({ values }) => !Array.isArray(values) || values[0] !== "",
    ),
  }));
  const bare = terms.every((term) => !term.matchFields.length && !objectsAt(term, "matchExpressions").length);
  if (bare) return {};
  const required = { nodeSelectorTerms: terms };
  return { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } } };
}

/** A Pod that goes to one node: by an affinity, which the scheduler then follows. See CreatePodTemplate. */
function daemonPod({ set, hash }: Pass, node: string): ApiObject {
  const pod = podOf(set, podPrefix(set));
  const generation = String(numberAt(set, "metadata.generation", 1));
  pod.metadata.labels = {
    ...pod.metadata.labels,
    [revisionHashLabel]: hash,
    [generationLabel]: set.metadata.annotations?.["deprecated.daemonset.template.generation"] ?? generation,
  };
  const spec = pod.spec as JsonObject;
  const network = spec.hostNetwork === true;
  const more = network
    ? [{ key: "node.kubernetes.io/network-unavailable", operator: "Exists", effect: "NoSchedule" }]
    : [];
  spec.tolerations = [...objectsAt(spec, "tolerations"), ...tolerations, ...more];
  const fields = { matchFields: [{ key: "metadata.name", operator: "In", values: [node] }] };
  const affinity = copyJson(objectAt(spec, "affinity"));
  const nodeAffinity = objectAt(affinity, "nodeAffinity");
  const terms = objectsAt(nodeAffinity, "requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms");
  const nodeSelectorTerms = terms.length ? terms.map((term) => ({ ...term, ...fields })) : [fields];
  spec.affinity = {
    ...affinity,
    nodeAffinity: { ...nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  };
  return pod;
}

/** The node that a daemon's Pod runs on or is made for. */
function targetOf(pod: ApiObject): string {
  const bound = textAt(pod, "spec.nodeName");
  if (bound) return bound;
  const path = "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms";
  const field = objectsAt(pod, path)
    .flatMap((term) => objectsAt(term, "matchFields"))
    .find(({ key }) => key === "metadata.name");
  return Array.isArray(field?.values) ? String(field.values[0]) : "";
}

function surgeOf(set: ApiObject, total: number): number {
  return scaledAt(set, "spec.updateStrategy.rollingUpdate.maxSurge", { total, round: "up" });
}

/** Deletes old Pods as far as maxUnavailable allows; with a surge makes new ones beside them. See rollingUpdate in update.go. */
function roll(pass: Pass): void {
  const { cluster, set, nodes } = pass;
  const total = nodes.filter((node) => shouldRun(pass, node)).length;
  const path = "spec.updateStrategy.rollingUpdate.maxUnavailable";
  const unavailableLimit = scaledAt(set, path, { total, round: "up", fallback: 1 });
  let surges = surgeOf(set, total);
  let unavailable = 0;
  const candidates: ApiObject[] = [];
  for (const node of nodes) {
    const live = onNode(pass, node.metadata.name ?? "").filter((pod) => isLive(pod) && !hasEnded(pod));
    // a node that it is not for misses nothing
    if (live.length === 0 && !shouldRun(pass, node)) continue;
    const old = live.filter((pod) => !isCurrent(pass, pod));
    const fresh = live.filter((pod) => isCurrent(pass, pod));
    if (!live.some((pod) => isAvailable(pass, pod))) unavailable++;
    if (surges > 0 && old.length && fresh.length) surges--;
    if (old.length && !fresh.length) candidates.push(...old);
  }
  if (surgeOf(set, total) > 0) {
    for (const pod of candidates.slice(0, surges))
      createPod(cluster, { owner: set, pod: daemonPod(pass, targetOf(pod)), component });
    return;
  }
  // those that are not available go whatever the limit says
  const broken = candidates.filter((pod) => !isAvailable(pass, pod));
  const sound = candidates.filter((pod) => isAvailable(pass, pod));
  for (const pod of [...broken, ...sound.slice(0, Math.max(0, unavailableLimit - unavailable))])
    deletePod(cluster, { owner: set, pod, component });
}

function isCurrent({ hash }: Pass, pod: ApiObject): boolean {
  return pod.metadata.labels?.[revisionHashLabel] === hash;
}

function isAvailable({ set, now }: Pass, pod: ApiObject): boolean {
  const at = availableAt(pod, numberAt(set, "spec.minReadySeconds"));
  return at !== undefined && at <= now;
}

/** See updateDaemonSetStatus. */
function writeStatus(pass: Pass): void {
  const { cluster, set } = pass;
  const { registry } = cluster;
  const wanted = pass.nodes.filter((node) => shouldRun(pass, node));
  const first = (node: ApiObject) => onNode(pass, node.metadata.name ?? "").find(isLive);
  const running = wanted.map(first).filter((pod) => pod !== undefined);
  const ready = running.filter(isReady);
  const misscheduled = pass.nodes.filter((node) => !wanted.includes(node) && first(node)).length;
  const available = running.filter((pod) => isAvailable(pass, pod)).length;
  const updated = wanted.filter((node) =>
    onNode(pass, node.metadata.name ?? "").some((pod) => isLive(pod) && isCurrent(pass, pod)),
  ).length;
  const unavailable = wanted.length - available;
  const { namespace, name = "" } = set.metadata;
  const target = { namespace, name, subresource: "status", manager: controllerManager };
  registry.edit(registry.resource("apps", "v1", "daemonsets"), target, (object) => {
    object.status = {
      currentNumberScheduled: running.length,
      numberMisscheduled: misscheduled,
      desiredNumberScheduled: wanted.length,
      numberReady: ready.length,
      observedGeneration: object.metadata.generation ?? 0,
      ...(updated ? { updatedNumberScheduled: updated } : {}),
      ...(available ? { numberAvailable: available } : {}),
      ...(unavailable ? { numberUnavailable: unavailable } : {}),
    };
  });
}
