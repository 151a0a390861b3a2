import type { CallEstimate } from "./cost-node.ts";
import { add, multiply, scale, unlimited, type Range } from "./range.ts";
import { stringTraversal } from "./value-size.ts";

/** Estimate of `text.replace(from, to)`: its size is that of the most and the least that replacing can make of it. */
export function estimateReplace(text: Range, from: Range, to: Range): CallEstimate {
  const most = bound({ text: text.max, from: from.min, keeps: to.max <= from.min });
  const least = bound({ text: text.min, from: from.max, keeps: from.max <= to.min });
  const count = { min: least.count, max: most.count };
  const kept = { min: least.kept, max: most.kept };
  return { cost: scale(text, 2 * stringTraversal), size: add(multiply(count, to), kept) };
}

/** How often text is replaced and how much of it stays. An empty `from` is found between all characters; a replacement that `keeps` the bound changes nothing. */
function bound(part: { text: number; from: number; keeps: boolean }): { count: number; kept: number } {
  const { text, from, keeps } = part;
  if (from === 0) return { count: Math.min(text + 1, unlimited), kept: text };
  return keeps ? { count: 0, kept: text } : { count: Math.ceil(text / from), kept: 0 };
}
