/** One request of a transcript. `{ns}` in its path and texts is the scene's namespace; `{resourceVersion}`, `{uid}` and `{continue}` are those of the last answer that had one. */
export interface Step {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Objects are sent as JSON, texts and bytes as they are. */
  readonly body?: object | string | Buffer;
  /** For answers without an end: how many lines are read before the client hangs up. */
  readonly lines?: number;
  /** Whether it is made at once with its neighbours of which this is said too. */
  readonly together?: boolean;
  /** Values of the answer that later steps may name: the variable, and the field. Versions that have a name are recorded by it. */
  readonly keep?: Readonly<Record<string, "resourceVersion" | "continue">>;
  /** What tells steps with equal requests apart. */
  readonly note?: string;
}

/** Requests in their order, in a namespace of their own. */
export interface Scene {
  readonly name: string;
  readonly steps: readonly Step[];
  /** Whether schedulers and the like would be in the way: nothing acts in the sandbox but its API server. */
  readonly alone?: boolean;
  /** A kind of its own, as furtherDefinitions name it. */
  readonly needs?: string;
  /** What is recorded, where that is less than all: nothing of managed fields and of bookmarks from time to time, or of lists only who is in them. */
  readonly record?: "brief" | "names";
}

/** A kind that requests are made about: its places and texts. */
export interface Subject {
  readonly name: string;
  /** Place of its collection. */
  readonly path: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly custom: boolean;
  /** An object that differs by name and label only. */
  object(name: string, label?: string): Record<string, unknown>;
  /** A change of the spec (or what stands for it), as a merge patch. */
  readonly change: object;
  /** The same as a JSON patch. */
  readonly operations: readonly object[];
  /** What the kind's status may be; absent: it has none. */
  readonly status?: object;
  readonly scalable?: boolean;
}

export const json = { "content-type": "application/json" };

/** The steps of a table: one for each row. */
export function eachRow<T>(rows: readonly T[], make: (row: T) => Step | readonly Step[]): Step[] {
  return rows.flatMap(make);
}
