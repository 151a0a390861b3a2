import { messageOf } from "../../base/errors.ts";
import { childController, sleep } from "../../base/lifetime.ts";
import { microTimeText } from "../../kube/condition.ts";
import { isAlreadyExists, isConflict, isNotFound } from "../client/errors.ts";
import { Lease } from "../../k8s/coordination.k8s.io/v1.ts";
import { checkElectorOptions, jitterFactor, type LeaseElectorOptions } from "./elector-options.ts";
import { ObservedLease, type Moment } from "./observed-lease.ts";

type Defaulted = "leaseDuration" | "renewDeadline" | "retryPeriod" | "random";
type Settings = LeaseElectorOptions & Required<Pick<LeaseElectorOptions, Defaulted>>;

/**
 * Elects one leader by a Lease. Whether a lease has run out is judged by when its last change was seen here, never by its own times, so that clocks
 * may differ between candidates. Follows client-go's tools/leaderelection/leaderelection.go, with one difference: a leader that sees another's
 * name in the lease stops at once, and does not go on trying until its deadline.
 */
export class LeaseElector {
  readonly #options: Settings;
  readonly #observed: ObservedLease;
  #reported = "";
  /** Since when, and why, the lease cannot be asked for. */
  #failing: { since: number; reason: string } | undefined;

  /** @throws UserError when the times do not fit together */
  constructor(options: LeaseElectorOptions) {
    this.#options = {
      leaseDuration: 15_000,
      renewDeadline: 10_000,
      retryPeriod: 2_000,
      random: Math.random,
      ...options,
    };
    checkElectorOptions(this.#options);
    this.#observed = new ObservedLease(options.clock);
  }

  /** Whether this candidate leads, as far as it knows. */
  get isLeader(): boolean {
    return this.#observed.lease?.spec?.holderIdentity === this.#options.identity;
  }

  /**
   * Whether the lease is surely ours still, by the clocks: a process that stood still (a frozen container, a suspended machine) wakes up as a leader that others may
   * have replaced, before anything tells it so.
   */
  get isHeld(): boolean {
    return this.isLeader && this.#observed.greatestAge < this.#options.leaseDuration;
  }

  /** Resolves with true when the lease {@link isHeld}, with false when the signal aborts first. */
  async whenHeld(signal: AbortSignal): Promise<boolean> {
    while (!this.isHeld && !signal.aborted) await this.#observed.whenNoted(signal);
    return !signal.aborted;
  }

  /**
   * Throws when this candidate could not ask for the lease for as long as the renew deadline: it could not take over, and would wait in silence.
   * For a readiness check.
   */
  check(): void {
    const { clock, renewDeadline } = this.#options;
    const failing = this.#failing && clock.monotonic() - this.#failing.since;
    if (failing === undefined || failing < renewDeadline) return;
    throw new Error(
      `cannot ask for the leader lease since ${Math.round(failing / 1_000)} s: ${this.#failing?.reason}`,
    );
  }

  /**
   * Throws when this process holds the lease but could not renew it for longer than it lasts, and `tolerance` milliseconds more: it should have ended
   * long ago. For a liveness check: client-go's LeaderElector.Check.
   */
  checkRenewed(tolerance = 20_000): void {
    if (!this.isLeader) return;
    const { leaseDuration } = this.#options;
    const { age } = this.#observed;
    if (age > leaseDuration + tolerance)
      throw new Error(
        `the leader lease was not renewed for ${Math.round(age / 1_000)} s, and this process goes on`,
      );
  }

