import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { timeText } from "../../kube/condition.ts";
import type { Resource } from "../../kube/resource.ts";
import { ApiError } from "../client/errors.ts";
import { parseRequest } from "../source/reconcile-request.ts";
import type { TaskState } from "../timer/task.ts";
import { describeLoop } from "../write-loop/describe-loop.ts";
import type { WriteLoop } from "../write-loop/write-loops.ts";
import { changedPaths } from "./changed-paths.ts";
import type {
  ExplainedCall,
  ExplainedCause,
  ExplainedQueue,
  ExplainedRun,
  ExplainedTask,
  ExplainedWriteLoop,
  Explanation,
} from "./explanation.ts";
import type { NotedCall, NotedCause, NotedRun } from "./noted-run.ts";
import type { RunLog } from "./run-log.ts";

/** Puts into words what a controller knows of a key. */
export function explainKey(
  key: string,
  options: {
    controller: string;
    resource: Resource;
    log: RunLog;
    clock: Clock;
    waits: readonly string[];
    loops: readonly WriteLoop[];
  },
): Explanation {
  const { controller, resource, log, clock, waits, loops } = options;
  const known = log.get(key) ?? { causes: [], ignored: [], runs: [] };
  const now = clock.now();
  const timeAt = (at: number) => timeText(new Date(now - (clock.monotonic() - at)));
  const queue = log.stateOf(key);
  const last = known.runs.at(-1);
  const shown: ExplainedQueue = {
    state: queue.state,
    retries: queue.retries,
    ...(queue.ahead === undefined ? {} : { ahead: queue.ahead }),
    ...(queue.priority === undefined ? {} : { priority: queue.priority }),
    ...(queue.again ? { again: true } : {}),
    ...timeOf(queue, now),
  };
  const tasks = log.tasksOf(key).map((task) => explainTask(task, now));
  const { cluster, namespace, name } = parseRequest(key);
  return {
    version: 1,
    time: timeText(new Date(now)),
    controller,
    object: {
      apiVersion: resource.apiVersion,
      kind: resource.kind,
      ...(namespace ? { namespace } : {}),
      name,
      ...(cluster ? { cluster } : {}),
    },
    queue: shown,
    // a run under way has not said yet what it finds
    waitsFor: waitsFor(shown, { waits, last: known.runs.findLast(({ result }) => result !== undefined) }),
    causes: known.causes.map((cause) => explainCause(cause, { before: last, timeAt })),
    ignored: known.ignored.map((cause) => explainCause(cause, { before: last, timeAt })),
    runs: known.runs
      .map((run, index) => explainRun(run, { before: known.runs[index - 1], timeAt }))
      .toReversed(),
    ...(tasks.length > 0 ? { tasks } : {}),
    ...(loops.length > 0 ? { writeLoops: loops.map((loop) => explainLoop(loop, timeAt)) } : {}),
  };
}

function explainTask({ milliseconds, ...task }: TaskState, now: number): ExplainedTask {
  return {
    ...task,
    ...(milliseconds === undefined ? {} : { until: timeText(new Date(now + milliseconds)) }),
  };
}

function explainLoop(loop: WriteLoop, timeAt: Around["timeAt"]): ExplainedWriteLoop {
  const { type, at, resource, written, path } = loop;
  const { apiVersion, kind } = resource;
  const { namespace, name } = written.metadata;
  const object = { apiVersion, kind, ...(namespace ? { namespace } : {}), name };
  return { type, time: timeAt(at), object, field: path, message: describeLoop(loop) };
}

function timeOf(
  { state, milliseconds }: { state: string; milliseconds?: number },
  now: number,
): { since?: string; until?: string } {
  if (milliseconds === undefined) return {};
  return state === "delayed"
    ? { until: timeText(new Date(now + milliseconds)) }
    : { since: timeText(new Date(now - milliseconds)) };
}

