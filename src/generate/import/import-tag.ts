/** A tag of a comment that is being written. */
export interface ImportTag {
  /** `minimum`, `items.pattern`. */
  readonly name: string;
  readonly text: string;
}
