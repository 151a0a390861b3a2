import { AsyncLocalStorage } from "node:async_hooks";
import type { LogFields } from "../../base/logger.ts";

/** Fields of the run that the current code belongs to, however deep in awaits. */
export class RunContext {
  readonly #storage = new AsyncLocalStorage<LogFields>();

  /** Calls a function whose every continuation sees these fields. */
  run<R>(fields: LogFields, body: () => R): R {
    return this.#storage.run(fields, body);
  }

  /** The current fields; none outside a run. */
  fields(): LogFields {
    return this.#storage.getStore() ?? {};
  }
}
