import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseYaml } from "../../src/kube/yaml.ts";
import { leftOut } from "../integration/conformance/transcripts/left-out.ts";
import { disagreements } from "../integration/conformance/suites/expectation.ts";
import { readRecord } from "../integration/conformance/suites/record.ts";
import { root } from "./source-files.ts";

const folder = join(root, "test/golden/transcripts");
const mutationRecords = join(root, "test/golden/mutations");
const mutationKinds = join(root, "test/integration/mutations/kinds");
const corpusRecords = join(root, "test/golden/corpus.json");
const suiteRecords = join(root, "test/golden/suites.json");
const recordedScenes = join(root, "test/integration/behaviour/recorded");

interface MutationKind {
  readonly kind: string;
  readonly apiVersion: string;
  readonly except?: object;
}

/** Parts of the transcripts, by how the names of their files begin. */
const areas: readonly { title: string; files: RegExp }[] = [
  { title: "every verb on kinds of every sort, and what goes wrong with it", files: /^verbs-/ },
  { title: "media types of bodies: JSON, YAML, protobuf, patches, and none of these", files: /^bodies-/ },
  { title: "`Accept`: formats, tables, metadata alone, what cannot be had", files: /^answers-/ },
  { title: "query parameters: right, wrong, and where they do not belong", files: /^queries-/ },
  { title: "discovery, plain and aggregated", files: /^discovery/ },
  { title: "paths and methods", files: /paths|path\.jsonl/ },
  { title: "options of lists and watches, each with every other", files: /^(lists|watches)-of-/ },
  { title: "field selectors of all kinds", files: /^fields-/ },
  { title: "malformed and hostile bodies and patches", files: /^hard-(bodies|patches)/ },
  { title: "selectors, continue tokens and managers made by hand", files: /^hard-selectors|made-by-hand/ },
  { title: "autoscalers in two versions, subresources of Pods", files: /^(autoscalers|pods)-/ },
  {
    title: "inherited names, and hostile names, patterns and rules of definitions",
    files: /^inherited|-(of|in)-definitions/,
  },
];

/** docs/reference/conformance.md, from what is recorded of the real server and from what is left out. */
export function renderConformanceReference(version: string): string {
  const scenes = readdirSync(folder).map((file) => ({ file, requests: requestsOf(file) }));
  const rows = areas.map(({ title, files }) => {
    const own = scenes.filter(({ file }) => files.test(file));
    const requests = own.reduce((sum, { requests }) => sum + requests.length, 0);
    const without = own.reduce((sum, { file, requests }) => sum + requests.filter(isLeftOut(file)).length, 0);
    return { title, requests, without };
  });
  const counted = scenes.filter(({ file }) => areas.some(({ files }) => files.test(file)));
  if (counted.length < scenes.length) throw new Error("some transcripts are in no area");
  const all = rows.reduce((sum, { requests }) => sum + requests, 0);
  const without = rows.reduce((sum, row) => sum + row.without, 0);
  return `# Conformance of the sandbox

A kube-apiserver ${version} is the judge of [the sandbox](sandbox.md), which says what is emulated and what answers 501. This page is generated from the records of its answers.

${all} requests have been made to a real one. The sandbox gives the same answer to ${all - without} of them: status, headers and body, field by field, but for uids, times, versions, the order in which
Go goes through maps, and the prose that describes columns. A test makes part of the requests on every run, and all of them in CI.

| requests about | made | answered alike | left out |
| --- | --- | --- | --- |
${rows.map(({ title, requests, without }) => `| ${title} | ${requests} | ${requests - without} | ${without} |`).join("\n")}

Left out are:

| requests | because |
| --- | --- |
${leftOut.map((one) => `| ${countOf(one, scenes)} | ${one.reason} |`).join("\n")}

## Single-field changes of built-in objects

Valid objects of each kind, with one field taken away, of a wrong type, empty, too long, unknown and so on, sent as dry runs of creates, updates and of the status. Verdict, reason, causes, wording, warnings
and what would be stored are compared: all of them in CI, on both servers; one in eleven on every run.

| objects | requests | left out |
| --- | --- | --- |
${mutationRows().join("\n")}

What is left out stands with its reason in \`test/integration/mutations/kinds\`.

## Suites of others

${suitesText()}

## Definitions and resources of others

${corpusText()}

## Random requests

Definitions, objects, patches, applies, deletions, lists and watches are made up by seed and sent to both servers, whose answers and events must be the same, managed fields letter by letter. CI makes 2,000 sequences
of at least eight requests, on kinds of 50 definitions and on 12 built-in kinds, and fails where one differs, also when it is made once more; it is told with the smallest sequence that shows it
(\`test/integration/differential\`). What is wrong with a definition is compared cause by cause, of random ones and of a list (\`test/integration/definitions\`).

## What else is compared

Every case of \`test/integration\` runs on both servers, unless it says why not. What controllers write is compared with records of kube-controller-manager for ${readdirSync(recordedScenes).length} scenes (\`test/integration/behaviour\`).
CEL and definitions have tests of their own, too: the official suite of CEL, and the tables of apiextensions-apiserver.
`;
}

