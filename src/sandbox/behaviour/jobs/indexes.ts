import { textAt } from "../read.ts";
import type { ApiObject } from "../../api-object.ts";

export const indexAnnotation = "batch.kubernetes.io/job-completion-index";

/** The completion index of a Pod; undefined where it has none. */
export function indexOf(pod: ApiObject): number | undefined {
  const text = pod.metadata.annotations?.[indexAnnotation];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Reads `0-2,5`. */
export function parseIndexes(text: string): Set<number> {
  const indexes = new Set<number>();
  for (const part of text.split(",").filter(Boolean)) {
    const [from = 0, to = from] = part.split("-").map(Number);
    for (let index = from; index <= to; index++) indexes.add(index);
  }
  return indexes;
}

/** Writes indexes as `0-2,5`: two in a row are named both, more as a range. See succeededIndexesToString in indexed_job_utils.go. */
export function formatIndexes(indexes: ReadonlySet<number>): string {
  const parts: string[] = [];
  const sorted = [...indexes].sort((a, b) => a - b);
  for (let position = 0; position < sorted.length;) {
    let end = position;
    while (sorted[end + 1] === (sorted[end] ?? 0) + 1) end++;
    const [first = 0, last = 0] = [sorted[position], sorted[end]];
    parts.push(first === last ? String(first) : last === first + 1 ? `${first},${last}` : `${first}-${last}`);
    position = end + 1;
  }
  return parts.join(",");
}

/** Indexes of Pods in a phase, with those that were counted before. */
export function indexesIn(
  pods: readonly ApiObject[],
  options: { phase: string; before: string; completions: number },
): Set<number> {
  const { phase, before, completions } = options;
  const indexes = parseIndexes(before);
  for (const pod of pods) {
    const index = indexOf(pod);
    if (index !== undefined && textAt(pod, "status.phase") === phase) indexes.add(index);
  }
  return new Set([...indexes].filter((index) => index < completions));
}
