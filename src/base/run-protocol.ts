/**
 * Variable by which `kubewright run` tells an operator that it has started it: `1`, or `lead` when it holds the operator's lease. Between the two goes
 * {@link RunMessage} over the channel of the process.
 */
export const runVariable = "KUBEWRIGHT_RUN";

/** Exit code of an operator that may no longer lead: `run` starts it again, to wait for the lease. */
export const leaseLostCode = 75;

/** To the operator: what it does is not to be finished; it leads; it no longer does. */
export interface RunMessage {
  readonly type: "abort" | "leading" | "lease-lost";
}

/** Which lease an operator would lead by. */
export interface LeaseName {
  readonly name: string;
  /** Absent: where the operator is deployed. */
  readonly namespace?: string;
}

/** From the operator: it would lead. */
export interface LeadMessage extends LeaseName {
  readonly type: "lead";
}
