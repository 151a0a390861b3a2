/** A change of an answer that is sent back: the value at a path of keys; undefined removes it. */
export interface Change {
  readonly path: readonly string[];
  readonly value?: unknown;
}

/** What must be seen before a request that changes a definition counts as done: the real server serves it a moment later. */
export interface Serving {
  /** Path of the definition. */
  readonly definition: string;
  /** Collections, one a served version. */
  readonly paths: readonly string[];
  /** Description of the column that tells which state of the definition is served; undefined when it is to be gone. */
  readonly marker: string | undefined;
}

/**
 * One request. Texts may hold what only a run knows: `{{ns}}` and `{{group}}`, and of the answer to an earlier request
 * `{{rv:2}}`, `{{uid:2}}`, `{{name:2}}` and `{{continue:2}}`.
 */
export interface Step {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  /** Media type of the body; JSON by default. */
  readonly type?: string;
  /** JSON, or a text that is sent as it is. */
  readonly body?: unknown;
  /** Sends the body of an earlier answer, changed; nothing is sent when that was an error. */
  readonly from?: { readonly step: number; readonly changes: readonly Change[] };
  readonly agent?: string;
  /** The form in which the answer is asked for; JSON by default. */
  readonly accept?: string;
  readonly serving?: Serving;
}

/** Requests that are made one after the other in a namespace of their own; of both servers all answers must be the same. */
export interface Sequence {
  readonly seed: number;
  readonly steps: readonly Step[];
  /** Watches that are opened at the end, from the state before the first request on. */
  readonly watches: readonly string[];
}
