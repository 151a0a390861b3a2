import type { RecordedEvent } from "../event-recorder.ts";
import type { ContainerRun, PodRun, Terminated } from "./container-run.ts";
import type { PodPlan } from "./pod-plan.ts";

/** How long a failed container or pull waits: 10 s, 20 s, 40 s … up to 5 min. Facts of pkg/kubelet. */
const firstBackOff = 10_000;
const longestBackOff = 300_000;
/** How long an error of a pull is shown before the kubelet backs off. */
const pullErrorShown = 100;

export interface AdvanceOptions {
  readonly plan: PodPlan & Required<Pick<PodPlan, "startDelay" | "runTime">>;
  readonly restartPolicy: string;
  /** Of the Pod, as messages of back-offs have it: `name_namespace(uid)`. */
  readonly podText: string;
  readonly now: number;
  readonly tell: (event: Omit<RecordedEvent, "component">) => void;
}

/**
 * Brings a Pod's containers to where they are at `now`: init containers in their order, then sidecars and main
 * containers, which run, become ready, end, and are started again as the plan and the restart policy say. Returns when
 * something happens next.
 */
export function advancePod(run: PodRun, options: AdvanceOptions): number | undefined {
  // a container that changes may let the next one begin
  while (run.containers.some((container, index) => step(run, index, { ...options, container })));
  const due = run.containers.map((container) => container.due).filter((time) => time !== undefined);
  return due.length ? Math.min(...due) : undefined;
}

type Step = AdvanceOptions & { readonly container: ContainerRun };

/** Makes one change of a container that is due; false when there is none. */
function step(run: PodRun, index: number, options: Step): boolean {
  const { container } = options;
  switch (container.state.is) {
    case "waiting":
      return stepWaiting(options, mayBegin(run, index));
    case "running":
      return stepRunning(options);
    case "terminated":
      return stepTerminated(options);
  }
}

/** Init containers before it have succeeded, sidecars before it have started. */
function mayBegin(run: PodRun, index: number): boolean {
  const before = run.containers.slice(0, index).filter(({ role }) => role !== "main");
  return before.every((other) =>
    other.role === "sidecar" ? other.started : other.state.is === "terminated" && other.state.exitCode === 0,
  );
}

function stepWaiting(options: Step, mayBegin: boolean): boolean {
  const { container, plan, now } = options;
  if (!mayBegin) return false;
  container.due ??= now + plan.startDelay;
  if (now < container.due) return false;
  if (plan.imagePullError !== undefined) return failPull(options, plan.imagePullError);
  start(options);
  return true;
}

function failPull(options: Step, error: string): boolean {
  const { container, now, tell } = options;
  const image = String(container.spec.image);
  const fieldPath = fieldPathOf(container);
  const shown = container.state.is === "waiting" && container.state.reason === "ErrImagePull";
  if (!shown) {
    container.pulls++;
    const message = `failed to pull and unpack image "${image}": ${error}`;
    tell({ type: "Normal", reason: "Pulling", message: `Pulling image "${image}"`, fieldPath });
    tell({
      type: "Warning",
      reason: "Failed",
      message: `Failed to pull image "${image}": ${message}`,
      fieldPath,
    });
    tell({ type: "Warning", reason: "Failed", message: "Error: ErrImagePull", fieldPath });
    container.state = { is: "waiting", reason: "ErrImagePull", message };
    container.due = now + pullErrorShown;
    return true;
  }
  const message = `Back-off pulling image "${image}"`;
  tell({ type: "Normal", reason: "BackOff", message, fieldPath });
  tell({ type: "Warning", reason: "Failed", message: "Error: ImagePullBackOff", fieldPath });
  const cause = container.state.is === "waiting" ? (container.state.message ?? "") : "";
  container.state = {
    is: "waiting",
    reason: "ImagePullBackOff",
    message: `${message}: ErrImagePull: ${cause}`,
  };
  container.due = now + backOff(container.pulls - 1);
  return true;
}

function start({ container, now, tell }: Step): void {
  const image = String(container.spec.image);
  const fieldPath = fieldPathOf(container);
  const present = `Container image "${image}" already present on machine and can be accessed by the pod`;
  tell({ type: "Normal", reason: "Pulled", message: present, fieldPath });
  tell({ type: "Normal", reason: "Created", message: "Container created", fieldPath });
  tell({ type: "Normal", reason: "Started", message: "Container started", fieldPath });
  if (container.last) container.restarts++;
  container.state = { is: "running", startedAt: now };
  container.started = container.role !== "init";
  container.due = undefined;
}

