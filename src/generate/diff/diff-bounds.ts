import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { tighten, widen, type Place } from "./place.ts";

/** Keywords of counts, and what is counted. */
const counts = [
  { low: "minLength", high: "maxLength", of: "strings", unit: "characters" },
  { low: "minItems", high: "maxItems", of: "lists", unit: "items" },
  { low: "minProperties", high: "maxProperties", of: "objects", unit: "properties" },
] as const;

/** Reports changes of bounds: of numbers, lengths and counts. */
export function diffBounds(old: JsonSchema, now: JsonSchema, place: Place): void {
  diffMinimum(old, now, place);
  diffMaximum(old, now, place);
  diffMultiple(old.multipleOf, now.multipleOf, place);
  for (const { low, high, of, unit } of counts) {
    diffLimit(old[low] ?? 0, now[low] ?? 0, {
      place,
      rule: ruleName(low),
      values: (limit) => `${of} of less than ${limit} ${unit}`,
    });
    diffLimit(-(old[high] ?? Infinity), -(now[high] ?? Infinity), {
      place,
      rule: ruleName(high),
      values: (limit) => `${of} of more than ${-limit} ${unit}`,
    });
  }
}

function diffMinimum(old: JsonSchema, now: JsonSchema, place: Place): void {
  const [before, after] = [
    bound(old.minimum, old.exclusiveMinimum),
    bound(now.minimum, now.exclusiveMinimum),
  ];
  diffBound(before, after, { place, rule: "minimum", side: "below", whole: areWhole(old, now) });
}

/** Turned round, an upper bound is a lower one. */
function diffMaximum(old: JsonSchema, now: JsonSchema, place: Place): void {
  const turned = (value: number | undefined) => (value === undefined ? undefined : -value);
  const before = bound(turned(old.maximum), old.exclusiveMaximum);
  const after = bound(turned(now.maximum), now.exclusiveMaximum);
  diffBound(before, after, { place, rule: "maximum", side: "above", whole: areWhole(old, now) });
}

interface Bound {
  readonly value: number;
  readonly exclusive: boolean;
}

function bound(value: number | undefined, exclusive = false): Bound {
  return value === undefined ? { value: -Infinity, exclusive: false } : { value, exclusive };
}

function diffBound(
  old: Bound,
  now: Bound,
  { place, rule, side, whole }: { place: Place; rule: string; side: "below" | "above"; whole: boolean },
): void {
  const sign = side === "below" ? 1 : -1;
  const text = ({ value, exclusive }: Bound) => `values ${exclusive ? "of or " : ""}${side} ${sign * value}`;
  const change = { before: shown(old, sign), after: shown(now, sign) };
  const [was, is] = whole ? [wholeBound(old), wholeBound(now)] : [old, now];
  const order = is.value - was.value || Number(is.exclusive) - Number(was.exclusive);
  if (order > 0) tighten(place, { rule: `${rule}-tightened`, refused: text(now), ...change });
  if (order < 0) widen(place, { rule: `${rule}-loosened`, accepted: `${text(old)} are accepted`, ...change });
}

/** Whether the values that are compared are integers: of numbers that become some, fractions are told of by themselves. */
function areWhole(old: JsonSchema, now: JsonSchema): boolean {
  return old.type === "integer" || now.type === "integer";
}

/** The least integer within. */
function wholeBound({ value, exclusive }: Bound): Bound {
  return { value: exclusive ? Math.floor(value) + 1 : Math.ceil(value), exclusive: false };
}

function shown({ value, exclusive }: Bound, sign: number): string {
  if (value === -Infinity) return "none";
  return exclusive ? `${sign * value}, exclusive` : String(sign * value);
}

function diffLimit(
  old: number,
  now: number,
  { place, rule, values }: { place: Place; rule: string; values: (limit: number) => string },
): void {
  const change = { before: count(old), after: count(now) };
  if (now > old) tighten(place, { rule: `${rule}-tightened`, refused: values(now), ...change });
  if (now < old)
    widen(place, { rule: `${rule}-loosened`, accepted: `${values(old)} are accepted`, ...change });
}

/** Without a lower limit a count is from 0; upper limits are turned round. */
function count(limit: number): number | string {
  return limit === -Infinity ? "none" : Math.abs(limit);
}

function diffMultiple(old: number | undefined, now: number | undefined, place: Place): void {
  if (old === now) return;
  const change = { before: old ?? "none", after: now ?? "none" };
  const loosened = now === undefined || (old !== undefined && Number.isInteger(old / now));
  if (loosened)
    widen(place, {
      rule: "multiple-of-loosened",
      accepted: `values that are no multiples of ${old} are accepted`,
      ...change,
    });
  else
    tighten(place, {
      rule: "multiple-of-tightened",
      refused: `values that are no multiples of ${now}`,
      ...change,
    });
}

/** `minLength` → `min-length`. */
function ruleName(keyword: string): string {
  return keyword.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