  /** Resolves with true when this candidate leads, with false when the signal aborts first. */
  async acquire(signal: AbortSignal): Promise<boolean> {
    const { clock, retryPeriod, random, logger } = this.#options;
    while (!signal.aborted) {
      try {
        const leads = await this.#tryAcquireOrRenew(signal);
        this.#failing = undefined;
        if (leads) return true;
      } catch (error) {
        // losing a race for the lease is no failure
        const lost = isConflict(error) || isAlreadyExists(error);
        this.#failing = lost
          ? undefined
          : { since: this.#failing?.since ?? clock.monotonic(), reason: messageOf(error) };
        if (!signal.aborted)
          logger[lost ? "debug" : "warn"]("cannot get the leader lease", { error: messageOf(error) });
      }
      await sleep(retryPeriod * (1 + random() * jitterFactor), { clock, signal });
    }
    return false;
  }

  /** Keeps the lease; resolves with false when it is lost, with true when the signal aborts. */
  async renew(signal: AbortSignal): Promise<boolean> {
    const { clock, retryPeriod } = this.#options;
    do {
      if (!(await this.#renewWithinDeadline(signal))) return signal.aborted;
    } while (await sleep(retryPeriod, { clock, signal }));
    return true;
  }

  /**
   * Gives the lease up, so that another candidate need not wait. Call it when everything that needs leadership has stopped. Takes at most
   * the renew deadline; a failure is logged, for the lease runs out by itself.
   */
  async release(): Promise<void> {
    const { clock, logger, renewDeadline, retryPeriod, releaseOnCancel = true } = this.#options;
    if (!releaseOnCancel) return;
    const controller = new AbortController();
    const deadline = clock.setTimer(renewDeadline, () => controller.abort());
    const call = { signal: controller.signal };
    try {
      // a renewal may still have been on its way: its conflict is met with another try
      while (this.isLeader && !(await this.#tryRelease(call)))
        await sleep(retryPeriod, { clock, signal: call.signal });
    } catch (error) {
      logger.warn("cannot release the leader lease", { error: messageOf(error) });
    } finally {
      deadline.cancel();
    }
  }

  async #tryRelease(call: { signal: AbortSignal }): Promise<boolean> {
    const current = await this.#read(call);
    if (!current || !this.isLeader) return true;
    const now = microTimeText(new Date(this.#options.clock.now()));
    const { leaseTransitions = 0 } = current.spec ?? {};
    const spec = {
      holderIdentity: "",
      leaseDurationSeconds: 1,
      renewTime: now,
      acquireTime: now,
      leaseTransitions,
    };
    try {
      this.#observe(await this.#options.client.update(Lease, { ...current, spec }, call));
      return true;
    } catch (error) {
      if (isConflict(error)) return false;
      throw error;
    }
  }

  /** True when the lease is renewed; false when it is another's, or could not be renewed in time. */
  async #renewWithinDeadline(signal: AbortSignal): Promise<boolean> {
    const { clock, renewDeadline, retryPeriod, logger } = this.#options;
    const { controller, unlink } = childController(signal);
    const deadline = clock.setTimer(renewDeadline, () => controller.abort());
    try {
      while (!controller.signal.aborted) {
        try {
          return await this.#tryAcquireOrRenew(controller.signal);
        } catch (error) {
          if (!controller.signal.aborted)
            logger.warn("cannot renew the leader lease", { error: messageOf(error) });
        }
        await sleep(retryPeriod, { clock, signal: controller.signal });
      }
      return false;
    } finally {
      deadline.cancel();
      unlink();
    }
  }

  /** True when the lease is ours now; false when another holds it. Throws when that cannot be said. */
  async #tryAcquireOrRenew(signal: AbortSignal): Promise<boolean> {
    const { clock, renewDeadline } = this.#options;
    const { controller, unlink } = childController(signal);
    // several tries must fit into the deadline, also when one hangs
    const timer = clock.setTimer(Math.max(1_000, renewDeadline / 2), () => controller.abort());
    const call = { signal: controller.signal };
    try {
      return (await this.#renewUnread(call)) || (await this.#readAndWrite(call));
    } finally {
      timer.cancel();
      unlink();
    }
  }

  /** A leader's lease has mostly not changed since it wrote it: the write alone will do. */
  async #renewUnread(call: { signal: AbortSignal }): Promise<boolean> {
    const { lease } = this.#observed;
    if (!lease || !this.isLeader || !this.#isValid(lease)) return false;
    try {
      await this.#write(lease, call);
      return true;
    } catch (error) {
      call.signal.throwIfAborted();
      this.#options.logger.debug("cannot renew the leader lease unread", { error: messageOf(error) });
      return false;
    }
  }

  async #readAndWrite(call: { signal: AbortSignal }): Promise<boolean> {
    const { client, identity, onSlowPath } = this.#options;
    const current = await this.#read(call);
    if (!current) {
      await this.#send(() => client.create(Lease, this.#leaseOf(undefined), call));
      return true;
    }
    const holder = current.spec?.holderIdentity ?? "";
    if (holder !== "" && holder !== identity && this.#isValid(current)) return false;
    if (holder === identity) onSlowPath?.();
    await this.#write(current, call);
    return true;
  }

  #isValid({ spec }: Lease): boolean {
    return this.#observed.age < (spec?.leaseDurationSeconds ?? 0) * 1_000;
  }

  async #read(call: { signal: AbortSignal }): Promise<Lease | undefined> {
    const { client, namespace, name } = this.#options;
    try {
      const lease = (await client.get(Lease, { namespace, name }, call)) as Lease;
      // the same again is no sign of life: the time of observation stays
      if (!this.#observed.isSame(lease)) this.#observe(lease);
      return lease;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async #write(current: Lease, call: { signal: AbortSignal }): Promise<void> {
    await this.#send(() => this.#options.client.update(Lease, this.#leaseOf(current), call));
  }

  /** Others count from when they see a write, which may be long before its answer is seen here, but never before it was sent. */
  async #send(write: () => Promise<Lease>): Promise<void> {
    const sent = this.#observed.now();
    this.#observe(await write(), sent);
  }

  #leaseOf(current: Lease | undefined): Lease {
    const { clock, identity, leaseDuration, namespace, name, labels } = this.#options;
    const now = microTimeText(new Date(clock.now()));
    const ours = current?.spec?.holderIdentity === identity;
    const transitions = (current?.spec?.leaseTransitions ?? 0) + (current && !ours ? 1 : 0);
    return {
      ...current,
      metadata: {
        ...(current?.metadata ?? { namespace, name }),
        ...(labels ? { labels: { ...current?.metadata?.labels, ...labels } } : {}),
      },
      spec: {
        holderIdentity: identity,
        leaseDurationSeconds: Math.ceil(leaseDuration / 1_000),
        acquireTime: ours ? (current.spec?.acquireTime ?? now) : now,
        renewTime: now,
        leaseTransitions: transitions,
      },
    };
  }

  #observe(lease: Lease, since?: Moment): void {
    this.#observed.note(lease, since);
    const holder = lease.spec?.holderIdentity ?? "";
    if (holder === this.#reported) return;
    this.#reported = holder;
    this.#options.onNewLeader?.(holder);
  }
}
