import { join } from "node:path";
import { expect, test } from "vitest";
import { onTwoServers } from "../servers.ts";
import { unexpected } from "./suites/expectation.ts";
import { caseKey, runVariant } from "./suites/run-variant.ts";
import { readVariants } from "./suites/suite-files.ts";

const corpus = process.env.KUBEWRIGHT_CORPUS;
const all = corpus ? readVariants(join(corpus, "suites", "openshift")) : [];
const everything = process.env.KUBEWRIGHT_SUITES === "all";
const variants = all.filter(({ title }) => everything || title.startsWith("example/v1alpha1/"));

onTwoServers("suites of others", ({ sandbox, real }) => {
  test.skipIf(all.length > 0)("(skipped: KUBEWRIGHT_CORPUS is not set)", () => {});

  test.each(variants)(
    "$title: every case ends as on the real server, and as its author expects",
    async (variant) => {
      const ours = await runVariant(sandbox, variant);
      if (real) expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(await runVariant(real, variant)));
      const surprises = variant.suites
        .filter(({ meant }) => meant)
        .flatMap(({ title, cases }) =>
          cases.flatMap((entry, index) => {
            const told = unexpected(entry, ours.get(caseKey(title, index, entry)) ?? []);
            return told ? [`${title} ${entry.name}: ${told}`] : [];
          }),
        );
      expect(surprises).toEqual([]);
    },
    300_000,
  );
});
