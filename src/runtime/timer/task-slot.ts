import { isDeepStrictEqual } from "node:util";
import type { Clock, Timer } from "../../base/clock.ts";
import type { KubernetesObject, Observed } from "../../kube/object.ts";
import type { RateLimiter } from "../queue/rate-limiter.ts";
import type { TaskDefinition, TaskResult, TaskRun, TaskState } from "./task.ts";
import { planTask, type TaskPlan } from "./task-plan.ts";
import type { Turns } from "./turns.ts";

/** What a {@link TaskSlot} works with. */
export interface TaskSlotOptions {
  readonly task: TaskDefinition;
  readonly clock: Clock;
  readonly rateLimiter: RateLimiter;
  /** Under which the rate limiter counts. */
  readonly key: string;
  /** Limits how many run at the same time. */
  readonly turns: Turns | undefined;
  /** Runs the task; rejects only with what is to end the process. */
  readonly run: (run: TaskRun) => Promise<TaskResult>;
  /** A function of the user's that says when to run failed. */
  readonly failed: (error: unknown, object: Observed<KubernetesObject>) => void;
  /** Nothing is wanted, and nothing runs. */
  readonly idle: () => void;
  readonly fatal: (error: unknown) => void;
}

/** What a task runs for: another one means that it has to begin anew. */
interface Life {
  readonly uid: string | undefined;
  readonly restart: unknown;
  readonly plan: TaskPlan;
}

/** A daemon that ran for so long before it failed starts with the shortest back-off, as the kubelet's containers do. */
const healthyAfter = 600_000;

/** One task of one object, over all that the object goes through: never runs twice at the same time. */
export class TaskSlot {
  readonly #options: TaskSlotOptions;
  #wanted: Observed<KubernetesObject> | undefined;
  /** The object as it was last seen. */
  #last: Observed<KubernetesObject> | undefined;
  #life: Life | undefined;
  #running: AbortController | undefined;
  #timer: Timer | undefined;
  #leaveLine: (() => void) | undefined;
  /** When the timer fires, in monotonic time. */
  #dueAt: number | undefined;

  constructor(options: TaskSlotOptions) {
    this.#options = options;
  }

  /** The object as it is now; undefined when it is no more, or no longer this process's: the run under way is told to end, for that reason. */
  want(object: Observed<KubernetesObject> | undefined, reason?: Error): void {
    this.#wanted = object;
    this.#last = object ?? this.#last;
    this.#step(reason);
  }

  get isIdle(): boolean {
    return !this.#wanted && !this.#running;
  }

  state(): TaskState {
    const { task, clock } = this.#options;
    const { type, name } = task;
    if (this.#running) return { type, name, state: "running" };
    if (this.#dueAt === undefined && !this.#leaveLine) return { type, name, state: "ended" };
    const now = clock.monotonic();
    return { type, name, state: "waiting", milliseconds: Math.max(0, (this.#dueAt ?? now) - now) };
  }

  #step(reason?: Error): void {
    const object = this.#wanted && this.#isHeld(this.#wanted) ? this.#wanted : undefined;
    const restart = object && this.#restartOf(object);
    const life = this.#life;
    const same = object && life?.uid === object.metadata.uid && isDeepStrictEqual(life?.restart, restart);
    if (life && !same) this.#end(reason ?? new Error("the object has changed"));
    if (this.#running) return;
    if (!object) return this.#options.idle();
    this.#life ??= {
      uid: object.metadata.uid,
      restart,
      plan: planTask(this.#options.task, this.#options.clock),
    };
    this.#arm(this.#life);
  }

  /** Its life is over: what comes next, comes when the run has ended. */
  #end(reason: Error): void {
    this.#life = undefined;
    this.#disarm();
    this.#options.rateLimiter.forget(this.#options.key);
    this.#running?.abort(reason);
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#dueAt = undefined;
    this.#leaveLine?.();
    this.#leaveLine = undefined;
  }

  #arm(life: Life): void {
    // in line it has its turn already
    if (this.#leaveLine) return;
    this.#disarm();
    const wait = this.#waitOf(life);
    if (wait === 0) this.#queue(life);
    else if (wait !== undefined) this.#sleep(life, wait);
  }

  /** As the plan says, or until it is asked again when it cannot say. */
  #waitOf(life: Life): number | undefined {
    const { rateLimiter, key, failed } = this.#options;
    const object = this.#wanted as Observed<KubernetesObject>;
    try {
      return life.plan.wait(object);
    } catch (error) {
      failed(error, object);
      return rateLimiter.when(key);
    }
  }

  #sleep(life: Life, wait: number): void {
    const { clock } = this.#options;
    this.#dueAt = clock.monotonic() + wait;
    this.#timer = clock.setTimer(wait, () => this.#arm(life));
  }

  #queue(life: Life): void {
    const { turns } = this.#options;
    if (!turns) return this.#begin(life);
    let begun = false;
    const leave = turns.take(() => {
      begun = true;
      this.#leaveLine = undefined;
      this.#begin(life);
    });
    if (!begun) this.#leaveLine = leave;
  }

  #begin(life: Life): void {
    const { clock, run, fatal } = this.#options;
    const object = this.#wanted as Observed<KubernetesObject>;
    const controller = new AbortController();
    this.#running = controller;
    this.#disarm();
    const started = clock.monotonic();
    life.plan.began();
    const current = () => this.#last ?? object;
    run({ object, current, signal: controller.signal }).then(
      (result) => this.#over(life, { result, ran: clock.monotonic() - started }),
      (error: unknown) => {
        fatal(error);
        this.#over(life, { result: "terminal_error", ran: 0 });
      },
    );
  }

  #over(life: Life, { result, ran }: { result: TaskResult; ran: number }): void {
    const { task, rateLimiter, key, turns } = this.#options;
    this.#running = undefined;
    if (life === this.#life) {
      const healthy = task.type === "daemon" && ran >= healthyAfter;
      if (result !== "error" || healthy) rateLimiter.forget(key);
      life.plan.ended(result === "error" ? rateLimiter.when(key) : undefined);
    }
    turns?.give();
    this.#step();
  }

  /** Whether an object is held for as long as the task runs, where it is to be. */
  #isHeld({ metadata }: Observed<KubernetesObject>): boolean {
    const { task } = this.#options;
    if (task.type !== "daemon" || task.finalizer === undefined) return true;
    if (this.#life?.uid === metadata.uid) return true;
    return metadata.finalizers?.includes(task.finalizer) ?? false;
  }

  #restartOf(object: Observed<KubernetesObject>): unknown {
    const { task, failed } = this.#options;
    if (task.type !== "daemon" || !task.restartOn) return undefined;
    try {
      return task.restartOn(object);
    } catch (error) {
      failed(error, object);
      return this.#life?.restart;
    }
  }
}
