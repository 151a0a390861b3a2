import { ArgumentError } from "../marker/argument-error.ts";

/** A tag's argument is wrong, or contradicts what its type says; the message says what was expected. */
export class TagError extends ArgumentError {}

/** The argument, which must be there. */
export function needed(text: string): string {
  if (text === "") throw new TagError("expected an argument, found nothing");
  return text;
}
