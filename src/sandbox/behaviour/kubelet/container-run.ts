import type { JsonObject } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import { objectAt, objectsAt, textAt, timeAt } from "../read.ts";

export interface Terminated {
  readonly exitCode: number;
  readonly reason: string;
  readonly message?: string;
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** What a container does at the moment; times are milliseconds since the epoch. */
export type ContainerState =
  | { readonly is: "waiting"; readonly reason: string; readonly message?: string }
  | { readonly is: "running"; readonly startedAt: number }
  | ({ readonly is: "terminated" } & Terminated);

/** One container of a Pod, as a kubelet keeps it. */
export interface ContainerRun {
  readonly name: string;
  readonly spec: JsonObject;
  readonly role: "init" | "sidecar" | "main";
  state: ContainerState;
  last: Terminated | undefined;
  restarts: number;
  ready: boolean;
  started: boolean;
  /** When something happens to it next. */
  due: number | undefined;
  /** How often its image was asked for in vain. */
  pulls: number;
}

/** One Pod, as a kubelet keeps it. */
export interface PodRun {
  readonly containers: readonly ContainerRun[];
  readonly startedAt: number;
  address: string | undefined;
  /** When the containers of a deleted Pod have stopped. */
  stopAt?: number;
  /** Whether its containers were told to stop. */
  killed?: boolean;
  /** Set once the Pod is over for a reason of its own. */
  failure?: { readonly reason: string; readonly message: string };
}

/** A Pod that a kubelet takes over: fresh, or as its status says. */
export function adoptPod(pod: ApiObject, now: number): PodRun {
  const roles: [string, string][] = [
    ["initContainers", "initContainerStatuses"],
    ["containers", "containerStatuses"],
  ];
  const waiting = objectsAt(pod, "spec.initContainers").length ? "PodInitializing" : "ContainerCreating";
  const containers = roles.flatMap(([key, statuses]) =>
    objectsAt(pod, `spec.${key}`).map((spec) => {
      const known = objectsAt(pod, `status.${statuses}`).find((status) => status.name === spec.name);
      const sidecar = key === "initContainers" && spec.restartPolicy === "Always";
      return adoptContainer(spec, {
        role: key === "containers" ? "main" : sidecar ? "sidecar" : "init",
        known,
        waiting,
      });
    }),
  );
  const address = textAt(pod, "status.podIP");
  return {
    containers,
    startedAt: timeAt(pod, "status.startTime") ?? now,
    address: address || undefined,
  };
}

function adoptContainer(
  spec: JsonObject,
  options: { role: ContainerRun["role"]; known: JsonObject | undefined; waiting: string },
): ContainerRun {
  const { role, known, waiting } = options;
  return {
    name: textAt(spec, "name"),
    spec,
    role,
    state: readState(known) ?? { is: "waiting", reason: waiting },
    last: readTerminated(objectAt(known, "lastState.terminated")),
    restarts: Number(known?.restartCount ?? 0),
    ready: known?.ready === true,
    started: known?.started === true,
    due: undefined,
    pulls: 0,
  };
}

function readState(known: JsonObject | undefined): ContainerState | undefined {
  const startedAt = timeAt(known, "state.running.startedAt");
  if (startedAt !== undefined) return { is: "running", startedAt };
  const ended = readTerminated(objectAt(known, "state.terminated"));
  if (ended) return { is: "terminated", ...ended };
  // what waits begins anew
  return undefined;
}

function readTerminated(state: JsonObject): Terminated | undefined {
  if (state.exitCode === undefined) return undefined;
  const message = textAt(state, "message");
  return {
    exitCode: Number(state.exitCode),
    reason: textAt(state, "reason"),
    ...(message ? { message } : {}),
    startedAt: timeAt(state, "startedAt") ?? 0,
    finishedAt: timeAt(state, "finishedAt") ?? 0,
  };
}
