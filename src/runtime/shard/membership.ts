import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import { microTimeText } from "../../kube/condition.ts";
import { Lease } from "../../k8s/coordination.k8s.io/v1.ts";
import type { Client } from "../client/client.ts";
import { isNotFound } from "../client/errors.ts";

/** Settings of a {@link Membership}. */
export interface MembershipOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly namespace: string;
  /** Of the operator. */
  readonly name: string;
  /** Who we are: unique among the replicas, and a name of an object. */
  readonly identity: string;
  /** Milliseconds. */
  readonly leaseDuration: number;
}

/** Label of the leases of an operator's replicas. */
export const membersLabel = "kubewright/members-of";

/**
 * Which replicas are alive, by a Lease of each. Whether one is, is judged by when its lease was seen to change here, so that clocks may differ. It only
 * says who should have what; that two do not have the same is for the leases of the shards.
 */
export class Membership {
  readonly #options: MembershipOptions;
  readonly #seen = new Map<string, { text: string; at: number }>();
  #renewals = 0;

  constructor(options: MembershipOptions) {
    this.#options = options;
  }

  /** Says that this replica is alive. */
  async renew(call: { signal: AbortSignal }): Promise<void> {
    const { client, clock, namespace, name, identity, leaseDuration } = this.#options;
    const now = microTimeText(new Date(clock.now()));
    const spec = {
      holderIdentity: identity,
      leaseDurationSeconds: Math.ceil(leaseDuration / 1_000),
      renewTime: now,
      // a clock that stands still must not make a replica look dead
      leaseTransitions: this.#renewals++,
    };
    const metadata = { namespace, name: leaseName(name, identity), labels: { [membersLabel]: name } };
    try {
      await client.patch(Lease, metadata, { merge: { metadata: { labels: metadata.labels }, spec } }, call);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      await client.create(Lease, { metadata, spec }, call);
    }
  }

  /** The replicas that are alive. Leases of those that have long been gone are deleted. */
  async read(call: { signal: AbortSignal }): Promise<string[]> {
    const { client, clock, namespace, name } = this.#options;
    const leases = await client.list(Lease, { namespace, labelSelector: `${membersLabel}=${name}`, ...call });
    const now = clock.monotonic();
    const alive: string[] = [];
    for (const { metadata, spec } of leases.items) {
      const text = JSON.stringify(spec);
      const known = this.#seen.get(metadata.name);
      const seen = known?.text === text ? known : { text, at: now };
      this.#seen.set(metadata.name, seen);
      const duration = (spec?.leaseDurationSeconds ?? 0) * 1_000;
      if (spec?.holderIdentity && seen.at + duration > now) alive.push(spec.holderIdentity);
      else if (seen.at + 20 * duration <= now) await this.#forget(metadata, call);
    }
    return alive;
  }

  /** This replica goes. */
  async leave(call: { signal: AbortSignal }): Promise<void> {
    const { client, logger, namespace, name, identity } = this.#options;
    try {
      await client.delete(Lease, { namespace, name: leaseName(name, identity) }, call);
    } catch (error) {
      logger.warn("cannot delete the lease of this replica", { error: messageOf(error) });
    }
  }

  async #forget(
    { name, uid, resourceVersion }: { name: string; uid: string; resourceVersion: string },
    call: { signal: AbortSignal },
  ): Promise<void> {
    const { client, namespace, logger } = this.#options;
    try {
      await client.delete(Lease, { namespace, name }, { preconditions: { uid, resourceVersion }, ...call });
      this.#seen.delete(name);
    } catch (error) {
      logger.debug("cannot delete the lease of a replica that is gone", { error: messageOf(error) });
    }
  }
}

function leaseName(name: string, identity: string): string {
  return `${name}-member-${identity}`;
}
