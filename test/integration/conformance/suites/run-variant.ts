import { copyJson, type JsonObject } from "../../../../src/base/json.ts";
import type { CustomResourceDefinition } from "../../../../src/kube/crd.ts";
import { parseYaml } from "../../../../src/kube/yaml.ts";
import type { Answer } from "../../api.ts";
import { collectionOf, installCrd } from "../../install-crd.ts";
import type { TestServer } from "../../servers.ts";
import { patchJson } from "./patch-json.ts";
import { normalizeAnswer, type NormalAnswer } from "../normalize-answer.ts";
import type { SuiteCase, Variant } from "./suite-files.ts";

/** What a server answered to the requests of a case, in order. */
export type Outcome = readonly ({ request: string } & NormalAnswer)[];

const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
/** Requests that are on their way at the same time. */
const width = 8;
let forms = 0;

interface KeyedCase {
  readonly key: string;
  readonly entry: SuiteCase;
}

interface Place {
  readonly server: TestServer;
  /** As it is installed: in a group of its own, so that variants are there beside each other. */
  readonly crd: CustomResourceDefinition;
  readonly group: string;
  readonly collection: string;
}

/** Runs all suites of a variant on a server; outcomes are keyed by suite and case. */
export async function runVariant(server: TestServer, variant: Variant): Promise<Map<string, Outcome>> {
  const place = placeOf(server, variant);
  const outcomes = new Map<string, Outcome>();
  const cases = variant.suites.flatMap((suite) =>
    suite.cases.map((entry, index) => ({ entry, key: caseKey(suite.title, index, entry) })),
  );
  await installCrd(server, place.crd);
  const isPatched = ({ entry }: KeyedCase) => (entry.initialCRDPatches?.length ?? 0) > 0;
  // an object with a name of its own must be alone
  const isNamed = ({ entry }: KeyedCase) => /^ {2}name:/m.test(entry.initial);
  const plain = cases.filter((one) => !isPatched(one) && !isNamed(one));
  await Promise.all(
    Array.from({ length: width }, async (_, lane) => {
      for (let at = lane; at < plain.length; at += width) {
        const { entry, key } = plain[at] as KeyedCase;
        outcomes.set(key, await runCase(place, entry));
      }
    }),
  );
  for (const one of cases.filter(isNamed)) {
    if (isPatched(one))
      throw new Error(`${one.key}: patches of the CRD for an object with a name of its own`);
    outcomes.set(one.key, await runCase(place, one.entry));
  }
  for (const [key, outcome] of await runPatched(place, cases.filter(isPatched))) outcomes.set(key, outcome);
  await server.api.delete(`${crds}/${place.crd.metadata?.name}`);
  return outcomes;
}

export function caseKey(suite: string, index: number, { name }: SuiteCase): string {
  return `${suite} ${index}: ${name}`;
}

function placeOf(server: TestServer, { crd, title }: Variant): Place {
  const variant = title.replaceAll(/[^a-z0-9]+/gi, "-").toLowerCase();
  const { group } = crd.spec;
  // a group is a DNS subdomain; 63 characters a label
  const own = `${variant.slice(-63).replace(/^-/, "")}.${group}`;
  const metadata = { name: `${crd.spec.names.plural}.${own}`, annotations: crd.metadata?.annotations ?? {} };
  const installed = { ...crd, metadata, spec: { ...crd.spec, group: own } } as CustomResourceDefinition;
  const version = crd.spec.versions[0]?.name ?? "";
  return { server, crd: installed, group: own, collection: collectionOf(installed, version, "default") };
}

async function runCase(place: Place, entry: SuiteCase): Promise<Outcome> {
  const initial = objectOf(place, entry.initial);
  const outcome: { request: string; answer: Answer }[] = [];
  const created = await place.server.api.post(place.collection, initial);
  outcome.push({ request: "create", answer: created });
  const withStatus = initial.status !== undefined && entry.updated !== undefined && created.status === 201;
  if (withStatus)
    outcome.push({ request: "initial status", answer: await putStatus(place, created, initial.status) });
  if (created.status === 201 && entry.updated !== undefined)
    outcome.push(...(await update(place, { entry, created })));
  await remove(place, created);
  return normalized(place, outcome);
}

async function remove({ server, collection }: Place, { status, body }: Answer): Promise<void> {
  if (status === 201) await server.api.delete(`${collection}/${body.metadata.name}`);
}

interface Created {
  readonly key: string;
  readonly entry: SuiteCase;
  readonly created: Answer;
  readonly outcome: { request: string; answer: Answer }[];
}

