import type { Clock } from "../../base/clock.ts";
import { aborted, childController, sleep } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";

/** When something runs: servers first and last, then caches, then the rest; `leader` only while this process leads. */
export type Group = "server" | "cache" | "other" | "leader";

/** Something with a life. `hardStop` aborts when the time for a graceful end is over. */
export interface Managed {
  start(signal: AbortSignal, hardStop: AbortSignal): Promise<void>;
  /** Resolves when what comes later may start. */
  whenReady?(): Promise<void>;
}

/** Who leads. */
export interface Election {
  acquire(signal: AbortSignal): Promise<boolean>;
  /** False when leadership was lost, true when the signal aborted. */
  renew(signal: AbortSignal): Promise<boolean>;
  release(): Promise<void>;
}

/** Leadership was lost: the process must end, because what it runs can no longer be trusted to be alone. */
export class LeadershipLostError extends Error {
  constructor() {
    super("leader election lost");
    this.name = "LeadershipLostError";
  }
}

interface Running {
  readonly controller: AbortController;
  readonly tasks: Set<Promise<void>>;
}

/**
 * Starts groups in order and stops them the other way round. The first error of any member stops all and is thrown. After
 * `gracefulTimeout` members are aborted hard; at lost leadership that time is 0. The lease is released last. Order as in
 * controller-runtime's pkg/manager/internal.go.
 */
export class Manager {
  readonly #members: { group: Group; member: Managed }[] = [];
  readonly #options: { clock: Clock; logger: Logger; election?: Election; gracefulTimeout?: number };
  readonly #groups = new Map<Group, Running>();
  readonly #hardStop = new AbortController();
  #failed: ((error: unknown) => void) | undefined;
  #started = false;

  constructor(options: { clock: Clock; logger: Logger; election?: Election; gracefulTimeout?: number }) {
    this.#options = options;
  }

  /** Adds a member; when its group runs already, it starts at once. */
  add(group: Group, member: Managed): void {
    this.#members.push({ group, member });
    const running = this.#groups.get(group);
    if (running) this.#run(running, member);
  }

  /** Runs everything until the signal aborts or a member fails. A second start fails. */
  async start(signal: AbortSignal): Promise<void> {
    if (this.#started) throw new Error("manager already started");
    this.#started = true;
    const { controller, unlink } = childController(signal);
    const failure = new Promise<never>((_resolve, reject) => (this.#failed = reject));
    failure.catch(() => controller.abort());
    let lost = false;
    try {
      await Promise.race([failure, this.#runGroups(controller.signal)]);
    } catch (error) {
      lost = error instanceof LeadershipLostError;
      throw error;
    } finally {
      controller.abort();
      unlink();
      await this.#stop(lost ? 0 : (this.#options.gracefulTimeout ?? 30_000));
    }
  }

  async #runGroups(signal: AbortSignal): Promise<void> {
    const { election } = this.#options;
    await this.#startGroup("server");
    await this.#startGroup("cache", signal);
    await this.#startGroup("other");
    if (signal.aborted) return;
    if (!election) {
      await this.#startGroup("leader");
      return aborted(signal);
    }
    if (!(await election.acquire(signal))) return;
    await this.#startGroup("leader");
    // renewal goes on while the leader's work ends, so that nobody takes over in the middle
    if (await Promise.race([this.#renew(election), aborted(signal)])) throw new LeadershipLostError();
  }

  async #renew(election: Election): Promise<true | void> {
    if (!(await election.renew(this.#hardStop.signal))) return true;
  }

  async #startGroup(group: Group, signal?: AbortSignal): Promise<void> {
    const running: Running = { controller: new AbortController(), tasks: new Set() };
    this.#groups.set(group, running);
    const members = this.#members.filter((entry) => entry.group === group).map((entry) => entry.member);
    for (const member of members) this.#run(running, member);
    const ready = Promise.all(members.map((member) => member.whenReady?.()));
    await (signal ? Promise.race([ready, aborted(signal)]) : ready);
  }

  #run({ controller, tasks }: Running, member: Managed): void {
    const task = member
      .start(controller.signal, this.#hardStop.signal)
      .catch((error: unknown) => this.#failed?.(error))
      .finally(() => tasks.delete(task));
    tasks.add(task);
  }

  async #stop(gracefulTimeout: number): Promise<void> {
    const { clock, logger, election } = this.#options;
    const done = new AbortController();
    const limit = sleep(gracefulTimeout, { clock, signal: done.signal }).then((elapsed) => {
      if (elapsed && gracefulTimeout > 0)
        logger.warn("not everything has stopped in time, aborting", { milliseconds: gracefulTimeout });
      if (elapsed) this.#hardStop.abort();
    });
    for (const group of ["other", "leader", "cache", "server"] as const) {
      const running = this.#groups.get(group);
      running?.controller.abort();
      while (running && running.tasks.size > 0) await Promise.all(running.tasks);
    }
    done.abort();
    await limit;
    this.#hardStop.abort();
    await election?.release();
  }
}
