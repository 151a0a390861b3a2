import { quantityNano } from "../../../admission/quantity-value.ts";

/** More than this has no thousandths in 64 bits. */
const mostInMilli = (2n ** 63n - 1n) / 1000n;

/** Quantities in one unit, as numbers: thousandths where none is too large for them. */
export function inUnits(quantities: readonly string[]): { values: number[]; milli: boolean } {
  const whole = quantities.map((quantity) => roundedUp(quantity, 9n));
  const milli = whole.every((value) => value <= mostInMilli);
  const values = milli ? quantities.map((quantity) => roundedUp(quantity, 6n)) : whole;
  return { values: values.map(Number), milli };
}

function roundedUp(quantity: string, power: bigint): bigint {
  const [nano, unit] = [quantityNano(quantity), 10n ** power];
  return nano > 0n ? (nano + unit - 1n) / unit : nano / unit;
}

/** A number as Go's `%f` writes it. */
export function sixDecimals(value: number): string {
  if (Number.isFinite(value)) return value.toFixed(6);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}
