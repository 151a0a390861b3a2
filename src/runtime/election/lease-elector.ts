import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { childController, sleep } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";
import { microTimeText } from "../../kube/condition.ts";
import type { Client } from "../client/client.ts";
import { isAlreadyExists, isNotFound } from "../client/errors.ts";
import { Lease } from "../../k8s/coordination.k8s.io/v1.ts";

/** Settings of a {@link LeaseElector}; times in milliseconds, defaults those of controller-runtime. */
export interface LeaseElectorOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly namespace: string;
  readonly name: string;
  /** Who we are: unique among the candidates. */
  readonly identity: string;
  /** How long a leader that is not heard of is waited for; default 15 s. */
  readonly leaseDuration?: number;
  /** How long a leader tries to renew before it gives up; default 10 s. */
  readonly renewDeadline?: number;
  /** Between two tries; default 2 s. */
  readonly retryPeriod?: number;
  readonly random?: () => number;
  /** Each change of leader that is observed. */
  readonly onNewLeader?: (identity: string) => void;
}

const jitter = 1.2;

/**
 * Elects one leader by a Lease. Whether a lease has run out is judged by when its last change was seen here, never by its own times, so that clocks
 * may differ between candidates. Follows client-go's tools/leaderelection/leaderelection.go.
 */
export class LeaseElector {
  readonly #options: Required<Omit<LeaseElectorOptions, "onNewLeader">> &
    Pick<LeaseElectorOptions, "onNewLeader">;
  #observed: Lease | undefined;
  #observedText = "";
  #observedAt = 0;
  #reported = "";

  constructor(options: LeaseElectorOptions) {
    this.#options = {
      leaseDuration: 15_000,
      renewDeadline: 10_000,
      retryPeriod: 2_000,
      random: Math.random,
      ...options,
    };
  }

  /** Whether this candidate leads, as far as it knows. */
  get isLeader(): boolean {
    return this.#observed?.spec?.holderIdentity === this.#options.identity;
  }

  /** Resolves with true when this candidate leads, with false when the signal aborts first. */
  async acquire(signal: AbortSignal): Promise<boolean> {
    const { clock, retryPeriod, random, logger } = this.#options;
    while (!signal.aborted) {
      try {
        if (await this.#tryAcquireOrRenew(signal)) return true;
      } catch (error) {
        if (!signal.aborted) logger.warn("cannot get the leader lease", { error: messageOf(error) });
      }
      await sleep(retryPeriod * (1 + random() * jitter), { clock, signal });
    }
    return false;
  }

  /** Keeps the lease; resolves with false when it is lost, with true when the signal aborts. */
  async renew(signal: AbortSignal): Promise<boolean> {
    const { clock, retryPeriod } = this.#options;
    for (;;) {
      if (!(await this.#renewWithinDeadline(signal))) return signal.aborted;
      if (!(await sleep(retryPeriod, { clock, signal }))) return true;
    }
  }

  /** Gives the lease up, so that another candidate need not wait. Call it when everything that needs leadership has stopped. */
  async release(): Promise<void> {
    if (!this.isLeader) return;
    const { client, clock, logger, namespace, name } = this.#options;
    const now = microTimeText(new Date(clock.now()));
    try {
      const current = await client.get(Lease, { namespace, name });
      if (current.spec?.holderIdentity !== this.#options.identity) return;
      const { leaseTransitions = 0 } = current.spec;
      const spec = {
        holderIdentity: "",
        leaseDurationSeconds: 1,
        renewTime: now,
        acquireTime: now,
        leaseTransitions,
      };
      this.#observe(await client.update(Lease, { ...(current as Lease), spec }));
    } catch (error) {
      logger.warn("cannot release the leader lease", { error: messageOf(error) });
    }
  }

  async #renewWithinDeadline(signal: AbortSignal): Promise<boolean> {
    const { clock, renewDeadline, retryPeriod, logger } = this.#options;
    const { controller, unlink } = childController(signal);
    const deadline = clock.setTimer(renewDeadline, () => controller.abort());
    try {
      while (!controller.signal.aborted) {
        try {
          if (await this.#tryAcquireOrRenew(controller.signal)) return true;
          return false;
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

  /** True when the lease is ours now; false when another holds it. Throws when the server cannot be asked. */
  async #tryAcquireOrRenew(signal: AbortSignal): Promise<boolean> {
    const { client, clock, identity, leaseDuration, renewDeadline } = this.#options;
    const { controller, unlink } = childController(signal);
    // several tries must fit into the deadline, also when one hangs
    const timer = clock.setTimer(Math.max(1_000, renewDeadline / 2), () => controller.abort());
    const call = { signal: controller.signal };
    try {
      if (this.isLeader && this.#observed && clock.now() - this.#observedAt < leaseDuration) {
        const renewed = await this.#write(this.#observed, call).catch(() => undefined);
        if (renewed) return true;
      }
      const current = await this.#read(call);
      if (!current) {
        this.#observe(await client.create(Lease, this.#leaseOf(undefined), call));
        return true;
      }
      const held = Boolean(current.spec?.holderIdentity) && current.spec?.holderIdentity !== identity;
      if (held && this.#observedAt + (current.spec?.leaseDurationSeconds ?? 0) * 1_000 > clock.now())
        return false;
      await this.#write(current, call);
      return true;
    } catch (error) {
      if (isAlreadyExists(error)) return false;
      throw error;
    } finally {
      timer.cancel();
      unlink();
    }
  }

  async #read(call: { signal: AbortSignal }): Promise<Lease | undefined> {
    const { client, namespace, name } = this.#options;
    try {
      const lease = (await client.get(Lease, { namespace, name }, call)) as Lease;
      if (JSON.stringify(lease.spec) !== this.#observedText) this.#observe(lease);
      return lease;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async #write(current: Lease, call: { signal: AbortSignal }): Promise<Lease> {
    const written = await this.#options.client.update(Lease, this.#leaseOf(current), call);
    this.#observe(written);
    return written;
  }

  #leaseOf(current: Lease | undefined): Lease {
    const { clock, identity, leaseDuration, namespace, name } = this.#options;
    const now = microTimeText(new Date(clock.now()));
    const ours = current?.spec?.holderIdentity === identity;
    const transitions = (current?.spec?.leaseTransitions ?? 0) + (current && !ours ? 1 : 0);
    return {
      ...current,
      metadata: current?.metadata ?? { namespace, name },
      spec: {
        holderIdentity: identity,
        leaseDurationSeconds: Math.ceil(leaseDuration / 1_000),
        acquireTime: ours ? (current.spec?.acquireTime ?? now) : now,
        renewTime: now,
        leaseTransitions: transitions,
      },
    };
  }

  #observe(lease: Lease): void {
    this.#observed = lease;
    this.#observedText = JSON.stringify(lease.spec);
    this.#observedAt = this.#options.clock.now();
    const holder = lease.spec?.holderIdentity ?? "";
    if (holder !== this.#reported) this.#options.onNewLeader?.(holder);
    this.#reported = holder;
  }
}
