import { timeText } from "../../../kube/condition.ts";
import type { JsonObject } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import { conditionAt, objectsAt } from "../read.ts";
import type { PodRun } from "./container-run.ts";

/** What a condition says. */
interface Said {
  readonly status: "True" | "False";
  readonly reason?: string;
  readonly message?: string;
}

/** Conditions that a kubelet owns, in the order in which it writes them. */
const own = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"];

/** The conditions of a Pod; those of others follow unchanged. Follows k8s.io/kubernetes/pkg/kubelet/status/generate.go. */
export function podConditions(
  pod: ApiObject,
  options: { run: PodRun; phase: string; now: number },
): JsonObject[] {
  const { run, phase, now } = options;
  const containersReady = readyOf(run, phase);
  const said: Record<string, Said> = {
    PodReadyToStartContainers: { status: run.address ? "True" : "False" },
    Initialized: initialized(run, phase),
    Ready: containersReady.status === "True" ? gated(pod) : containersReady,
    ContainersReady: containersReady,
    PodScheduled: { status: "True" },
  };
  const others = objectsAt(pod, "status.conditions").filter(({ type }) => !own.includes(String(type)));
  return [
    ...own.map((type) => condition(pod, { type, now, said: said[type] ?? { status: "True" } })),
    ...others,
  ];
}

function condition(pod: ApiObject, options: { type: string; now: number; said: Said }): JsonObject {
  const { type, now, said } = options;
  const before = conditionAt(pod, type);
  const changed = before?.status !== said.status || before.lastTransitionTime === undefined;
  return {
    type,
    observedGeneration: pod.metadata.generation ?? 1,
    status: said.status,
    lastProbeTime: null,
    lastTransitionTime: changed ? timeText(new Date(now)) : before.lastTransitionTime,
    ...(said.reason ? { reason: said.reason } : {}),
    ...(said.message ? { message: said.message } : {}),
  };
}

function readyOf(run: PodRun, phase: string): Said {
  if (phase === "Succeeded") return { status: "False", reason: "PodCompleted" };
  if (phase === "Failed") return { status: "False", reason: "PodFailed" };
  const unready = run.containers
    .filter(({ role, ready }) => role !== "init" && !ready)
    .map(({ name }) => name);
  if (unready.length === 0) return { status: "True" };
  return {
    status: "False",
    reason: "ContainersNotReady",
    message: `containers with unready status: [${unready.join(" ")}]`,
  };
}

/** Readiness gates are conditions that others write. */
function gated(pod: ApiObject): Said {
  const messages = objectsAt(pod, "spec.readinessGates").flatMap(({ conditionType }) => {
    const type = String(conditionType);
    const found = conditionAt(pod, type);
    if (!found)
      return [`corresponding condition of pod readiness gate ${JSON.stringify(type)} does not exist.`];
    if (found.status === "True") return [];
    return [
      `the status of pod readiness gate ${JSON.stringify(type)} is not "True", but ${String(found.status)}`,
    ];
  });
  if (messages.length === 0) return { status: "True" };
  return { status: "False", reason: "ReadinessGatesNotReady", message: messages.join(", ") };
}

function initialized(run: PodRun, phase: string): Said {
  if (phase === "Succeeded") return { status: "True", reason: "PodCompleted" };
  if (run.containers.some(({ role, state, last }) => role === "main" && (state.is !== "waiting" || last)))
    return { status: "True" };
  const incomplete = run.containers
    .filter(({ role, ready, started }) => (role === "init" && !ready) || (role === "sidecar" && !started))
    .map(({ name }) => name);
  if (incomplete.length === 0) return { status: "True" };
  return {
    status: "False",
    reason: "ContainersNotInitialized",
    message: `containers with incomplete status: [${incomplete.join(" ")}]`,
  };
}
