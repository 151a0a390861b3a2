import { createHash } from "node:crypto";
import { copyJson, isJsonObject, type JsonObject } from "../../../../src/base/json.ts";
import type { CustomResourceDefinition } from "../../../../src/kube/crd.ts";
import { collectionOf, installCrd } from "../../install-crd.ts";
import { normalizeAnswer, type NormalAnswer } from "../normalize-answer.ts";
import type { TestServer } from "../../servers.ts";
import type { CorpusDefinition, Sample } from "./corpus-files.ts";
import { mutationsOf } from "./sample-mutations.ts";

/** What a server answered, by request. */
export type Answers = Record<string, NormalAnswer>;

const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
/** So many samples of a definition are changed … */
const changedSamples = 3;
/** … in so many places, one in three also as an update. */
const changes = 12;

/** Sends a definition as a dry run, as its author wrote it. */
export async function askDefinition(server: TestServer, { crd }: CorpusDefinition): Promise<NormalAnswer> {
  return normal(await server.api.post(`${definitions}?fieldValidation=Strict&dryRun=All`, crd));
}

/** Installs a definition, sends its samples and changed ones as dry runs, and removes it. */
export async function askSamples(server: TestServer, { crd, samples }: CorpusDefinition): Promise<Answers> {
  const answers: Answers = {};
  if (samples.length === 0) return answers;
  await installCrd(server, withoutConversion(crd));
  for (const [index, sample] of samples.entries()) {
    const count = index < changedSamples ? changes : 0;
    Object.assign(answers, await askSample(server, { crd, sample, count }));
  }
  await server.api.delete(`${definitions}/${crd.metadata?.name}`);
  return answers;
}

/** Answers in short: the status of the first, and a digest of each. */
export function summaryOf(answers: Answers): Record<string, string> {
  const bySample = new Map<string, string[]>();
  for (const [request, answer] of Object.entries(answers)) {
    const sample = request.split(": ")[0] ?? "";
    bySample.set(sample, [...(bySample.get(sample) ?? []), digestOf(answer)]);
  }
  return Object.fromEntries([...bySample].map(([sample, digests]) => [sample, digests.join(" ")]));
}

export function digestOf(answer: NormalAnswer): string {
  const digest = createHash("sha256").update(JSON.stringify(answer)).digest("base64url");
  return `${answer.status}${digest.slice(0, 4)}`;
}

/** Nobody answers the webhooks of a corpus. */
function withoutConversion(crd: CustomResourceDefinition): CustomResourceDefinition {
  return { ...crd, spec: { ...crd.spec, conversion: { strategy: "None" } } };
}

async function askSample(
  server: TestServer,
  { crd, sample, count }: { crd: CustomResourceDefinition; sample: Sample; count: number },
): Promise<Answers> {
  const object = placed(sample.object, crd);
  const version = String(object.apiVersion).split("/")[1] ?? "";
  const schema = crd.spec.versions.find(({ name }) => name === version)?.schema?.openAPIV3Schema ?? {};
  const collection = collectionOf(crd, version, "default");
  const query = "?dryRun=All&fieldValidation=Strict";
  const answers: Answers = {};
  const mutations = count === 0 ? [] : mutationsOf(object, schema, { count });
  answers[`${sample.title}: as it is`] = normal(await server.api.post(collection + query, object));
  const created = await Promise.all(
    mutations.map(async (mutation) => normal(await server.api.post(collection + query, mutation.object))),
  );
  for (const [index, { name }] of mutations.entries())
    answers[`${sample.title}: create ${name}`] = created[index] as NormalAnswer;
  if (count === 0) return answers;
  const stored = await server.api.post(`${collection}?fieldValidation=Ignore`, object);
  if (stored.status !== 201) return answers;
  const place = `${collection}/${stored.body.metadata.name}`;
  for (const { name, object: changed } of mutations.filter((_, index) => index % 3 === 0)) {
    const metadata = { ...(changed.metadata as JsonObject), name: stored.body.metadata.name };
    Object.assign(metadata, { resourceVersion: stored.body.metadata.resourceVersion });
    answers[`${sample.title}: update ${name}`] = normal(
      await server.api.put(place + query, { ...changed, metadata }),
    );
  }
  await remove(server, place);
  return answers;
}

async function remove({ api }: TestServer, place: string): Promise<void> {
  await api.delete(place);
  // what has finalizers would stay
  if ((await api.get(place)).status === 200)
    await api.patch(place, "merge", { metadata: { finalizers: null } });
}

/** With a name, and in a namespace that is there. */
function placed(sample: JsonObject, crd: CustomResourceDefinition): JsonObject {
  const object = copyJson(sample);
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  metadata.name ??= "sample";
  delete metadata.generateName;
  if (crd.spec.scope === "Cluster") delete metadata.namespace;
  else metadata.namespace = "default";
  return { ...object, metadata };
}

function normal(answer: Parameters<typeof normalizeAnswer>[0]): NormalAnswer {
  const { status, warning, body } = normalizeAnswer(answer, (text) => text);
  const { status: state, ...rest } = body as JsonObject;
  // what a controller writes of a definition comes later
  const kept =
    (body as JsonObject).kind === "CustomResourceDefinition"
      ? rest
      : { ...rest, ...(state === undefined ? {} : { status: state }) };
  return { status, ...(warning === undefined ? {} : { warning }), body: kept };
}
