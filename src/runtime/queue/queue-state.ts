/** Where a key is. Times are in milliseconds. */
export interface QueueState {
  readonly state: "idle" | "ready" | "delayed" | "running";
  /** Keys that go first. Only in `ready`. */
  readonly ahead?: number;
  readonly priority?: number;
  /** How long it has been in this state, or until it is ready. */
  readonly milliseconds?: number;
  /** In `running`: it is to run again when it is done. */
  readonly again?: boolean;
  /** Failures in a row. */
  readonly retries: number;
}
