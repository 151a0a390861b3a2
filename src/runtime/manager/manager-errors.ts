/** Leadership was lost: the process must end, because what it runs can no longer be trusted to be alone. */
export class LeadershipLostError extends Error {
  constructor() {
    super("leader election lost");
    this.name = "LeadershipLostError";
  }
}

/** Members went on although they were aborted: the process must end. */
export class StopTimeoutError extends Error {
  constructor(groups: readonly string[]) {
    super(`not everything has stopped: ${groups.join(", ")}`);
    this.name = "StopTimeoutError";
  }
}
