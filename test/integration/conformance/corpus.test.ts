import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import { onTwoServers } from "../servers.ts";
import { askDefinition, askSamples, digestOf, summaryOf } from "./corpus/ask-samples.ts";
import { readDefinitions, readRepositories } from "./corpus/corpus-files.ts";

/*
 * Definitions of real operators and the resources that they show, also with single values changed. What a real server says to them is recorded, as digests, in
 * test/golden/corpus.json; the sandbox must say the same. A plain run takes two repositories; all of them, on both servers, with KUBEWRIGHT_CORPUS_RESOURCES=all,
 * and with --update the record is made anew.
 */

interface RepositoryRecord {
  /** By name of the definition. */
  readonly definitions: Readonly<Record<string, string>>;
  /** By name of the definition, by sample. */
  readonly samples: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const corpus = process.env.KUBEWRIGHT_CORPUS;
const repositories = corpus ? readRepositories(corpus) : [];
const everything = process.env.KUBEWRIGHT_CORPUS_RESOURCES === "all";
const file = join(import.meta.dirname, "../../golden/corpus.json");
const recorded = JSON.parse(readFileSync(file, "utf8")) as Record<string, RepositoryRecord>;
const chosen = repositories.filter((name) =>
  everything
    ? inject("recording") || Object.hasOwn(recorded, name)
    : name.startsWith("zalando+") || name.startsWith("kubernetes-csi+"),
);

onTwoServers("definitions and resources of others", ({ sandbox, real }) => {
  const asked = real && (everything || inject("recording")) ? real : undefined;

  afterAll(() => {
    if (asked && inject("recording")) writeFileSync(file, `${JSON.stringify(recorded, null, 1)}\n`);
  });

  test.skipIf(repositories.length > 0)("(skipped: KUBEWRIGHT_CORPUS is not set)", () => {});

  test.each(chosen)(
    "%s: answered as by the real server",
    async (repository) => {
      const all = readDefinitions(corpus ?? "", repository);
      const record = {
        definitions: {} as Record<string, string>,
        samples: {} as Record<string, Record<string, string>>,
      };
      for (const one of all) {
        const name = one.crd.metadata?.name ?? "";
        const [ours, ourSamples] = [await askDefinition(sandbox, one), await askSamples(sandbox, one)];
        if (asked) {
          const [theirs, theirSamples] = [await askDefinition(asked, one), await askSamples(asked, one)];
          record.definitions[name] = digestOf(theirs);
          record.samples[name] = summaryOf(theirSamples);
          expect.soft(ours, name).toEqual(theirs);
          expect.soft(ourSamples, name).toEqual(theirSamples);
        } else {
          record.definitions[name] = digestOf(ours);
          record.samples[name] = summaryOf(ourSamples);
        }
      }
      if (asked && inject("recording")) recorded[repository] = record;
      expect(record).toEqual(recorded[repository]);
    },
    600_000,
  );
});
