import { AsyncLocalStorage } from "node:async_hooks";
import type { LogFields } from "../../base/logger.ts";

interface Run {
  readonly of: RunContext;
  readonly fields: LogFields;
  /** The run that this one was begun in. */
  readonly outer: Run | undefined;
}

/**
 * One for all: before Node 24 each that was ever used makes every promise of the process dearer, and there is no moment at which an operator
 * could be sure that nothing of its runs goes on.
 */
const runs = new AsyncLocalStorage<Run>();

/** Fields of the run that the current code belongs to, however deep in awaits. */
export class RunContext {
  /** Calls a function whose every continuation sees these fields. */
  run<R>(fields: LogFields, body: () => R): R {
    return runs.run({ of: this, fields, outer: without(this, runs.getStore()) }, body);
  }

  /** The current fields; none outside a run. */
  fields(): LogFields {
    let run = runs.getStore();
    while (run && run.of !== this) run = run.outer;
    return run?.fields ?? {};
  }
}

/** Runs around a new one: of one operator only the innermost counts. */
function without(context: RunContext, run: Run | undefined): Run | undefined {
  if (!run) return undefined;
  const outer = without(context, run.outer);
  if (run.of === context) return outer;
  return outer === run.outer ? run : { ...run, outer };
}
