import { setMaxListeners } from "node:events";
import { messageOf } from "../../base/errors.ts";
import { aborted, childController, sleep } from "../../base/lifetime.ts";
import { LeaseElector } from "../election/lease-elector.ts";
import { assignShards } from "./assign-shards.ts";
import { Membership, type MembershipOptions } from "./membership.ts";
import { ShardGate } from "./shard-gate.ts";
import { checkSharding, shardOf, type ShardingOptions } from "./sharding-options.ts";

/** Settings of {@link Sharding}. */
export interface ShardingParts extends MembershipOptions {
  readonly options: ShardingOptions;
  /** Milliseconds within which a lease has to be renewed before its runs are aborted. */
  readonly renewDeadline: number;
  /** Milliseconds between two renewals. */
  readonly retryPeriod: number;
  readonly random?: () => number;
}

/** A shard of this replica's: wanted or not, and how to be told when that changes. */
interface Want {
  wanted: boolean;
  changed: AbortController;
}

/**
 * Spreads shards over the replicas that are alive: each replica asks for the leases of the shards that fall to it, and gives up those that do not any
 * more when their runs have ended. A replica runs a key only while it holds the lease of its shard, so that no two do, also when they differ about
 * who is alive. A lease that cannot be renewed in time aborts the shard's runs; when they do not end, the process has to.
 */
export class Sharding {
  readonly gate: ShardGate;
  readonly #parts: ShardingParts;
  readonly #membership: Membership;
  readonly #times: { leaseDuration: number; renewDeadline: number; retryPeriod: number };
  readonly #wants: Want[];
  readonly #electors: LeaseElector[];
  #members = "";

