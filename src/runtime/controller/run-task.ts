import type { LogFields } from "../../base/logger.ts";
import type { Resource } from "../../kube/resource.ts";
import { consistentClient } from "../consistency/consistent-client.ts";
import type { ObservedCall } from "../consistency/observed-call.ts";
import type { ReconcileRequest } from "../source/reconcile-request.ts";
import type { TaskResult, TaskRun } from "../timer/task.ts";
import type { ControllerTask } from "./controller-definition.ts";
import type { ControllerObserver } from "./controller-observer.ts";
import { findCluster } from "./find-cluster.ts";
import { handlerClient } from "./handler-client.ts";
import { isPanic } from "./panic.ts";
import type { ConsistentAccess, ReconcilerOptions } from "./reconciler.ts";
import { runFields } from "./run-fields.ts";
import { TerminalError } from "./terminal-error.ts";

/** What a run of a task works with; its cluster is the one that the object is in. */
export interface RunTaskOptions extends Omit<ReconcilerOptions, "dependents"> {
  readonly task: ControllerTask;
  readonly request: ReconcileRequest;
  readonly observer?: ControllerObserver | undefined;
}

/**
 * Runs a timer or a daemon once, and tells of its end.
 *
 * @throws what the handler throws, when it is a mistake in the code and the controller does not recover from those
 */
export async function runTask(run: TaskRun, options: RunTaskOptions): Promise<TaskResult> {
  const { definition, task, observer, context, request } = options;
  const { reconcileID, ...known } = runFields(definition, request);
  const fields = { ...known, [task.type]: task.name, runID: reconcileID };
  let result: TaskResult = "success";
  try {
    await context.run(fields, async () => task.handler(taskContext(run, { ...options, fields })));
    if (run.signal.aborted) result = "aborted";
  } catch (error) {
    result = run.signal.aborted ? "aborted" : reportFailure(error, { ...options, fields });
    if (result !== "aborted" && isPanic(error) && !definition.recoverPanic) throw error;
  } finally {
    observer?.taskRan?.(task, result);
  }
  return result;
}

/** Logs and counts what went wrong with a task; what is thrown at an end that was asked for is no failure. */
export function reportFailure(
  error: unknown,
  options: Pick<RunTaskOptions, "task" | "logger" | "observer"> & { fields: LogFields },
): TaskResult {
  const { task, logger, observer, fields } = options;
  if (isPanic(error)) observer?.panicked?.();
  if (error instanceof TerminalError) {
    logger.error(`${task.type} failed for good`, { ...fields, error });
    return "terminal_error";
  }
  logger.error(`${task.type} failed`, { ...fields, error });
  return "error";
}

function taskContext(run: TaskRun, options: RunTaskOptions & { fields: LogFields }) {
  const { definition, request, logger, fields, events, observer } = options;
  const { object, current, signal } = run;
  const observe = ({ answer, verb, resource }: ObservedCall) => {
    if (answer === "skipped") observer?.skipped?.({ verb, kind: resource.kind });
  };
  const access = ({ client, consistency }: ConsistentAccess, owned: readonly Resource[]) =>
    handlerClient({ client: consistentClient({ client, consistency, observe }), owned, object, signal });
  return {
    object,
    current,
    client: access(options, definition.owned),
    cluster: (name: string) => access(findCluster(name, options.clusters), []),
    events: events(object),
    log: logger.with(fields),
    signal,
    request,
  };
}
