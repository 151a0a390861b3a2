import type { Clock } from "../../base/clock.ts";
import { UserError } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { Client } from "../client/client.ts";

/** Settings of a LeaseElector; times in milliseconds, defaults those of controller-runtime. */
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
  /** Of the lease. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Give the lease up in LeaseElector.release; default true. */
  readonly releaseOnCancel?: boolean;
  readonly random?: () => number;
  /** Each change of leader that is observed; empty when the lease was released. */
  readonly onNewLeader?: (identity: string) => void;
  /** A renewal had to read the lease first: somebody else wrote it. */
  readonly onSlowPath?: () => void;
}

/** Tries of a candidate are spread over one to 2.2 retry periods, as by client-go's JitterFactor. */
export const jitterFactor = 1.2;

/**
 * Refuses times with which two could lead at once, as client-go's NewLeaderElector does.
 *
 * @throws UserError LEADER_ELECTION_INVALID
 */
export function checkElectorOptions(options: {
  identity: string;
  name: string;
  leaseDuration: number;
  renewDeadline: number;
  retryPeriod: number;
}): void {
  const { identity, name, leaseDuration, renewDeadline, retryPeriod } = options;
  const problem = [
    identity === "" && "the identity is empty",
    name === "" && "the lease has no name",
    retryPeriod <= 0 && `the retry period (${retryPeriod} ms) is not above 0`,
    leaseDuration <= renewDeadline &&
      `the lease duration (${leaseDuration} ms) is not above the renew deadline (${renewDeadline} ms)`,
    renewDeadline <= retryPeriod * jitterFactor &&
      `the renew deadline (${renewDeadline} ms) is not above ${jitterFactor} retry periods (${retryPeriod} ms each)`,
  ].find((text) => text !== false);
  if (problem === undefined) return;
  throw new UserError("LEADER_ELECTION_INVALID", `cannot elect a leader: ${problem}`, {
    hint: "The defaults are 15 s, 10 s and 2 s.",
  });
}
