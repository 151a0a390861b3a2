import { equalJson, isJsonObject } from "../../../src/base/json.ts";
import type { Exchange, Transcript } from "./run-sequence.ts";

/** Where two servers differ first. */
export interface Difference {
  /** Index of the request; -1 for watches. */
  readonly step: number;
  readonly what: string;
}

/** The first difference between two runs of a sequence, or undefined. */
export function compareTranscripts(sandbox: Transcript, real: Transcript): Difference | undefined {
  for (const [step, ours] of sandbox.exchanges.entries()) {
    const theirs = real.exchanges[step];
    if (!theirs && real.dropped) return undefined;
    const what = differenceOf(comparable(ours), theirs && comparable(theirs), "");
    if (what) return { step, what };
  }
  const what = differenceOf(sandbox.events, real.events, "events");
  return what ? { step: -1, what } : undefined;
}

function comparable({ status, warnings, body }: Exchange): unknown {
  return { status, warnings, body };
}

/** Up to three differing places, with both values. */
function differenceOf(ours: unknown, theirs: unknown, path: string): string | undefined {
  const found = placesOf(ours, theirs, path);
  return found.length ? found.slice(0, 3).join("\n") : undefined;
}

function placesOf(ours: unknown, theirs: unknown, path: string): string[] {
  if (equalJson(ours, theirs)) return [];
  if (isJsonObject(ours) && isJsonObject(theirs)) {
    const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
    return keys.flatMap((key) => placesOf(ours[key], theirs[key], `${path}.${key}`));
  }
  if (Array.isArray(ours) && Array.isArray(theirs) && ours.length === theirs.length)
    return ours.flatMap((item, index) => placesOf(item, theirs[index], `${path}[${index}]`));
  return [`at ${path}\n  sandbox:        ${show(ours)}\n  kube-apiserver: ${show(theirs)}`];
}

function show(value: unknown): string {
  const text = value === undefined ? "(nothing)" : JSON.stringify(value);
  return text.length > 3000 ? `${text.slice(0, 3000)}…` : text;
}
