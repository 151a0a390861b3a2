import type { ClusterObject } from "../../cluster/kubectl.ts";
import type { Condition, Deployment } from "./rollout.ts";

/** What is read of a Pod. */
export interface Pod extends ClusterObject {
  readonly metadata: ClusterObject["metadata"] & {
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly name: string }[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface ContainerStatus {
  readonly name: string;
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: { readonly waiting?: Why; readonly running?: object; readonly terminated?: Ended };
  readonly lastState?: { readonly terminated?: Ended };
}

interface Why {
  readonly reason?: string;
  readonly message?: string;
}

interface Ended extends Why {
  readonly exitCode?: number;
}

/** Why a Deployment does not come up, as far as one of its objects tells. */
export interface Trouble {
  readonly text: string;
  /**
   * Whether waiting may help: `never` when it does not, `seldom` when the cluster tries again and again what does not work, `often` for what may
   * only be slow.
   */
  readonly passes: "never" | "seldom" | "often";
  /** Whose last words tell more. */
  readonly log?: { readonly pod: string; readonly container: string; readonly previous: boolean };
  /** The Pod whose events tell more. */
  readonly eventsOf?: string;
}

/** Pods were refused: by admission such as Pod security, by a quota, by a webhook. */
export function deploymentTroubles({ status }: Deployment): Trouble[] {
  return (status?.conditions ?? [])
    .filter(({ type, status: value }) => type === "ReplicaFailure" && value === "True")
    .map(({ message, reason }) => ({
      text: `no pod can be made: ${message ?? reason ?? "no reason is given"}`,
      passes: "seldom",
    }));
}

/** What keeps a Pod from being ready: where it is not placed, its containers, and what the kubelet says of it. */
export function podTroubles(pod: Pod): Trouble[] {
  const { status = {} } = pod;
  if (status.phase === "Failed" && status.reason)
    return [{ text: say(pod, "failed", status), passes: "seldom" }];
  const unscheduled = (status.conditions ?? []).filter(
    ({ type, status: value }) => type === "PodScheduled" && value === "False",
  );
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].filter(
    ({ ready }) => ready !== true,
  );
  return [
    ...unscheduled.map((why): Trouble => ({ text: say(pod, "not scheduled", why), passes: "often" })),
    ...containers.flatMap((container) => containerTrouble(pod, container)),
  ];
}

const hopeless = new Set(["InvalidImageName", "ErrImageNeverPull"]);
const starting = new Set(["ContainerCreating", "PodInitializing"]);

function containerTrouble(pod: Pod, { name, state = {}, lastState }: ContainerStatus): Trouble[] {
  const eventsOf = pod.metadata.name;
  const log = { pod: eventsOf, container: name };
  const last = state.terminated ?? lastState?.terminated;
  const ended = last ? `; before, it ended with exit code ${last.exitCode ?? "?"}${detail(last)}` : "";
  if (state.waiting) {
    const { reason = "" } = state.waiting;
    const text = say(pod, `container ${name} waits`, state.waiting) + ended;
    if (last) return [{ text, passes: "seldom", log: { ...log, previous: true } }];
    if (starting.has(reason)) return [{ text, passes: "often", eventsOf }];
    return [{ text, passes: hopeless.has(reason) ? "never" : "seldom" }];
  }
  if (state.terminated) {
    if (
      state.terminated.exitCode === 0 &&
      state.terminated.reason === "Completed" &&
      !pod.status?.containerStatuses?.some((one) => one.name === name)
    )
      return []; // an init container that is done
    const text = say(
      pod,
      `container ${name} ended with exit code ${state.terminated.exitCode ?? "?"}`,
      state.terminated,
    );
    return [{ text, passes: "seldom", log: { ...log, previous: false } }];
  }
  if (state.running) {
    const text = `pod ${pod.metadata.name}: container ${name} runs but is not ready${ended}`;
    return [{ text, passes: last ? "seldom" : "often", log: { ...log, previous: false }, eventsOf }];
  }
  return [];
}

function say(pod: Pod, what: string, why: Why): string {
  return `pod ${pod.metadata.name}: ${[what, why.reason, why.message].filter(Boolean).join(": ")}`;
}

function detail({ reason, message }: Why): string {
  const words = [reason === "Error" ? undefined : reason, message?.trim()].filter(Boolean);
  return words.length === 0 ? "" : ` (${words.join(": ")})`;
}
