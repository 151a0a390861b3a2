import type { CelFunction } from "../function-table.ts";
import { CelError, Opaque, type Value } from "../value.ts";

const suffixes: Readonly<Record<string, readonly [bigint, number]>> = {
  "": [1n, 0],
  n: [1n, -9],
  u: [1n, -6],
  m: [1n, -3],
  k: [1n, 3],
  M: [1n, 6],
  G: [1n, 9],
  T: [1n, 12],
  P: [1n, 15],
  E: [1n, 18],
  Ki: [2n ** 10n, 0],
  Mi: [2n ** 20n, 0],
  Gi: [2n ** 30n, 0],
  Ti: [2n ** 40n, 0],
  Pi: [2n ** 50n, 0],
  Ei: [2n ** 60n, 0],
};

/** A resource quantity, exact to the nano (k8s.io/apimachinery/pkg/api/resource; amounts below round up). */
export class Quantity extends Opaque {
  readonly type = "kubernetes.Quantity";
  /** In billionths. */
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    super();
    this.nanos = nanos;
  }

  equals(other: Opaque): boolean {
    return other instanceof Quantity && other.nanos === this.nanos;
  }
}

/** Reads a quantity; undefined if the text is none. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = /^([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+)|(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?)$/.exec(
    text,
  );
  if (!match) return undefined;
  const [, sign, digits = "", exponent, suffix = ""] = match;
  const [factor, power] = exponent === undefined ? (suffixes[suffix] ?? [1n, 0]) : [1n, Number(exponent)];
  if (Math.abs(power) > 400) return undefined;
  const [whole = "", fraction = ""] = digits.split(".");
  const scale = power + 9 - fraction.length;
  const amount = BigInt(`${whole}${fraction}`) * factor;
  const nanos = scale >= 0 ? amount * 10n ** BigInt(scale) : ceilDivide(amount, 10n ** BigInt(-scale));
  return new Quantity(sign === "-" ? -nanos : nanos);
}

/** Order of two quantities. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  return a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0;
}

/** Kubernetes' quantity library. */
export const quantity: Readonly<Record<string, CelFunction>> = {
  quantity: ([text]) => (typeof text === "string" ? required(text) : undefined),
  isQuantity: ([text]) => (typeof text === "string" ? parseQuantity(text) !== undefined : undefined),
  ".isInteger": ([self]) => (self instanceof Quantity ? isInteger(self) : undefined),
  ".asInteger": ([self]) => (self instanceof Quantity ? asInteger(self) : undefined),
  ".asApproximateFloat": ([self]) => (self instanceof Quantity ? Number(self.nanos) / 1e9 : undefined),
  ".sign": ([self]) =>
    self instanceof Quantity ? BigInt(compareQuantities(self, new Quantity(0n))) : undefined,
  ".isGreaterThan": pair((a, b) => compareQuantities(a, b) > 0),
  ".isLessThan": pair((a, b) => compareQuantities(a, b) < 0),
  ".compareTo": pair((a, b) => BigInt(compareQuantities(a, b))),
  ".add": ([a, b]) => (a instanceof Quantity ? combine(a, b, (x, y) => x + y) : undefined),
  ".sub": ([a, b]) => (a instanceof Quantity ? combine(a, b, (x, y) => x - y) : undefined),
};

function required(text: string): Quantity {
  const value = parseQuantity(text);
  if (!value)
    throw new CelError(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
  return value;
}

function pair(apply: (a: Quantity, b: Quantity) => Value): CelFunction {
  return ([a, b]) => (a instanceof Quantity && b instanceof Quantity ? apply(a, b) : undefined);
}

function combine(
  a: Quantity,
  b: Value | undefined,
  apply: (x: bigint, y: bigint) => bigint,
): Value | undefined {
  if (b instanceof Quantity) return new Quantity(apply(a.nanos, b.nanos));
  return typeof b === "bigint" ? new Quantity(apply(a.nanos, b * 1_000_000_000n)) : undefined;
}

function isInteger({ nanos }: Quantity): boolean {
  const whole = nanos / 1_000_000_000n;
  return nanos % 1_000_000_000n === 0n && whole >= -(2n ** 63n) && whole < 2n ** 63n;
}

function asInteger(value: Quantity): bigint {
  if (!isInteger(value)) throw new CelError("cannot convert value to integer");
  return value.nanos / 1_000_000_000n;
}

function ceilDivide(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}