function stepRunning(options: Step): boolean {
  const { container, plan, now } = options;
  if (container.state.is !== "running") return false;
  const { startedAt } = container.state;
  const end = endOf(options);
  if (end && now >= startedAt + end.after) {
    stop(options, { ...end, startedAt });
    return true;
  }
  // what is about to crash does not get ready before
  const crashes = plan.crashes === true || container.restarts < (plan.crashes ?? 0);
  const readyAt = crashes && container.role === "main" ? Infinity : startedAt + (plan.readyDelay ?? 0);
  if (!container.ready && container.role !== "init" && now >= readyAt) {
    container.ready = true;
    return true;
  }
  const times = [
    ...(end ? [startedAt + end.after] : []),
    ...(container.ready || container.role === "init" || readyAt === Infinity ? [] : [readyAt]),
  ];
  container.due = times.length ? Math.min(...times) : undefined;
  return false;
}

/** When, after its start, a container ends, and how; undefined: it runs for ever. */
function endOf({ container, plan, restartPolicy }: Step): { after: number; exitCode: number } | undefined {
  const { crashes = 0 } = plan;
  const after = plan.runTime;
  if (container.role === "init") return { after, exitCode: 0 };
  if (container.role === "sidecar") return undefined;
  if (crashes === true || container.restarts < crashes) return { after, exitCode: plan.exitCode || 1 };
  if (plan.exitCode !== undefined && !crashes) return { after, exitCode: plan.exitCode };
  return restartPolicy === "Always" ? undefined : { after, exitCode: 0 };
}

function stop({ container, plan, now }: Step, end: { exitCode: number; startedAt: number }): void {
  const { exitCode, startedAt } = end;
  const message = container.role === "main" ? plan.terminationMessage : undefined;
  container.state = {
    is: "terminated",
    exitCode,
    reason: exitCode === 0 ? "Completed" : "Error",
    ...(message === undefined ? {} : { message }),
    startedAt,
    finishedAt: now,
  };
  // an init container that has succeeded counts as ready
  container.ready = container.role === "init" && exitCode === 0;
  container.started = false;
  container.due = undefined;
}

function stepTerminated(options: Step): boolean {
  const { container, restartPolicy, now } = options;
  if (container.state.is !== "terminated" || !restarts(container, restartPolicy)) return false;
  const { exitCode, reason, message, startedAt, finishedAt } = container.state;
  const ended: Terminated = {
    exitCode,
    reason,
    ...(message === undefined ? {} : { message }),
    startedAt,
    finishedAt,
  };
  // the first time it is started again at once; the end is seen before it
  const wait = container.restarts === 0 ? 0 : backOff(container.restarts - 1);
  container.due ??= finishedAt + 1;
  if (now < container.due) return false;
  container.last = ended;
  if (wait === 0) {
    start(options);
    return true;
  }
  const back = `back-off ${shortDuration(wait)} restarting failed container=${container.name} pod=${options.podText}`;
  const told = `Back-off restarting failed container ${container.name} in pod ${options.podText}`;
  options.tell({ type: "Warning", reason: "BackOff", message: told, fieldPath: fieldPathOf(container) });
  container.state = { is: "waiting", reason: "CrashLoopBackOff", message: back };
  container.due = now + wait;
  return true;
}

function restarts(container: ContainerRun, restartPolicy: string): boolean {
  if (container.state.is !== "terminated") return false;
  if (container.role === "sidecar") return true;
  const failed = container.state.exitCode !== 0;
  if (container.role === "init") return failed && restartPolicy !== "Never";
  return restartPolicy === "Always" || (restartPolicy === "OnFailure" && failed);
}

function backOff(failures: number): number {
  return Math.min(longestBackOff, firstBackOff * 2 ** Math.min(failures, 10));
}

/** As Go prints whole seconds: 10s, 1m20s, 5m0s. */
function shortDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

function fieldPathOf(container: ContainerRun): string {
  return `spec.${container.role === "main" ? "containers" : "initContainers"}{${container.name}}`;
}
