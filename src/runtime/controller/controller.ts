import { childController, aborted, type Runnable } from "../../base/lifetime.ts";
import { keyText, type ObjectKey } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { InformerEvent } from "../cache/informer.ts";
import { isConflict } from "../client/errors.ts";
import { lowPriority, WorkQueue, type QueueItem, type QueueObserver } from "../queue/work-queue.ts";
import { mapToSelf, objectsOf, type MapFunction } from "../source/map-event.ts";
import type { Predicate } from "../source/predicate.ts";
import { OwnWrites } from "./own-writes.ts";
import { reconcileKey, type ReconcilerOptions } from "./reconciler.ts";
import type { RunObserver } from "./run-observer.ts";
import type { RunResult } from "./run-result.ts";
import { TerminalError } from "./terminal-error.ts";

/** What a controller tells metrics about. */
export interface ControllerObserver {
  readonly queue?: QueueObserver;
  ran?(result: RunResult, milliseconds: number): void;
  active?(workers: number): void;
}

/** Settings of a {@link ControllerRunner}. */
export interface ControllerRunnerOptions extends Omit<ReconcilerOptions, "ownWrites"> {
  readonly workers: number;
  readonly observer?: ControllerObserver;
  /** Notes what happens to each key. */
  readonly runs?: RunObserver;
}

/**
 * Feeds a queue from the cache's events and works it off. A thrown error puts the key back with back-off; a TerminalError does not;
 * `requeueAfter` runs it again at that time and forgets its failures. Follows controller-runtime's pkg/internal/controller/controller.go.
 */
export class ControllerRunner implements Runnable {
  readonly name: string;
  readonly #options: ControllerRunnerOptions;
  readonly #queue: WorkQueue;
  readonly #ownWrites = new OwnWrites();
  #active = 0;

  constructor(options: ControllerRunnerOptions) {
    this.name = options.definition.name;
    this.#options = options;
    const observer = options.observer?.queue;
    this.#queue = new WorkQueue({ clock: options.clock, ...(observer ? { observer } : {}) });
    options.runs?.attached(this.#queue);
    this.#subscribe();
  }

  /** Works until the signal aborts and every run has ended. Runs are aborted only by `hardStop`. */
  async start(signal: AbortSignal, hardStop: AbortSignal = signal): Promise<void> {
    const { cache, workers } = this.#options;
    const stopping = aborted(signal).then(() => this.#queue.shutDown());
    // no run may see a cache that is not whole, also when the stop comes first
    await Promise.race([cache.whenSynced(), stopping]);
    await Promise.all(Array.from({ length: workers }, () => this.#work(hardStop)));
    await stopping;
  }

  #subscribe(): void {
    const { definition, cache } = this.#options;
    cache.addHandler(definition.resource, ({ type, object }) =>
      this.#ownWrites.seen(object, { deleted: type === "delete" }),
    );
    cache.addHandler(
      definition.resource,
      this.#handler(definition.resource, { map: mapToSelf, predicate: definition.predicate }),
    );
    for (const watched of definition.watched)
      cache.addHandler(watched.resource, this.#handler(watched.resource, watched));
  }

  #handler(
    resource: Resource,
    { map, predicate }: { map: MapFunction; predicate: Predicate | undefined },
  ): (event: InformerEvent) => void {
    const { runs } = this.#options;
    return (event) => {
      if (predicate && !predicate(event)) return;
      const quiet =
        (event.type === "create" && event.initial) || (event.type === "update" && event.old === event.object);
      // once each: a worker that waits takes a key at once, and a second add would be a second run
      const keys = new Set(objectsOf(event).flatMap((object) => map(object).map(keyText)));
      for (const key of keys) {
        runs?.queued(key, { type: "event", event, resource });
        this.#queue.add(key, quiet ? { priority: lowPriority } : {});
      }
    };
  }

  async #work(signal: AbortSignal): Promise<void> {
    for (let item = await this.#queue.get(); item; item = await this.#queue.get()) {
      this.#countActive(1);
      try {
        await this.#run(item, signal);
      } finally {
        this.#countActive(-1);
        this.#queue.done(item.key);
      }
    }
  }

  async #run({ key, priority }: QueueItem, signal: AbortSignal): Promise<void> {
    const { clock, observer, logger, definition, runs } = this.#options;
    const started = clock.monotonic();
    const { controller, unlink } = childController(signal);
    const notes = runs?.started(key);
    const finish = (result: RunResult, more: { error?: unknown; after?: number | undefined }) => {
      observer?.ran?.(result, clock.monotonic() - started);
      notes?.ended(result, more);
    };
    try {
      const after = await reconcileKey(parseKey(key), {
        ...this.#options,
        ownWrites: this.#ownWrites,
        signal: controller.signal,
        notes,
      });
      this.#queue.forget(key);
      if (after !== undefined) this.#queue.add(key, { after, priority });
      finish(after === undefined ? "success" : "requeue_after", { after });
    } catch (error) {
      if (signal.aborted) {
        notes?.ended("aborted", { error });
        return;
      }
      const fields = { controller: definition.name, [definition.resource.kind.toLowerCase()]: key, error };
      if (error instanceof TerminalError) {
        logger.error("reconcile failed for good", fields);
        finish("terminal_error", { error });
        return;
      }
      if (isConflict(error))
        logger.info("the object has changed meanwhile, trying again", { ...fields, error: error.message });
      else logger.error("reconcile failed", fields);
      this.#queue.add(key, { rateLimited: true, priority });
      finish("error", { error });
    } finally {
      unlink();
    }
  }

  #countActive(change: number): void {
    this.#active += change;
    this.#options.observer?.active?.(this.#active);
  }
}

/** What keyText made of it. */
function parseKey(text: string): ObjectKey {
  const slash = text.indexOf("/");
  return slash < 0 ? { name: text } : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}
