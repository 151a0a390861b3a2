import { breather, type Breather } from "../../base/breather.ts";
import { childController, aborted, type Runnable } from "../../base/lifetime.ts";
import type { LogFields } from "../../base/logger.ts";
import type { Cache } from "../cache/cache.ts";
import type { Client } from "../client/client.ts";
import { isConflict } from "../client/errors.ts";
import { consistentClient } from "../consistency/consistent-client.ts";
import type { Consistency } from "../consistency/consistency.ts";
import { rateLimiterOf } from "../queue/rate-limiter.ts";
import { WorkQueue, type QueueItem } from "../queue/work-queue.ts";
import { mapToSelf } from "../source/map-event.ts";
import { openSource } from "../source/raw-source.ts";
import { parseRequest, type ReconcileRequest } from "../source/reconcile-request.ts";
import { awaitLease } from "./await-lease.ts";
import type { ControllerDefinition } from "./controller-definition.ts";
import { consistentClusters, findPlace, type Place } from "./consistent-clusters.ts";
import type { ControllerObserver } from "./controller-observer.ts";
import { Intake } from "./intake.ts";
import { isPanic } from "./panic.ts";
import {
  reconcileKey,
  type ClusterAccess,
  type ConsistentAccess,
  type ReconcilerOptions,
} from "./reconciler.ts";
import { runFields } from "./run-fields.ts";
import { dependentParts } from "./run-dependents.ts";
import type { RunGate, RunLease } from "./run-gate.ts";
import type { RunNotes, RunObserver } from "./run-observer.ts";
import type { Finish } from "./run-result.ts";
import { TaskRunner } from "./task-runner.ts";
import { takeOverShard } from "./take-over-shard.ts";
import { TerminalError } from "./terminal-error.ts";

type OfRuns = Omit<ReconcilerOptions, "consistency" | "clusters" | "dependents">;

/** Settings of a {@link ControllerRunner}. */
export interface ControllerRunnerOptions extends OfRuns {
  /** What the process writes, shared by its controllers; default: this controller's alone. */
  readonly consistency?: Consistency;
  readonly workers: number;
  readonly observer?: ControllerObserver;
  /** Notes what happens to each key. */
  readonly runs?: RunObserver;
  /** The operator's other clusters by name. */
  readonly clusters?: ReadonlyMap<string, ClusterAccess>;
  /** Which keys are this process's to run; default all. */
  readonly gate?: RunGate;
  /** The lease under which a key is run; default none. */
  readonly lease?: (request: ReconcileRequest) => RunLease;
}

/**
 * Feeds a queue from the caches' events and from raw sources, and works it off. A thrown error puts the key back with back-off; a TerminalError does
 * not; `requeueAfter` runs it again at that time and forgets its failures. Follows controller-runtime's pkg/internal/controller/controller.go.
 */
export class ControllerRunner implements Runnable {
  readonly name: string;
  readonly definition: ControllerDefinition;
  readonly #options: ControllerRunnerOptions;
  readonly #clusters: ReadonlyMap<string, ConsistentAccess>;
  /** Where objects of its kind are. */
  readonly #places = new Map<string, Place>();
  /** Those that it watches something in. */
  readonly #caches = new Set<Cache>();
  readonly #queue: WorkQueue;
  readonly #intake: Intake;
  readonly #tasks: TaskRunner | undefined;
  readonly #sources;
  /** Shared by the workers: together they hold the event loop no longer than one. */
  readonly #pause: Breather;
  /** Aborts when nothing is taken in any more. */
  readonly #over = new AbortController();
  #reading: Promise<void> | undefined;
  #active = 0;

