import type { CelFunction } from "../function-table.ts";
import { equalValues } from "../equal-values.ts";
import {
  CelDuration,
  CelMap,
  CelTimestamp,
  compareNumbers,
  isList,
  isNumeric,
  type Value,
} from "../value.ts";
import { compareQuantities, Quantity } from "./quantity.ts";

/** Order of two values of one kind (numbers of any); undefined where they have none. */
export function compareValues(a: Value, b: Value): number | undefined {
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b) ?? NaN;
  if (typeof a === "string" && typeof b === "string") return order(a, b, compareCodePoints);
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  if (a instanceof CelTimestamp && b instanceof CelTimestamp) return order(a.nanos, b.nanos);
  if (a instanceof CelDuration && b instanceof CelDuration) return order(a.nanos, b.nanos);
  if (a instanceof Quantity && b instanceof Quantity) return compareQuantities(a, b);
  return undefined;
}

/** Relations, equality, membership and `!`. */
export const comparison: Readonly<Record<string, CelFunction>> = {
  "_==_": ([a, b]) => equalValues(a ?? null, b ?? null),
  "_!=_": ([a, b]) => !equalValues(a ?? null, b ?? null),
  "_<_": relation((sign) => sign < 0),
  "_<=_": relation((sign) => sign <= 0),
  "_>_": relation((sign) => sign > 0),
  "_>=_": relation((sign) => sign >= 0),
  "@in": ([item, range]) => {
    if (item === undefined || range === undefined) return undefined;
    if (isList(range)) return range.some((candidate) => equalValues(candidate, item));
    return range instanceof CelMap ? range.has(item) : undefined;
  },
  "!_": ([a]) => (typeof a === "boolean" ? !a : undefined),
};

function relation(holds: (sign: number) => boolean): CelFunction {
  return ([a, b]) => {
    if (a === undefined || b === undefined || a instanceof Quantity) return undefined;
    const sign = compareValues(a, b);
    return sign === undefined ? undefined : holds(sign);
  };
}

function order<T>(a: T, b: T, compare?: (a: T, b: T) => number): number {
  return compare ? compare(a, b) : a < b ? -1 : a > b ? 1 : 0;
}

/** By code point: JavaScript's own order is by UTF-16 unit, which differs beyond the basic plane. */
function compareCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, "utf8"), Buffer.from(b, "utf8"));
}
