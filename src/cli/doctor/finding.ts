/** `absent`: not there, and only some commands need it. `warning`: works, but not everywhere. `problem`: does not work. */
export type FindingState = "ok" | "absent" | "warning" | "problem";

/** One thing that was looked at. */
export interface Finding {
  readonly about: "kubewright" | "project" | "programs" | "cluster";
  readonly name: string;
  readonly state: FindingState;
  /** What was found: a version, a path, what is wrong. */
  readonly found: string;
  /** The command, or the page, that mends it. */
  readonly remedy?: string;
}
