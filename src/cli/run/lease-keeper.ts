import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { sleep } from "../../base/lifetime.ts";
import type { LeaseName } from "../../base/run-protocol.ts";
import { isAlreadyExists, isConflict, isNotFound, type Client, type DeepReadonly } from "../../index.ts";
import { Lease } from "../../k8s/coordination.k8s.io/v1.ts";
import { microTimeText } from "../../kube/condition.ts";
import { hasStopped, podOf, type SeenPod } from "./lease-holder.ts";

/** Who would lead by a lease: is told when it may, and when it no longer may. */
export interface Candidate {
  readonly leading: () => void;
  readonly lost: () => void;
}

/** Holds the lease of an operator for its versions in turn, so that the copy of it that is deployed stands still. */
export interface LeaseKeeper {
  /** The newest candidate counts; one that asks for the lease that is held already leads at once. */
  ask(lease: LeaseName, candidate: Candidate): void;
  /** Gives the lease up: who is deployed goes on at once. */
  close(): Promise<void>;
}

/** What a keeper needs. */
export interface LeaseKeeperOptions {
  readonly client: Client;
  readonly clock: Clock;
  /** Where the operator is deployed. */
  readonly namespace: string;
  /** Unique among all; begins with {@link runPrefix}. */
  readonly identity: string;
  readonly say: (line: string) => void;
}

/** What the identity of every `kubewright run` begins with: they wait for each other, but not for a deployed copy. */
export const runPrefix = "kubewright-run_";

/** In milliseconds, as of controller-runtime; `release` is how long the end of a run may be held up. */
const times = { retry: 2_000, deadline: 10_000, lease: 15_000, release: 300 } as const;

/** Takes leases; nothing happens before the first candidate. */
export function createLeaseKeeper(options: LeaseKeeperOptions): LeaseKeeper {
  let holding: Holding | undefined;
  return {
    ask(lease, candidate) {
      const name = { namespace: options.namespace, ...lease };
      if (!holding?.isOf(name)) {
        void holding?.close();
        holding = new Holding(name, options);
      }
      holding.add(candidate);
    },
    close: async () => holding?.close(),
  };
}

/** One lease, from the first candidate to the end. */
class Holding {
  readonly #name: { readonly namespace: string; readonly name: string };
  readonly #options: LeaseKeeperOptions;
  readonly #closing = new AbortController();
  readonly #done: Promise<void>;
  #candidate: Candidate | undefined;
  #leads = false;
  /** The lease as it was seen last, and since when. */
  #seen: { text: string; since: number } = { text: "", since: 0 };
  #renewed = 0;
  /** Until when a leader that was put off may not have noticed, and its Pod. */
  #settling: { until: number; pod: SeenPod | undefined } | undefined;
  #said = "";

  constructor(name: { namespace: string; name: string }, options: LeaseKeeperOptions) {
    this.#name = name;
    this.#options = options;
    this.#done = this.#run();
  }

  isOf({ namespace, name }: { namespace: string; name: string }): boolean {
    return namespace === this.#name.namespace && name === this.#name.name;
  }

