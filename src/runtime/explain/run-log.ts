import type { Clock } from "../../base/clock.ts";
import type { ObservedQueue, QueueCause, RunNotes, RunObserver } from "../controller/run-observer.ts";
import type { QueueState } from "../queue/queue-state.ts";
import type { TaskState } from "../timer/task.ts";
import { NotedCause, NotedRun, type KeyLog } from "./noted-run.ts";

/** How much is kept. */
export interface RunLogLimits {
  /** Keys; those not heard of for longest are forgotten. */
  readonly keys: number;
  readonly runs: number;
  readonly causes: number;
  readonly calls: number;
  /** Events of which both states are kept, over all keys. */
  readonly states: number;
}

const defaults: RunLogLimits = { keys: 1_024, runs: 5, causes: 8, calls: 50, states: 64 };

/**
 * Keeps why each key of a controller was queued and how its last runs went, within limits. It is on the path of every event and run: it only
 * keeps what is there, and leaves the telling to who asks.
 */
export class RunLog implements RunObserver {
  readonly #clock: Clock;
  readonly #limits: RunLogLimits & { readonly clock: Clock };
  /** Two generations: one that is full makes the other go. */
  #young = new Map<string, KeyLog>();
  #old = new Map<string, KeyLog>();
  readonly #states: (NotedCause | undefined)[] = [];
  #nextState = 0;
  #queue: { stateOf(key: string): QueueState } | undefined;

  #tasks: { states(key: string): readonly TaskState[] } | undefined;

  constructor(options: { clock: Clock; limits?: Partial<RunLogLimits> }) {
    this.#clock = options.clock;
    this.#limits = { ...defaults, ...options.limits, clock: options.clock };
  }

  attached(queue: ObservedQueue): void {
    this.#queue = queue;
  }

  hasTasks(tasks: { states(key: string): readonly TaskState[] }): void {
    this.#tasks = tasks;
  }

  /** Where the timers and daemons of a key are. */
  tasksOf(key: string): readonly TaskState[] {
    return this.#tasks?.states(key) ?? [];
  }

  /** Where a key is in the queue. */
  stateOf(key: string): QueueState {
    return this.#queue?.stateOf(key) ?? { state: "idle", retries: 0 };
  }

  /** What is known of a key; undefined when that is nothing. */
  get(key: string): KeyLog | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  queued(key: string, cause: QueueCause): void {
    const noted = new NotedCause(cause.type, this.#clock.monotonic(), cause);
    if (cause.type === "event") this.#keepStates(noted);
    const log = this.#open(key);
    // the first says why a run comes at all, the last what is new
    if (log.causes.length >= this.#limits.causes) log.causes.splice(1, 1);
    log.causes.push(noted);
  }

  passedOver(key: string, cause: QueueCause): void {
    const { ignored } = this.#open(key);
    const noted = new NotedCause(cause.type, this.#clock.monotonic(), cause);
    // what changed is told at the call of the run that wrote it
    noted.cause = undefined;
    if (ignored.length >= this.#limits.causes) ignored.shift();
    ignored.push(noted);
  }

  started(key: string): RunNotes {
    const log = this.#open(key);
    const run = new NotedRun(log, this.#limits);
    log.causes = [];
    if (log.runs.length >= this.#limits.runs) log.runs.shift();
    log.runs.push(run);
    return run;
  }

  #open(key: string): KeyLog {
    const young = this.#young.get(key);
    if (young) return young;
    const log = this.#old.get(key) ?? { causes: [], ignored: [], runs: [] };
    if (this.#young.size * 2 >= this.#limits.keys) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, log);
    return log;
  }

  #keepStates(noted: NotedCause): void {
    const oldest = this.#states[this.#nextState];
    if (oldest) oldest.cause = undefined;
    this.#states[this.#nextState] = noted;
    this.#nextState = (this.#nextState + 1) % this.#limits.states;
  }
}
