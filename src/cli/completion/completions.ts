/** What may come next after the words of a command, or of the beginning of one. */
export interface Completions {
  /** The words so far: "" at the start, `create`, `create api`. */
  readonly path: string;
  readonly words: readonly Suggestion[];
  readonly options: readonly OptionCompletion[];
  /** Whether it takes files or folders. */
  readonly files: boolean;
}

/** A word with what to say of it. */
export interface Suggestion {
  readonly word: string;
  readonly summary: string;
}

/** An option; without `takes` no value follows it. */
export interface OptionCompletion {
  readonly flag: string;
  readonly summary: string;
  readonly takes?: { readonly words: readonly string[]; readonly files: boolean };
}
