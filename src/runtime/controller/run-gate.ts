import type { ReconcileRequest } from "../source/reconcile-request.ts";

/** Leave to run one key. */
export interface Pass {
  /** The run is over. */
  leave(): void;
}

/** The lease that a run is under. */
export interface RunLease {
  /** Whether it is surely held still, by the clock. */
  readonly isHeld: boolean;
  /** Resolves with true when it is, with false when the signal aborts first. */
  whenHeld(signal: AbortSignal): Promise<boolean>;
}

/** Which keys a controller may run in this process. */
export interface RunGate {
  /** Leave to run a key, until `onLost` is called: somebody else may run it soon. Undefined when it is another's. */
  enter(request: ReconcileRequest, onLost: (reason: Error) => void): Pass | undefined;
  /** Whether a key is this process's to run. */
  owns(request: ReconcileRequest): boolean;
  /** Is told of each shard that comes: its keys have to be run. */
  onGained(listener: (shard: number) => void): void;
  /** Is told of each shard that goes, before its runs have ended: what would not end by itself has to be ended. */
  onClosing(listener: (shard: number) => void): void;
  shardOf(request: ReconcileRequest): number;
}
