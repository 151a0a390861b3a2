import { jsonLoss } from "../../base/exact-number.ts";
import { ArgumentError } from "../marker/argument-error.ts";

/** A tag's argument is wrong, or contradicts what its type says; the message says what was expected. */
export class TagError extends ArgumentError {}

/** @throws TagError where a number of JSON is not exact as a double */
export function checkExact(json: string): void {
  const loss = jsonLoss(json);
  if (loss !== undefined) throw new TagError(loss);
}

/** The argument, which must be there. */
export function needed(text: string): string {
  if (text === "") throw new TagError("expected an argument, found nothing");
  return text;
}