function suitesText(): string {
  const variants = Object.values(readRecord(suiteRecords));
  const suites = new Map(variants.flatMap((variant) => Object.entries(variant)));
  const written = [...suites.values()].reduce((sum, cases) => sum + cases.length, 0);
  const cases = variants.flatMap((variant) => Object.values(variant).flat());
  return `OpenShift's API has suites of objects that are created and updated against a real API server. ${suites.size} of them, with ${written} cases, are run on each of the ${variants.length} definitions that they are
for: ${cases.length} cases, with every answer in them compared, all in CI on both servers. None differs, and none is left out. Both servers answer as the authors expect where a suite is meant for the form of the
definition, but for ${disagreements.length}: ${disagreements.map(({ reason }) => reason).join("; ")}.`;
}

/** By repository, by definition, by sample: a digest of each answer. */
type CorpusRecord = Record<
  string,
  { definitions: Record<string, string>; samples: Record<string, Record<string, string>> }
>;

function corpusText(): string {
  const repositories = Object.values(JSON.parse(readFileSync(corpusRecords, "utf8")) as CorpusRecord);
  const definitions = repositories.flatMap((one) => Object.values(one.definitions));
  const samples = repositories.flatMap((one) =>
    Object.values(one.samples).flatMap((of) => Object.values(of)),
  );
  const requests = samples.reduce((sum, digests) => sum + digests.split(" ").length, 0);
  return `The definitions of ${repositories.length} projects, ${definitions.length} of them, and the ${samples.length} resources of these kinds that the projects show, also with single values changed (gone, of a wrong type, out of bounds,
unknown, twice): ${definitions.length + requests} requests, with verdict, causes, wording, warnings and what would be stored compared, all in CI on both servers. None differs. Resources that no reader of YAML takes, and those of versions that are not served, are no cases.`;
}

function mutationRows(): string[] {
  const rows = readdirSync(mutationRecords).map((file) => {
    const { given } = JSON.parse(readFileSync(join(mutationRecords, file), "utf8")) as { given: unknown[] };
    const name = file.replace(/\.json$/, "");
    const [kind] = parseYaml(readFileSync(join(mutationKinds, `${name}.yaml`), "utf8")) as [MutationKind];
    return {
      title: `${kind.kind} of ${kind.apiVersion}`,
      requests: given.length,
      left: Object.keys(kind.except ?? {}).length,
    };
  });
  const sum = (of: "requests" | "left") => rows.reduce((total, row) => total + row[of], 0);
  return [...rows, { title: "all", requests: sum("requests"), left: sum("left") }].map(
    ({ title, requests, left }) => `| ${title} | ${requests} | ${left} |`,
  );
}

function requestsOf(file: string): string[] {
  const lines = readFileSync(join(folder, file), "utf8").trim().split("\n");
  return lines.map((line) => (JSON.parse(line) as { request: string }).request);
}

function isLeftOut(file: string): (request: string) => boolean {
  const scene = sceneOf(file);
  return (request) => leftOut.some((one) => one.scene.test(scene) && one.request.test(request));
}

function countOf(
  one: (typeof leftOut)[number],
  scenes: readonly { file: string; requests: readonly string[] }[],
): number {
  const own = scenes.filter(({ file }) => one.scene.test(sceneOf(file)));
  return own.reduce((sum, { requests }) => sum + requests.filter((text) => one.request.test(text)).length, 0);
}

function sceneOf(file: string): string {
  return file.replace(/\.jsonl$/, "").replaceAll("-", " ");
}