function waitsFor(
  { state, ahead = 0, until, retries }: ExplainedQueue,
  { waits, last }: { waits: readonly string[]; last: NotedRun | undefined },
): string[] {
  const queue =
    state === "ready" && waits.length === 0
      ? [ahead > 0 ? `${ahead} others that go first` : "a worker that is free"]
      : state === "delayed"
        ? [`${until}${retries > 0 ? `, the back-off after failure ${retries} in a row` : ""}`]
        : [];
  const dependents = last?.dependents === undefined ? [] : [`dependents: ${last.dependents}`];
  return [...(state === "running" ? [] : waits), ...queue, ...dependents];
}

/** The run that came before, and how a time of the monotonic clock is told. */
interface Around {
  readonly before: NotedRun | undefined;
  readonly timeAt: (at: number) => string;
}

function explainCause(noted: NotedCause, { before, timeAt }: Around): ExplainedCause {
  const { type, at } = noted;
  const time = timeAt(at);
  if (type === "retry") {
    const error = before?.error === undefined ? "" : `: ${safeMessage(before.error)}`;
    return { type, time, message: `the last run failed${error}` };
  }
  if (type === "requeueAfter") return { type, time, message: "the last run asked for it" };
  if (type === "shard") return { type, time, message: "its shard came to this replica" };
  if (type === "source" || !noted.resource) return { type, time, message: "a raw source" };
  const { namespace, name, event, from, to, initial } = noted;
  const { apiVersion, kind } = noted.resource;
  const object = { apiVersion, kind, ...(namespace ? { namespace } : {}), name };
  const changed = changedOf(noted);
  const versions = from === undefined ? "" : from === to ? " (resync)" : ` ${from} → ${to}`;
  const fields = changed ? `: ${changed.join(", ")}` : "";
  const what = initial ? "was there at the start" : `${event}${versions}`;
  return {
    type,
    time,
    message: `${kind} ${namespace ? `${namespace}/` : ""}${name} ${what}${fields}`,
    object,
    ...(event ? { event } : {}),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(changed ? { changed } : {}),
  };
}

function changedOf({ cause }: NotedCause): string[] | undefined {
  if (cause?.type !== "event" || cause.event.type !== "update") return undefined;
  const { old, object } = cause.event;
  return old === object ? undefined : changedPaths(old, object);
}

function explainRun(run: NotedRun, around: Around): ExplainedRun {
  const { id, at, milliseconds, result, error, dependents, causes, calls = [], moreCalls } = run;
  return {
    id,
    time: around.timeAt(at),
    ...(milliseconds === undefined ? {} : { milliseconds }),
    ...(result === undefined ? {} : { result }),
    ...(error === undefined ? {} : { error: safeMessage(error) }),
    ...(dependents === undefined ? {} : { dependents }),
    causes: causes.map((cause) => explainCause(cause, around)),
    calls: calls.map(explainCall),
    moreCalls,
  };
}

function explainCall({ call, changed }: NotedCall): ExplainedCall {
  const { verb, resource, key, subresource, answer, error } = call;
  const { namespace, name } = key;
  return {
    verb,
    object: {
      apiVersion: resource.apiVersion,
      kind: resource.kind,
      ...(namespace ? { namespace } : {}),
      ...(name ? { name } : {}),
    },
    ...(subresource ? { subresource } : {}),
    answer,
    ...(changed ? { changed } : {}),
    ...(error === undefined ? {} : { error: safeMessage(error, { secret: resource.kind === "Secret" }) }),
  };
}

/** What a server says of a Secret may quote it: only the kind of refusal is told. */
function safeMessage(error: unknown, { secret = false }: { secret?: boolean } = {}): string {
  const about = error instanceof ApiError ? error.status.details?.kind : undefined;
  const text = messageOf(error);
  if (!secret && about?.toLowerCase() !== "secrets" && about !== "Secret" && !/\bSecret "/.test(text))
    return text;
  return error instanceof ApiError
    ? `${error.code} ${error.reason} (about a Secret)`
    : "an error (about a Secret)";
}
