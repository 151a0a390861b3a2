/** A tag of a comment that is being written. */
export interface ImportTag {
  /** `minimum`, `items.pattern`. */
  readonly name: string;
  readonly text: string;
}

/** JSON for a comment: what an editor does not show, or takes for the end of a line, is escaped. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\p{Cf}\u007f-\u009f\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
