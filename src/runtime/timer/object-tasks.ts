import type { Clock } from "../../base/clock.ts";
import type { KubernetesObject, Observed } from "../../kube/object.ts";
import type { RateLimiter } from "../queue/rate-limiter.ts";
import type { TaskDefinition, TaskResult, TaskRun, TaskState } from "./task.ts";
import { TaskSlot } from "./task-slot.ts";
import { Turns } from "./turns.ts";

/** What {@link ObjectTasks} work with; keys name objects. */
export interface ObjectTasksOptions<D extends TaskDefinition> {
  readonly tasks: readonly D[];
  readonly clock: Clock;
  readonly rateLimiter: RateLimiter;
  /** Runs a task of an object; rejects only with what is to end the process. */
  readonly run: (run: TaskRun & { task: D; key: string }) => Promise<TaskResult>;
  /** A function of the user's that says when to run failed. */
  readonly failed: (error: unknown, at: { task: D; key: string; object: Observed<KubernetesObject> }) => void;
  /** Leave to run an object's tasks, until it is given back; undefined: they are another process's. */
  readonly enter: (key: string) => { leave(): void } | undefined;
  readonly fatal: (error: unknown) => void;
  /** All tasks of an object have ended. */
  readonly ended?: (key: string) => void;
}

interface ObjectLife {
  readonly slots: readonly TaskSlot[];
  pass: { leave(): void };
  ending: boolean;
}

/** The timers and daemons of the objects of a controller. */
export class ObjectTasks<D extends TaskDefinition> {
  readonly #options: ObjectTasksOptions<D>;
  readonly #lives = new Map<string, ObjectLife>();
  readonly #turns: Map<D, Turns>;
  #whenIdle: (() => void) | undefined;

  constructor(options: ObjectTasksOptions<D>) {
    this.#options = options;
    this.#turns = new Map(
      options.tasks.flatMap((task) =>
        task.type === "timer" ? [[task, new Turns(task.workers)] as const] : [],
      ),
    );
  }

  /** Objects whose tasks run or may. */
  get keys(): readonly string[] {
    return [...this.#lives.keys()];
  }

  /** The object is there, and this process's to look after. */
  want(key: string, object: Observed<KubernetesObject>): void {
    const known = this.#lives.get(key);
    if (known?.ending !== false) {
      const pass = this.#options.enter(key);
      if (!pass) return;
      if (known) {
        known.pass.leave();
        Object.assign(known, { pass, ending: false });
      } else this.#lives.set(key, { pass, ending: false, slots: this.#slots(key) });
    }
    for (const slot of this.#lives.get(key)?.slots ?? []) slot.want(object);
  }

  /** The object is gone, or no longer this process's: its tasks are told to end. */
  drop(key: string, reason: Error): void {
    const life = this.#lives.get(key);
    if (!life || life.ending) return;
    life.ending = true;
    for (const slot of life.slots) slot.want(undefined, reason);
  }

  /** Ends all; resolves when they have. */
  async end(reason: Error): Promise<void> {
    for (const key of this.keys) this.drop(key, reason);
    if (this.#lives.size > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve));
  }

  /** Whether any task of an object runs, or may. */
  has(key: string): boolean {
    return this.#lives.has(key);
  }

  /** Where the tasks of an object are. */
  states(key: string): readonly TaskState[] {
    return (this.#lives.get(key)?.slots ?? []).map((slot) => slot.state());
  }

  #slots(key: string): TaskSlot[] {
    const { tasks, clock, rateLimiter, run, failed, fatal } = this.#options;
    return tasks.map(
      (task) =>
        new TaskSlot({
          task,
          clock,
          rateLimiter,
          key: `${task.name} ${key}`,
          turns: this.#turns.get(task),
          run: (about) => run({ ...about, task, key }),
          failed: (error, object) => failed(error, { task, key, object }),
          idle: () => this.#settle(key),
          fatal,
        }),
    );
  }

  #settle(key: string): void {
    const life = this.#lives.get(key);
    if (!life?.ending || !life.slots.every((slot) => slot.isIdle)) return;
    life.pass.leave();
    this.#lives.delete(key);
    this.#options.ended?.(key);
    if (this.#lives.size === 0) this.#whenIdle?.();
  }
}