  /** @throws UserError SHARDING_INVALID, LEADER_ELECTION_INVALID */
  constructor(parts: ShardingParts) {
    const { options, identity, name, leaseDuration, renewDeadline, retryPeriod } = parts;
    checkSharding(options);
    const { shards = 16 } = options;
    this.#parts = parts;
    this.#times = { leaseDuration, renewDeadline, retryPeriod };
    this.gate = new ShardGate((request) => shardOf(request, options));
    this.#membership = new Membership(parts);
    this.#wants = Array.from({ length: shards }, () => ({ wanted: false, changed: new AbortController() }));
    this.#electors = this.#wants.map(
      (_, shard) => new LeaseElector({ ...parts, ...this.#times, name: `${name}-shard-${shard}`, identity }),
    );
  }

  /** Joins the replicas. False when the signal aborts first. */
  async acquire(signal: AbortSignal): Promise<boolean> {
    const { clock } = this.#parts;
    while (!signal.aborted) {
      if (await this.#follow(signal)) return true;
      await sleep(this.#times.retryPeriod, { clock, signal });
    }
    return false;
  }

  /** Takes and gives up shards. False when one was lost and its runs do not end; true when the signal aborts. */
  async renew(signal: AbortSignal): Promise<boolean> {
    const { controller, unlink } = childController(signal);
    // each shard waits for it in several places
    setMaxListeners(0, controller.signal);
    const keep = this.#keepFollowing(controller.signal);
    const shards = this.#wants.map(async (_, shard) => this.#keep(shard, controller));
    try {
      const ends = await Promise.all(shards);
      return ends.every(Boolean) || signal.aborted;
    } finally {
      controller.abort();
      unlink();
      await keep;
    }
  }

  /** The lease of a shard. */
  leaseOf(shard: number): LeaseElector {
    return this.#electors[shard] as LeaseElector;
  }

  /** Gives all leases up. Call it when everything that runs has stopped. */
  async release(): Promise<void> {
    const { clock } = this.#parts;
    await Promise.all(this.#electors.map(async (elector) => elector.isLeader && elector.release()));
    const limit = new AbortController();
    const timer = clock.setTimer(this.#times.renewDeadline, () => limit.abort());
    await this.#membership.leave({ signal: limit.signal });
    timer.cancel();
  }

  async #keepFollowing(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    while (await sleep(this.#times.retryPeriod, { clock, signal })) await this.#follow(signal);
  }

  /** Says that this replica is alive, and asks who else is. What fails is tried again; until then the shards stay where they are. */
  async #follow(signal: AbortSignal): Promise<boolean> {
    const { clock, logger, identity } = this.#parts;
    const { controller, unlink } = childController(signal);
    const timer = clock.setTimer(Math.max(1_000, this.#times.renewDeadline / 2), () => controller.abort());
    try {
      await this.#membership.renew(controller);
      const members = await this.#membership.read(controller);
      this.#assign([...members, identity]);
      return true;
    } catch (error) {
      if (!signal.aborted) logger.warn("cannot tell which replicas are alive", { error: messageOf(error) });
      return false;
    } finally {
      timer.cancel();
      unlink();
    }
  }

  #assign(members: readonly string[]): void {
    const { identity, logger } = this.#parts;
    const names = [...new Set(members)].toSorted();
    if (names.join() === this.#members) return;
    this.#members = names.join();
    const assigned = assignShards(names, this.#wants.length);
    const own = [...assigned].filter(([, member]) => member === identity).map(([shard]) => shard);
    logger.info("shards are spread over the replicas", { replicas: names.length, own: own.length });
    for (const [shard, want] of this.#wants.entries()) {
      const wanted = own.includes(shard);
      if (want.wanted === wanted) continue;
      want.wanted = wanted;
      want.changed.abort();
      want.changed = new AbortController();
    }
  }

  /** The life of one shard in this replica. False when it was lost and its runs do not end. */
  async #keep(shard: number, all: AbortController): Promise<boolean> {
    const want = this.#wants[shard] as Want;
    while (!all.signal.aborted) {
      if (!want.wanted) {
        await whenEither(want.changed.signal, all.signal);
        continue;
      }
      if (!(await this.#acquire(shard, { want, stop: all.signal }))) continue;
      if (all.signal.aborted) break;
      if (!(await this.#hold(shard, { want, stop: all.signal }))) {
        all.abort();
        return false;
      }
    }
    return true;
  }

  async #acquire(shard: number, { want, stop }: { want: Want; stop: AbortSignal }): Promise<boolean> {
    const { controller, unlink } = childController(stop);
    const { signal } = want.changed;
    const onChange = () => controller.abort();
    signal.addEventListener("abort", onChange, { once: true });
    if (signal.aborted || !want.wanted) onChange();
    try {
      return await (this.#electors[shard] as LeaseElector).acquire(controller.signal);
    } finally {
      signal.removeEventListener("abort", onChange);
      unlink();
    }
  }

  /** Runs a shard while its lease is held and wanted. False when it is lost and its runs do not end. */
  async #hold(shard: number, { want, stop }: { want: Want; stop: AbortSignal }): Promise<boolean> {
    const { logger } = this.#parts;
    const elector = this.#electors[shard] as LeaseElector;
    const { controller, unlink } = childController(stop);
    const renewal = elector.renew(controller.signal).catch((error: unknown) => {
      logger.error("the renewal of a shard's lease failed", { shard, error });
      return false;
    });
    try {
      if (want.wanted) this.gate.open(shard);
      const drained = this.#drained(shard, { want, stop: controller.signal });
      const kept = await Promise.race([drained.then(() => true), renewal]);
      if (stop.aborted) return true;
      if (!kept) {
        logger.warn("the lease of a shard is lost", { shard });
        return await this.#abort(shard);
      }
      // the lease is kept until the last run has ended
      controller.abort();
      await renewal;
      await elector.release();
      return true;
    } finally {
      controller.abort();
      unlink();
    }
  }

  /** Resolves when the shard is not wanted any more and its runs have ended. */
  async #drained(shard: number, { want, stop }: { want: Want; stop: AbortSignal }): Promise<void> {
    while (want.wanted && !stop.aborted) await whenEither(want.changed.signal, stop);
    if (!stop.aborted) await this.gate.close(shard);
  }

  /** Aborts the runs of a shard that is lost: they have until others may take it to end. */
  async #abort(shard: number): Promise<boolean> {
    const { clock, logger } = this.#parts;
    const limit = new AbortController();
    const { leaseDuration, renewDeadline } = this.#times;
    const time = sleep((leaseDuration - renewDeadline) / 2, { clock, signal: limit.signal });
    const ended = await Promise.race([this.gate.abort(shard).then(() => true), time.then(() => false)]);
    limit.abort();
    if (!ended) logger.error("runs of a shard that is lost do not end: the process has to", { shard });
    return ended;
  }
}

async function whenEither(a: AbortSignal, b: AbortSignal): Promise<void> {
  const { controller, unlink } = childController(a);
  const second = () => controller.abort();
  b.addEventListener("abort", second, { once: true });
  if (b.aborted) second();
  await aborted(controller.signal);
  unlink();
  b.removeEventListener("abort", second);
}
