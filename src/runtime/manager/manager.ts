import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { aborted, sleep } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";
import { LeadershipLostError, StopTimeoutError } from "./manager-errors.ts";
import { RunnableGroup, type Managed } from "./runnable-group.ts";

/** When something runs: servers first and last, then webhooks, then caches, then the rest; `leader` only while this process leads. */
export type Group = "server" | "webhook" | "cache" | "other" | "leader";

/** Who leads. */
export interface Election {
  acquire(signal: AbortSignal): Promise<boolean>;
  /** False when leadership was lost, true when the signal aborted. */
  renew(signal: AbortSignal): Promise<boolean>;
  release(): Promise<void>;
}

/** Settings of a {@link Manager}. */
export interface ManagerOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly election?: Election;
  /** Milliseconds that members have to end by themselves; default 30,000; below 0 for ever. */
  readonly gracefulTimeout?: number;
  /** Stops everything, and aborts it hard at once. */
  readonly abort?: AbortSignal;
}

const startOrder = ["server", "webhook", "cache", "other"] as const;
const stopOrder = ["other", "leader", "cache", "webhook", "server"] as const;

/** Milliseconds that a member has to end when it was aborted hard, well within what is left of a lost lease. */
const abortTime = 1_000;

/**
 * Starts groups in order and stops them the other way round. The first error of any member stops all and is thrown. After
 * `gracefulTimeout` members are aborted hard; at lost leadership that time is 0, and the caller must end the process. The lease is released last,
 * and only when everything has ended. Order as in controller-runtime's pkg/manager/internal.go.
 */
export class Manager {
  readonly #options: ManagerOptions;
  readonly #groups: Readonly<Record<Group, RunnableGroup>>;
  /** Aborts when the end begins. */
  readonly #stopping = new AbortController();
  readonly #hardStop = new AbortController();
  #failure: { error: unknown } | undefined;
  #renewal: Promise<void> | undefined;
  #started = false;

  constructor(options: ManagerOptions) {
    this.#options = options;
    const group = () => new RunnableGroup(this.#hardStop.signal, (error) => this.#fail(error));
    this.#groups = { server: group(), webhook: group(), cache: group(), other: group(), leader: group() };
  }

  /**
   * Adds a member; when its group runs already, it starts at once.
   *
   * @throws Error when the manager is stopping
   */
  add(group: Group, member: Managed): void {
    if (this.#stopping.signal.aborted) throw new Error(`cannot add to group "${group}": the manager stops`);
    this.#groups[group].add(member);
  }

  /**
   * Runs everything until the signal aborts or a member fails.
   *
   * @throws what the member threw, LeadershipLostError, or StopTimeoutError; an Error when it was started before
   */
  async start(signal: AbortSignal): Promise<void> {
    if (this.#started) throw new Error("cannot start the manager: it was started before");
    this.#started = true;
    const unlinkHard = onceAborted(this.#options.abort, () => {
      this.#stopping.abort();
      this.#hardStop.abort();
    });
    const unlink = onceAborted(signal, () => this.#stopping.abort());
    try {
      await this.#runGroups(this.#stopping.signal);
    } catch (error) {
      this.#fail(error);
    } finally {
      unlink();
    }
    await this.#stop();
    unlinkHard();
    if (this.#failure) throw this.#failure.error;
  }

  /** The first failure begins the end; later ones are told, but the first is what is thrown. */
  #fail(error: unknown): void {
    if (this.#failure) this.#options.logger.error("failed while stopping", { error });
    this.#failure ??= { error };
    this.#stopping.abort();
  }

  async #runGroups(stopping: AbortSignal): Promise<void> {
    const { election } = this.#options;
    for (const name of startOrder) {
      if (stopping.aborted) return;
      await Promise.race([this.#groups[name].start(), aborted(stopping)]);
    }
    if (stopping.aborted || (election && !(await election.acquire(stopping)))) return;
    // renewal goes on while the leader's work ends, so that nobody takes over in the middle
    if (election) this.#renewal = this.#renew(election);
    if (!stopping.aborted) await Promise.race([this.#groups.leader.start(), aborted(stopping)]);
    await aborted(stopping);
  }

  async #renew(election: Election): Promise<void> {
    try {
      if (await election.renew(this.#hardStop.signal)) return;
      this.#fail(new LeadershipLostError());
    } catch (error) {
      this.#fail(error);
    }
    this.#hardStop.abort();
  }

  async #stop(): Promise<void> {
    const { clock, logger, election, gracefulTimeout = 30_000 } = this.#options;
    const ended = new AbortController();
    const limit =
      gracefulTimeout < 0
        ? undefined
        : clock.setTimer(gracefulTimeout, () => {
            logger.warn("not everything has stopped in time, aborting", { milliseconds: gracefulTimeout });
            this.#hardStop.abort();
          });
    const complete = await Promise.race([this.#stopGroups(), this.#abortGroups(ended.signal)]);
    ended.abort();
    limit?.cancel();
    this.#hardStop.abort();
    if (!complete) {
      const left = stopOrder.filter((name) => this.#groups[name].size > 0);
      logger.error("giving up on what does not stop", { groups: left });
      this.#failure ??= { error: new StopTimeoutError(left) };
      return;
    }
    await this.#renewal;
    // a lease that could not be kept is not worth the wait for a server that does not answer
    if (this.#failure?.error instanceof LeadershipLostError) return;
    await election?.release().catch((error: unknown) => {
      logger.warn("cannot release the leader lease", { error: messageOf(error) });
    });
  }

  async #stopGroups(): Promise<boolean> {
    for (const name of stopOrder) await this.#groups[name].stop();
    return true;
  }

  /** Waits for the hard stop, ends all groups at once, and gives up on them after a while. */
  async #abortGroups(ended: AbortSignal): Promise<boolean> {
    await Promise.race([aborted(this.#hardStop.signal), aborted(ended)]);
    for (const name of stopOrder) void this.#groups[name].stop();
    return !(await sleep(abortTime, { clock: this.#options.clock, signal: ended }));
  }
}

/** Calls back when the signal aborts, at once if it has; returns how to take that back. */
function onceAborted(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal?.aborted) callback();
  else signal?.addEventListener("abort", callback, { once: true });
  return () => signal?.removeEventListener("abort", callback);
}
