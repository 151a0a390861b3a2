/**
 * Who a written file belongs to: `managed` is ours and rewritten, `starter` is written once and then the
 * user's, `shared` is the user's and edited in place.
 */
export type Ownership = "managed" | "starter" | "shared";

/** What would happen to one file. `undefined` means that there is no file. */
export interface Change {
  /** Relative to the plan's root, with forward slashes. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** How `before` and `after` hold the file's bytes; default `utf8`. */
  readonly encoding?: "utf8" | "base64";
  /** Permission bits of a new file, for example `0o755`; an existing file keeps its own. */
  readonly mode?: number;
  readonly ownership: Ownership;
  /** Why, for the person who reads the plan. */
  readonly reason?: string;
}

/** What would be written below a folder. Holds no change whose before and after are the same. */
export interface Plan {
  /** Absolute path of the folder. */
  readonly root: string;
  readonly changes: readonly Change[];
}
