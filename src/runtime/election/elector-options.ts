import { UserError } from "../../base/errors.ts";

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
