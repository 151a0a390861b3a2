import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import { onTwoServers } from "../servers.ts";
import { disagreements, unexpected } from "./suites/expectation.ts";
import { readRecord, recordText, summaryOf, type VariantRecord } from "./suites/record.ts";
import { caseKey, runVariant, type Outcome } from "./suites/run-variant.ts";
import { readVariants, type Variant } from "./suites/suite-files.ts";

/*
 * Suites that others wrote against a real API server. What a real one answers is recorded, as digests, in test/golden/suites.json; the sandbox must answer the
 * same, and both as the authors expect. A plain run takes one group; all of them, on both servers, with KUBEWRIGHT_SUITES=all, and with --update the record is
 * made anew.
 */

const corpus = process.env.KUBEWRIGHT_CORPUS;
const all = corpus ? readVariants(join(corpus, "suites", "openshift")) : [];
const everything = process.env.KUBEWRIGHT_SUITES === "all";
const variants = all.filter(({ title }) => everything || title.startsWith("example/v1alpha1/"));
const file = join(import.meta.dirname, "../../golden/suites.json");

onTwoServers("suites of others", ({ sandbox, real }) => {
  const recorded: Record<string, VariantRecord> = readRecord(file);
  const asked = real && (everything || inject("recording")) ? real : undefined;

  afterAll(() => {
    if (asked && inject("recording")) writeFileSync(file, recordText(recorded));
  });

  test.skipIf(all.length > 0)("(skipped: KUBEWRIGHT_CORPUS is not set)", () => {});

  test.each(variants)(
    "$title: every case ends as on the real server, and as its author expects",
    async (variant) => {
      const theirs = asked && (await runVariant(asked, variant));
      if (theirs && inject("recording")) recorded[variant.title] = recordOf(variant, theirs);
      const ours = await runVariant(sandbox, variant);
      if (theirs) expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs));
      expect(recordOf(variant, theirs ?? ours)).toEqual(recorded[variant.title]);
      expect(surprisesOf(variant, ours)).toEqual([]);
    },
    600_000,
  );

  test.runIf(everything)("every suite is run on at least one definition", () => {
    const run = new Set(all.flatMap(({ suites }) => suites.map(({ title }) => title)));
    expect(run.size).toBe(100);
    expect(all.map(({ title }) => title).sort()).toEqual(Object.keys(recorded).sort());
  });
});

function recordOf({ suites }: Variant, outcomes: ReadonlyMap<string, Outcome>): VariantRecord {
  const entries = suites.map(({ title, cases }) => [
    title,
    cases.map((entry, index) => summaryOf(outcomes.get(caseKey(title, index, entry)) ?? [])),
  ]);
  return Object.fromEntries(entries) as VariantRecord;
}

function surprisesOf({ suites }: Variant, outcomes: ReadonlyMap<string, Outcome>): string[] {
  return suites
    .filter(({ meant }) => meant)
    .flatMap(({ title, cases }) =>
      cases.flatMap((entry, index) => {
        if (disagreements.some(({ suite, name }) => suite === title && name === entry.name)) return [];
        const told = unexpected(entry, outcomes.get(caseKey(title, index, entry)) ?? []);
        return told ? [`${title} ${entry.name}: ${told}`] : [];
      }),
    );
}
