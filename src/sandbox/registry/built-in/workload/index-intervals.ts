import { goQuote } from "../../../../base/go-quote.ts";

interface Interval {
  readonly first: number;
  readonly last: number;
}

/** The number of indexes in a text such as `1,3-5`, or what is wrong with it. Follows validateIndexesFormat of k8s.io/kubernetes/pkg/apis/batch/validation. */
export function countIndexes(text: string, completions: number): number | string {
  if (text === "") return 0;
  let [previous, total] = [-1, 0];
  let started = false;
  for (const part of text.split(",")) {
    const interval = readInterval(part, completions);
    if (typeof interval === "string") return interval;
    if (started && previous >= interval.first)
      return `non-increasing order, previous: ${previous}, current: ${interval.first}`;
    total += interval.last - interval.first + 1;
    previous = interval.last;
    started = true;
  }
  return total;
}

/** Follows validateFailedIndexesNotOverlapCompleted; what cannot be read is passed over. */
export function overlapProblem(completed: string, failed: string, completions: number): string | undefined {
  const read = (text: string) =>
    text.split(",").flatMap((part) => {
      const interval = readInterval(part, completions);
      return typeof interval === "string" ? [] : [interval];
    });
  if (!completed || !failed) return undefined;
  const [done, lost] = [read(completed), read(failed)];
  let [i, j] = [0, 0];
  for (;;) {
    const [a, b] = [done[i], lost[j]];
    if (!a || !b) return undefined;
    if (a.first <= b.last && b.first <= a.last)
      return `failedIndexes and completedIndexes overlap at index: ${Math.max(a.first, b.first)}`;
    if (a.first <= b.first) i++;
    else j++;
  }
}

function readInterval(text: string, completions: number): Interval | string {
  const parts = text.split("-");
  if (parts.length > 2)
    return `the fragment ${goQuote(text)} violates the requirement that an index interval can have at most two parts separated by '-'`;
  const [first, last = first] = parts.map((part) => readIndex(part, completions));
  if (typeof first === "string") return first;
  if (typeof last === "string") return last;
  if (first === undefined || last === undefined) return "";
  if (parts.length === 2 && first >= last)
    return `non-increasing order, previous: ${first}, current: ${last}`;
  return { first, last };
}

function readIndex(text: string, completions: number): number | string {
  if (!/^[+-]?\d+$/.test(text)) return `cannot convert string to integer for index: ${goQuote(text)}`;
  return Number(text) >= completions ? `too large index: ${goQuote(text)}` : Number(text);
}
