import { aborted } from "../../base/lifetime.ts";
import { keyOf, type KubernetesObject, type Observed } from "../../kube/object.ts";
import { rateLimiterOf } from "../queue/rate-limiter.ts";
import { parseRequest, requestText, type ReconcileRequest } from "../source/reconcile-request.ts";
import { ObjectTasks } from "../timer/object-tasks.ts";
import type { ControllerTask } from "./controller-definition.ts";
import type { ControllerObserver } from "./controller-observer.ts";
import type { ConsistentAccess, ReconcilerOptions } from "./reconciler.ts";
import { runFields } from "./run-fields.ts";
import type { RunGate, RunLease } from "./run-gate.ts";
import type { RunObserver } from "./run-observer.ts";
import { reportFailure, runTask } from "./run-task.ts";

/** What a {@link TaskRunner} works with. */
export interface TaskRunnerOptions extends Pick<
  ReconcilerOptions,
  "definition" | "clock" | "logger" | "context" | "clusters"
> {
  /** Where objects of the controller's kind are. */
  readonly places: ReadonlyMap<string, ConsistentAccess>;
  readonly gate?: RunGate;
  readonly lease?: (request: ReconcileRequest) => RunLease;
  readonly observer?: ControllerObserver;
  readonly runs?: RunObserver;
  /** Called at once at what {@link TaskRunner.start} is going to throw. */
  readonly onFatal: () => void;
  /** All tasks of an object have ended. */
  readonly onEnded: (key: string) => void;
}

/** Runs the timers and daemons of a controller's objects while they are there, and this process's to look after. */
export class TaskRunner {
  readonly #options: TaskRunnerOptions;
  readonly #tasks: ObjectTasks<ControllerTask>;
  #active = false;
  #fatal: { error: unknown } | undefined;

  /** Subscribes at once; nothing runs before {@link start}. */
  constructor(options: TaskRunnerOptions) {
    const { definition, clock, places, gate } = options;
    this.#options = options;
    this.#tasks = new ObjectTasks({
      tasks: definition.tasks,
      clock,
      rateLimiter: rateLimiterOf(definition.rateLimiter),
      run: async ({ task, key, ...run }) => {
        const request = parseRequest(key);
        const lease = options.lease?.(request);
        if (lease?.isHeld === false && !(await lease.whenHeld(run.signal))) return "aborted";
        const place = places.get(request.cluster ?? "") as ConsistentAccess;
        return runTask(run, { ...options, ...place, task, request });
      },
      failed: (error, { task, key }) => {
        const fields = { ...runFields(definition, parseRequest(key)), [task.type]: task.name };
        options.observer?.taskRan?.(task, reportFailure(error, { ...options, task, fields }));
      },
      enter: (key) => (gate ? gate.enter(parseRequest(key), () => {}) : { leave: () => {} }),
      ended: (key) => {
        if (this.#active && definition.tasks.some(holdsObject)) options.onEnded(key);
      },
      fatal: (error) => {
        this.#fatal ??= { error };
        options.onFatal();
      },
    });
    options.runs?.hasTasks?.(this.#tasks);
    for (const [cluster, { cache }] of places)
      cache.addHandler(definition.resource, (event) => {
        if (!this.#active) return;
        if (event.type === "delete") this.#tasks.drop(requestOf(event.object, cluster), deleted);
        else this.#consider(event.object, cluster);
      });
    gate?.onGained((shard) => this.#considerAll((request) => gate.shardOf(request) === shard));
    gate?.onClosing((shard) => {
      for (const key of this.#tasks.keys)
        if (gate.shardOf(parseRequest(key)) === shard)
          this.#tasks.drop(key, new Error(`shard ${shard} goes to another replica`));
    });
  }

  /**
   * Runs tasks until the signal aborts and all have ended.
   *
   * @throws a mistake in a handler's code, when the controller does not recover from those
   */
  async start(signal: AbortSignal): Promise<void> {
    this.#active = !signal.aborted;
    this.#considerAll(() => true);
    await aborted(signal);
    this.#active = false;
    await this.#tasks.end(new Error("the controller stops"));
    if (this.#fatal) throw this.#fatal.error;
  }

  /** Whether nothing of an object's timers and daemons runs any more, or will. */
  hasEnded(key: string): boolean {
    return !this.#tasks.has(key);
  }

  #considerAll(wanted: (request: ReconcileRequest) => boolean): void {
    if (!this.#active) return;
    const { places, definition } = this.#options;
    for (const [cluster, { cache }] of places)
      for (const object of cache.list(definition.resource))
        if (wanted(parseRequest(requestOf(object, cluster)))) this.#consider(object, cluster);
  }

  /** An object has its tasks when the predicates would let it in as a new one: they say which objects are the controller's. */
  #consider(object: Observed<KubernetesObject>, cluster: string): void {
    const { predicate, eventFilter } = this.#options.definition;
    const event = { type: "create", object, initial: true } as const;
    const key = requestOf(object, cluster);
    if (object.metadata.deletionTimestamp) return this.#tasks.drop(key, deleted);
    const admitted = (predicate?.(event) ?? true) && (eventFilter?.(event) ?? true);
    if (admitted) this.#tasks.want(key, object);
    else this.#tasks.drop(key, new Error("the predicates turn the object away"));
  }
}

const deleted = new Error("the object is being deleted");

function holdsObject(task: ControllerTask): boolean {
  return task.type === "daemon" && task.finalizer !== undefined;
}

function requestOf(object: Observed<KubernetesObject>, cluster: string): string {
  return requestText({ ...keyOf(object), ...(cluster ? { cluster } : {}) });
}
