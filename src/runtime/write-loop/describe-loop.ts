import { shortened } from "./shorten-values.ts";
import type { Verdict } from "./field-history.ts";

/** A controller, and the object that it reconciles. */
export interface Party {
  readonly controller: string;
  readonly key: string;
}

/** What is told of a loop. */
export interface LoopAbout extends Verdict {
  /** `ConfigMap default/sample`. */
  readonly object: string;
  readonly path: string;
}

/** A loop in sentences, without values. */
export function describeLoop(loop: LoopAbout): string {
  const { type, object, path, writers, others, writes, milliseconds } = loop;
  const often = `${writes} writes in ${seconds(milliseconds)}`;
  return type === "alternating"
    ? `${path} of ${object} goes back and forth: ${nameAll(writers)} and ${nameAll(others)} undo each other's writes, ${often}`
    : `${path} of ${object} gets another value in every run of ${nameAll(writers)}, and each write causes the next run: ${often}`;
}

/** The two values, and who wrote them. */
export function describeValues(
  { type, writers, others, path }: LoopAbout,
  { before, after, secret }: { before: unknown; after: unknown; secret: boolean },
): string {
  const [old, now] = shortened(before, after, { hidden: secret || isConfidential(path) });
  return type === "alternating"
    ? `${old} by ${nameAll(others)}, ${now} by ${nameAll(writers)}`
    : `${old}, then ${now}`;
}

/** What to do about it. */
export function adviseOn({ type, others }: Verdict, managers: readonly string[]): string {
  if (type === "changing")
    return "let what is written depend on the object's spec alone: no times, random values or random order";
  if (!others.includes("")) return "let only one of them write the field";
  const known = managers.length > 0 ? ` (its field managers: ${managers.join(", ")})` : "";
  return `leave the field out of what is written, or find who else writes the object${known}`;
}

/** `controller "web" for default/sample`, of the text that {@link writerText} made. */
export function writerText({ controller, key }: Party): string {
  return `controller "${controller}" for ${key}`;
}

function nameAll(writers: readonly string[]): string {
  return writers.map((writer) => writer || "somebody else").join(" and ");
}

function seconds(milliseconds: number): string {
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${Math.round(milliseconds / 1_000)} s`;
}

function isConfidential(path: string): boolean {
  return /passw|passphrase|secret|token|credential|private.?key|api.?key/i.test(path);
}
