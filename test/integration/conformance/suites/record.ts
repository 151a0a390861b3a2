import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Outcome } from "./run-variant.ts";

/** What a real server answered in the cases of a variant: for each suite, its cases in their order. */
export type VariantRecord = Readonly<Record<string, readonly string[]>>;

/** Answers in short: the status of each request of a case, and a digest of all that was answered. */
export function summaryOf(outcome: Outcome): string {
  const statuses = outcome.map(({ status }) => status).join(" ");
  return `${statuses} ${createHash("sha256").update(JSON.stringify(outcome)).digest("hex").slice(0, 12)}`;
}

/** The recorded answers by variant. They are digests: what they are made of is not ours to publish. */
export function readRecord(file: string): Record<string, VariantRecord> {
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, VariantRecord>;
}

/** The text of a record, variants and suites in the order of the alphabet. */
export function recordText(record: Readonly<Record<string, VariantRecord>>): string {
  const inOrder = Object.keys(record)
    .sort()
    .map((title) => [title, record[title]]);
  return `${JSON.stringify(Object.fromEntries(inOrder), null, 1)}\n`;
}
