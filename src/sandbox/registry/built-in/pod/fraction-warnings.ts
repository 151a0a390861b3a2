import { goQuote } from "../../../../base/go-quote.ts";
import { isWholeQuantity } from "../../../admission/quantity-value.ts";

/** Of an amount of bytes that is not a whole number. */
export function fractionWarnings(quantity: unknown, at: string): string[] {
  if (quantity === undefined || isWholeQuantity(quantity)) return [];
  return [`${at}: fractional byte value ${goQuote(String(quantity))} is invalid, must be an integer`];
}