  /** Subscribes at once; nothing runs before {@link start}. */
  constructor(options: ControllerRunnerOptions) {
    const { definition, observer, clock, logger, gate, runs } = options;
    this.name = definition.name;
    this.definition = definition;
    this.#options = options;
    this.#pause = breather({ clock });
    this.#clusters = consistentClusters(options);
    this.#queue = new WorkQueue({
      clock,
      rateLimiter: rateLimiterOf(definition.rateLimiter),
      ...(observer?.queue ? { observer: observer.queue } : {}),
    });
    runs?.attached(this.#queue);
    this.#intake = new Intake({
      runs,
      queue: this.#queue,
      clock,
      observer,
      logger: logger.with({ controller: this.name }),
      client: this.#reader(),
      eventFilter: definition.eventFilter,
      signal: this.#over.signal,
    });
    this.#sources = definition.sources.map((watched) => ({ watched, opened: openSource(watched.source) }));
    for (const name of definition.clusters.length > 0 ? definition.clusters : [""]) this.#subscribe(name);
    const places = { places: this.#places, clusters: this.#clusters };
    if (definition.tasks.length > 0)
      this.#tasks = new TaskRunner({
        ...options,
        ...places,
        onFatal: () => this.#over.abort(),
        onEnded: (key) => this.#queue.add(key),
      });
    const taking = { definition, places: this.#places, queue: this.#queue, runs };
    gate?.onGained((shard) => takeOverShard(shard, { ...taking, gate }));
  }

  /**
   * Works until the signal aborts and every run has ended. Runs are aborted only by `hardStop`.
   *
   * @throws what a raw source fails with, or a handler when `recoverPanic` is false
   */
  async start(signal: AbortSignal, hardStop: AbortSignal = signal): Promise<void> {
    const { workers } = this.#options;
    const stopping = Promise.race([aborted(signal), aborted(this.#over.signal)]).then(() => this.close());
    try {
      const reading = this.warmUp(signal);
      // no run may see a cache that is not whole, also when the stop comes first
      await Promise.race([this.#whenSynced(), stopping]);
      const working = Array.from({ length: workers }, () => this.#work(hardStop));
      const ends = await Promise.allSettled([reading, this.#tasks?.start(this.#over.signal), ...working]);
      // only when all have ended: who is told of the failure may give up the lease
      for (const end of ends) if (end.status === "rejected") throw end.reason;
    } finally {
      this.#over.abort();
      await stopping;
    }
  }

  /** Reads raw sources, once however often it is called. Resolves when the signal has aborted, or all have ended. */
  warmUp(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#options;
    const log = logger.with({ controller: this.name });
    const client = this.#reader();
    this.#reading ??= Promise.all(
      this.#sources.map(({ opened, watched }) =>
        opened
          .read({ signal, log, client, clock, take: (event) => this.#intake.take(event, watched) })
          .catch((error: unknown) => {
            this.#over.abort();
            throw error;
          }),
      ),
    ).then(() => {});
    // told of by whoever waits, which may be later
    this.#reading.catch(() => {});
    return this.#reading;
  }

  /** Takes in nothing more; for one that may never have been started. */
  close(): void {
    this.#over.abort();
    this.#queue.shutDown();
    for (const { opened } of this.#sources) opened.close();
  }

  #subscribe(name: string): void {
    const { definition } = this.#options;
    const { resource, predicate, priority } = definition;
    const at = this.#cluster(name);
    const place = { ...at, dependents: dependentParts(definition, at.cache) };
    this.#places.set(name, place);
    this.#caches.add(place.cache);
    const children = place.dependents?.children;
    // before the handlers that enqueue: a run that follows at once has to find what it is about
    for (const kind of children ? definition.owned : [])
      place.cache.addHandler(kind, (event) => children?.handle(kind, event));
    const places = (from: string) => {
      const { ownEvents } = this.#cluster(from);
      return { from: from || undefined, to: name || undefined, ownEvents };
    };
    const self = this.#intake.handlerOf({ resource, handler: mapToSelf, predicate, priority }, places(name));
    place.cache.addHandler(resource, self);
    for (const { cluster = name, ...watch } of definition.watched) {
      const { cache } = this.#cluster(cluster);
      this.#caches.add(cache);
      cache.addHandler(watch.resource, this.#intake.handlerOf(watch, places(cluster)));
    }
  }

  /** Reads outside a run. */
  #reader(): Client {
    return consistentClient(this.#cluster(""));
  }

  #cluster(name: string): ConsistentAccess {
    const cluster = this.#clusters.get(name);
    if (!cluster)
      throw new TypeError(`controller "${this.name}" watches cluster "${name}", which is not there`);
    return cluster;
  }

  /** Whether everything that was there at the start is in the queue. */
  async #whenSynced(): Promise<void> {
    await Promise.all([...this.#caches].map((cache) => cache.whenSynced()));
    await this.#intake.settled();
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
      // runs that wait for nothing but caches would else hold up the lease, the probes and the watches
      const turn = this.#pause.due();
      if (turn) await turn;
    }
  }

  async #run({ key, priority }: QueueItem, signal: AbortSignal): Promise<void> {
    const { observer, definition, context, runs, gate, logger } = this.#options;
    const { controller, unlink } = childController(signal);
    const request = parseRequest(key);
    const pass = gate?.enter(request, (reason) => controller.abort(reason));
    if (gate && !pass) {
      unlink();
      return this.#queue.forget(key);
    }
    const fields = runFields(definition, request);
    const notes = runs?.started(key);
    const finish = this.#finisher(notes);
    try {
      const [lease, stop] = [this.#options.lease?.(request), this.#over.signal];
      if (lease?.isHeld === false) await awaitLease(lease, { logger, fields, run: controller, stop });
      const place = findPlace(request, { places: this.#places, controller: this.name });
      const again = await context.run(fields, () =>
        reconcileKey(request, {
          ...this.#options,
          ...place,
          clusters: this.#clusters,
          key,
          fields,
          notes,
          signal: controller.signal,
          onSkip: (write) => observer?.skipped?.(write),
          onTimeout: () => observer?.timedOut?.(),
          hasDaemons: () => this.#tasks?.hasEnded(key) === false,
        }),
      );
      this.#queue.forget(key);
      if (again) this.#queue.add(key, { after: again.after, priority: again.priority ?? priority });
      finish(again ? "requeue_after" : "success", { after: again?.after });
    } catch (error) {
      if (controller.signal.aborted) notes?.ended("aborted", { error });
      else this.#fail(error, { key, priority, fields, finish });
    } finally {
      unlink();
      pass?.leave();
    }
  }

  #finisher(notes: RunNotes | undefined): Finish {
    const { clock, observer } = this.#options;
    const started = clock.monotonic();
    return (result, more) => {
      observer?.ran?.(result, clock.monotonic() - started);
      notes?.ended(result, more);
    };
  }

  /** Counts and tells of a failed run, and has it tried again. */
  #fail(error: unknown, run: { key: string; priority: number; fields: LogFields; finish: Finish }): void {
    const { logger, observer, definition } = this.#options;
    const { key, priority, fields, finish } = run;
    if (isPanic(error)) {
      observer?.panicked?.();
      if (!definition.recoverPanic) {
        this.#over.abort();
        throw error;
      }
    }
    if (error instanceof TerminalError) {
      logger.error("reconcile failed for good", { ...fields, error });
      return finish("terminal_error", { error });
    }
    if (isConflict(error))
      logger.info("the object has changed meanwhile, trying again", { ...fields, error: error.message });
    else logger.error("reconcile failed", { ...fields, error });
    this.#queue.add(key, { rateLimited: true, priority });
    finish("error", { error });
  }

  #countActive(change: number): void {
    this.#active += change;
    this.#options.observer?.active?.(this.#active);
  }
}
