import type { CelFunction } from "../function-table.ts";
import { checkHashable, equalValues } from "../equal-values.ts";
import {
  CelDuration,
  CelError,
  CelTimestamp,
  CelUint,
  GrowingList,
  isList,
  KeyedList,
  SetList,
  type Value,
} from "../value.ts";
import { checkDuration, checkTimestamp } from "./time.ts";

const minInt = -(2n ** 63n);
const maxInt = 2n ** 63n - 1n;
const maxUint = 2n ** 64n - 1n;

/** The value as a signed 64-bit integer; an overflow is an error, never a wrap. */
export function checkInt(value: bigint): bigint {
  if (value < minInt || value > maxInt) throw new CelError("integer overflow");
  return value;
}

/** The value as an unsigned 64-bit integer. */
export function checkUint(value: bigint): CelUint {
  if (value < 0n || value > maxUint) throw new CelError("unsigned integer overflow");
  return new CelUint(value);
}

/** `+ - * / %` and negation. */
export const arithmetic: Readonly<Record<string, CelFunction>> = {
  "_+_": ([a, b]) =>
    numeric(a, b, { int: (x, y) => x + y, double: (x, y) => x + y }) ?? concatenate(a, b) ?? addTime(a, b),
  "_-_": ([a, b]) => numeric(a, b, { int: (x, y) => x - y, double: (x, y) => x - y }) ?? subtractTime(a, b),
  "_*_": ([a, b]) => numeric(a, b, { int: (x, y) => x * y, double: (x, y) => x * y }),
  "_/_": ([a, b]) => numeric(a, b, { int: (x, y) => x / divisor(y, "division"), double: (x, y) => x / y }),
  "_%_": ([a, b]) => numeric(a, b, { int: (x, y) => x % divisor(y, "modulus") }),
  "-_": ([a]) => (typeof a === "bigint" ? checkInt(-a) : typeof a === "number" ? -a : undefined),
};

function numeric(
  a: Value | undefined,
  b: Value | undefined,
  operation: { int: (x: bigint, y: bigint) => bigint; double?: (x: number, y: number) => number },
): Value | undefined {
  if (typeof a === "bigint" && typeof b === "bigint") return checkInt(operation.int(a, b));
  if (a instanceof CelUint && b instanceof CelUint) return checkUint(operation.int(a.uint, b.uint));
  if (typeof a === "number" && typeof b === "number") return operation.double?.(a, b);
  return undefined;
}

function divisor(value: bigint, what: string): bigint {
  if (value === 0n) throw new CelError(`${what} by zero`);
  return value;
}

function concatenate(a: Value | undefined, b: Value | undefined): Value | undefined {
  if (typeof a === "string" && typeof b === "string") return a + b;
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Uint8Array.from([...a, ...b]);
  return a !== undefined && b !== undefined && isList(a) && isList(b) ? concatenateLists(a, b) : undefined;
}

/** Sets are united, keyed lists merged; a list that a loop builds grows in place. */
function concatenateLists(a: readonly Value[], b: readonly Value[]): Value {
  if (a instanceof GrowingList) {
    for (const item of b) a.push(item);
    return a;
  }
  if (a instanceof SetList) {
    checkHashable(a);
    return SetList.from([...a, ...b.filter((item) => !includes(a, item))]);
  }
  if (!(a instanceof KeyedList)) return [...a, ...b];
  const merged = new Map([...a, ...b].map((item) => [a.keyOf(item), item]));
  return KeyedList.by(a.names, [...merged.values()]);
}

function includes(list: readonly Value[], item: Value): boolean {
  return list.some((own) => equalValues(own, item));
}

function addTime(a: Value | undefined, b: Value | undefined): Value | undefined {
  if (a instanceof CelDuration && b instanceof CelDuration) return checkDuration(a.nanos + b.nanos);
  if (a instanceof CelTimestamp && b instanceof CelDuration)
    return checkTimestamp(a.nanos + b.nanos, a.offset);
  return a instanceof CelDuration && b instanceof CelTimestamp
    ? checkTimestamp(a.nanos + b.nanos, b.offset)
    : undefined;
}

function subtractTime(a: Value | undefined, b: Value | undefined): Value | undefined {
  if (a instanceof CelTimestamp && b instanceof CelTimestamp) return checkDuration(a.nanos - b.nanos);
  if (a instanceof CelTimestamp && b instanceof CelDuration)
    return checkTimestamp(a.nanos - b.nanos, a.offset);
  return a instanceof CelDuration && b instanceof CelDuration ? checkDuration(a.nanos - b.nanos) : undefined;
}