  add(candidate: Candidate): void {
    this.#candidate = candidate;
    if (this.#leads) candidate.leading();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#done;
    const { client, clock } = this.#options;
    const late = new AbortController();
    const timer = clock.setTimer(times.release, () => late.abort());
    const call = { signal: late.signal };
    try {
      const lease = await client.get(Lease, this.#name, call);
      if (lease.spec?.holderIdentity !== this.#options.identity) return;
      const spec = { ...lease.spec, holderIdentity: "", leaseDurationSeconds: 1 };
      await client.update(Lease, { ...lease, spec }, call);
    } catch {
      // it runs out by itself
    } finally {
      timer.cancel();
    }
  }

  async #run(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#closing;
    do {
      try {
        await this.#step(signal);
      } catch (error) {
        if (signal.aborted) return;
        // somebody was faster: the next look tells who
        if (!isConflict(error) && !isAlreadyExists(error)) this.#failed(error);
      }
    } while (await sleep(this.#settling ? times.retry / 4 : times.retry, { clock, signal }));
  }

  /** Looks at the lease and does what is next. */
  async #step(signal: AbortSignal): Promise<void> {
    const { client, clock, identity } = this.#options;
    const lease = await client.get(Lease, this.#name, { signal }).catch(undefinedIfAbsent);
    const holder = lease?.spec?.holderIdentity ?? "";
    if (holder === identity && lease) return this.#renew(lease, signal);
    if (this.#leads && holder !== "") this.#lose();
    this.#settling = undefined;
    const text = JSON.stringify(lease?.spec ?? {});
    if (text !== this.#seen.text) this.#seen = { text, since: clock.monotonic() };
    const seconds = lease?.spec?.leaseDurationSeconds ?? 0;
    const isFree = holder === "" || clock.monotonic() - this.#seen.since >= seconds * 1_000;
    if (!lease) return this.#create(signal);
    if (!isFree && holder.startsWith(runPrefix))
      return this.#say(`waiting for ${this.#text}: "${holder}" holds it, another kubewright run`);
    const pod = isFree ? undefined : await podOf(client, { namespace: this.#name.namespace, holder, signal });
    await this.#write(lease, signal);
    if (isFree) return this.#lead(`this run holds ${this.#text} now`);
    this.#say(
      `${this.#text} was held by "${holder}", the deployed operator: it is to stand still, and has ${seconds} s to notice`,
    );
    this.#settling = { until: clock.monotonic() + seconds * 1_000, pod };
  }

  async #renew(lease: DeepReadonly<Lease>, signal: AbortSignal): Promise<void> {
    await this.#write(lease, signal);
    const settling = this.#settling;
    if (settling && this.#options.clock.monotonic() < settling.until) {
      const { client } = this.#options;
      if (!settling.pod || !(await hasStopped(client, settling.pod, signal))) return;
    }
    this.#settling = undefined;
    this.#lead(`the deployed operator stands still; this run holds ${this.#text}`);
  }

  /** Where the namespace is not there, nothing is deployed that could work at the same time. */
  async #create(signal: AbortSignal): Promise<void> {
    const lease = { metadata: this.#name };
    try {
      await this.#write(lease, signal);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return this.#lead(undefined);
    }
    this.#lead(`this run holds ${this.#text} now`);
  }

  async #write(lease: DeepReadonly<Lease>, signal: AbortSignal): Promise<void> {
    const { client, clock, identity } = this.#options;
    const renewTime = microTimeText(new Date(clock.now()));
    const isOurs = lease.spec?.holderIdentity === identity;
    const { acquireTime = renewTime, leaseTransitions = 0 } = lease.spec ?? {};
    const spec = {
      holderIdentity: identity,
      leaseDurationSeconds: times.lease / 1_000,
      acquireTime: isOurs ? acquireTime : renewTime,
      renewTime,
      leaseTransitions: leaseTransitions + (isOurs || !lease.spec ? 0 : 1),
    };
    if (lease.metadata?.resourceVersion === undefined)
      await client.create(Lease, { ...lease, spec }, { signal });
    else await client.update(Lease, { ...lease, spec }, { signal });
    this.#renewed = clock.monotonic();
  }

  #lead(line: string | undefined): void {
    if (this.#leads) return;
    this.#leads = true;
    this.#renewed = this.#options.clock.monotonic();
    if (line !== undefined) this.#say(line);
    this.#candidate?.leading();
  }

  #lose(): void {
    this.#leads = false;
    this.#say(`${this.#text} is no longer this run's`);
    this.#candidate?.lost();
    this.#candidate = undefined;
  }

  /** A lease that could not be renewed for long may be another's before this is known. */
  #failed(error: unknown): void {
    this.#say(`cannot hold ${this.#text}: ${messageOf(error)}`);
    if (this.#leads && this.#options.clock.monotonic() - this.#renewed >= times.deadline) this.#lose();
  }

  get #text(): string {
    return `Lease "${this.#name.namespace}/${this.#name.name}"`;
  }

  #say(line: string): void {
    if (line !== this.#said) this.#options.say(line);
    this.#said = line;
  }
}

function undefinedIfAbsent(error: unknown): undefined {
  if (!isNotFound(error)) throw error;
  return undefined;
}