/** With the CRD patched while the objects are created, the same patch for all cases that have it; then they are updated with the CRD as it is. */
async function runPatched(place: Place, cases: readonly KeyedCase[]): Promise<Map<string, Outcome>> {
  const patchesOf = ({ entry }: KeyedCase) => JSON.stringify(entry.initialCRDPatches);
  const made: Created[] = [];
  for (const patches of new Set(cases.map(patchesOf)))
    made.push(
      ...(await createPatched(
        place,
        cases.filter((one) => patchesOf(one) === patches),
      )),
    );
  const [first] = cases;
  if (first) await serve(place, { crd: place.crd, initial: objectOf(place, first.entry.initial) });
  const outcomes = new Map<string, Outcome>();
  for (const { key, entry, created, outcome } of made) {
    if (created.status === 201) outcome.push(...(await update(place, { entry, created })));
    await remove(place, created);
    outcomes.set(key, normalized(place, outcome));
  }
  return outcomes;
}

async function createPatched(place: Place, cases: readonly KeyedCase[]): Promise<Created[]> {
  const patched = copyJson(place.crd);
  const [first] = cases;
  for (const patch of first?.entry.initialCRDPatches ?? [])
    patchJson(patched as unknown as JsonObject, patch);
  await serve(place, { crd: patched, initial: objectOf(place, first?.entry.initial ?? "") });
  return Promise.all(
    cases.map(async ({ key, entry }) => {
      const initial = objectOf(place, entry.initial);
      const created = await place.server.api.post(place.collection, initial);
      const outcome = [{ request: "create", answer: created }];
      if (created.status === 201 && initial.status !== undefined)
        outcome.push({ request: "initial status", answer: await putStatus(place, created, initial.status) });
      return { key, entry, created, outcome };
    }),
  );
}

/**
 * Makes the server serve another form of the CRD: it does so a moment after it has taken it. A field that only this form has tells whether it does, also where the
 * object is refused for other reasons.
 */
async function serve(
  place: Place,
  { crd, initial }: { crd: CustomResourceDefinition; initial: JsonObject },
): Promise<void> {
  const mark = `form-${++forms}`;
  const probe = async () => {
    const { body } = await place.server.api.post(`${place.collection}?dryRun=All`, {
      ...initial,
      probe: "?",
    });
    return ((body as Status).details?.causes ?? []).some(
      ({ field, message }) => field === "probe" && message.includes(`"${mark}"`),
    );
  };
  await replaceCrd(place, withProbe(crd, mark));
  while (!(await probe()));
}

interface Status {
  readonly details?: { readonly causes?: { field: string; message: string }[] };
}

async function update(
  place: Place,
  { entry, created }: { entry: SuiteCase; created: Answer },
): Promise<{ request: string; answer: Answer }[]> {
  const { api } = place.server;
  const path = `${place.collection}/${created.body.metadata.name}`;
  const live = await api.get(path);
  const { name, namespace, resourceVersion } = live.body.metadata;
  const updated = objectOf(place, entry.updated ?? "");
  const metadata = { ...(updated.metadata as JsonObject), name, namespace, resourceVersion };
  const answer = await api.put(path, { ...updated, metadata });
  const outcome = [{ request: "update", answer }];
  if (answer.status === 200 && updated.status !== undefined)
    outcome.push({ request: "update of the status", answer: await putStatus(place, answer, updated.status) });
  outcome.push({ request: "get", answer: await api.get(path) });
  return outcome;
}

function putStatus(place: Place, { body }: Answer, status: unknown): Promise<Answer> {
  return place.server.api.put(`${place.collection}/${body.metadata.name}/status`, { ...body, status });
}

async function replaceCrd(place: Place, { spec }: CustomResourceDefinition): Promise<void> {
  const path = `${crds}/${place.crd.metadata?.name}`;
  for (let status = 409; status === 409;) {
    const { body } = await place.server.api.get(path);
    const answer = await place.server.api.put(path, { ...body, spec });
    ({ status } = answer);
    if (status !== 200 && status !== 409)
      throw new Error(`cannot change the CRD: ${JSON.stringify(answer.body)}`);
  }
}

function withProbe(crd: CustomResourceDefinition, value: string): CustomResourceDefinition {
  const copy = copyJson(crd);
  const properties = copy.spec.versions[0]?.schema?.openAPIV3Schema?.properties as JsonObject;
  properties.probe = { type: "string", enum: [value] };
  return copy;
}

/** An object as the suites' own runner sends it: its name is made by the server, and the namespace is always said. */
function objectOf(place: Place, text: string): JsonObject {
  const object = parseYaml(text)[0] as JsonObject;
  const apiVersion = String(object.apiVersion).replace(/^[^/]*/, place.group);
  const metadata = { ...(object.metadata as JsonObject | undefined) };
  return { ...object, apiVersion, metadata: { ...metadata, generateName: "test-", namespace: "default" } };
}

function normalized(place: Place, outcome: readonly { request: string; answer: Answer }[]): Outcome {
  const replaced = (text: string) =>
    text
      .replaceAll(place.group, "GROUP")
      .replaceAll(/\btest-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, "test-NAME");
  return outcome.map(({ request, answer }) => ({ request, ...normalizeAnswer(answer, replaced) }));
}
