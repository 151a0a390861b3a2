import { isReordered, type ChangedField } from "./changed-fields.ts";

const day = 24 * 3_600_000;
/** RFC 3339, and what a Date is as text. */
const dateText =
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}|^[A-Z][a-z]{2},? [A-Z]?[a-z0-9]{2,3} [A-Z0-9][a-z0-9]{1,2} \d{4}/;

/** Whether a change says nothing new: a time in the place of another, or a list in another order. */
export function isIdleChange({ before, after }: ChangedField, now: number): boolean {
  return isReordered(before, after) || (isTime(before, now) && isTime(after, now));
}

/** Which way an integer went; 0 where none did. */
export function stepOf({ before, after }: ChangedField): -1 | 0 | 1 {
  const [from, to] = [integerOf(before), integerOf(after)];
  if (from === undefined || to === undefined) return 0;
  return to > from ? 1 : to < from ? -1 : 0;
}

function isTime(value: unknown, now: number): boolean {
  if (typeof value === "string" && dateText.test(value)) return true;
  const number = integerOf(value);
  // milliseconds or seconds since the epoch, if they are about now
  return number !== undefined && [number, number * 1_000].some((time) => Math.abs(time - now) < day);
}

function integerOf(value: unknown): number | undefined {
  if (typeof value === "string" && /^-?\d{1,15}$/.test(value)) return Number(value);
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}
