import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import { onTwoServers } from "../servers.ts";
import { askDefinition, askSamples, digestOf, summaryOf } from "./corpus/ask-samples.ts";
import { readDefinitions, readRepositories, type CorpusDefinition } from "./corpus/corpus-files.ts";

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
      const judged = await judgeEach(all, async (one) => {
        const ours = [await askDefinition(sandbox, one), await askSamples(sandbox, one)] as const;
        if (!asked) return ours;
        const theirs = [await askDefinition(asked, one), await askSamples(asked, one)] as const;
        expect.soft(ours, one.crd.metadata?.name).toEqual(theirs);
        return theirs;
      });
      const record: RepositoryRecord = {
        definitions: Object.fromEntries(judged.map(([name, [answer]]) => [name, digestOf(answer)])),
        samples: Object.fromEntries(judged.map(([name, [, answers]]) => [name, summaryOf(answers)])),
      };
      if (asked && inject("recording")) recorded[repository] = record;
      expect(record).toEqual(recorded[repository]);
    },
    600_000,
  );
});

/** The answers by the definition's name, in order. Several are asked for at a time: a real server takes a second until a kind is served. */
async function judgeEach<T>(
  definitions: readonly CorpusDefinition[],
  judge: (definition: CorpusDefinition) => Promise<T>,
): Promise<[string, T][]> {
  const judged: [string, T][] = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < definitions.length; index = next++) {
      const definition = definitions[index] as CorpusDefinition;
      judged[index] = [definition.crd.metadata?.name ?? "", await judge(definition)];
    }
  };
  await Promise.all(Array.from({ length: 6 }, work));
  return judged;
}
