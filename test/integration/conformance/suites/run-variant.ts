import { copyJson, type JsonObject } from "../../../../src/base/json.ts";
import type { CustomResourceDefinition } from "../../../../src/kube/crd.ts";
import { parseYaml } from "../../../../src/kube/yaml.ts";
import type { Answer } from "../../api.ts";
import { collectionOf, installCrd } from "../../install-crd.ts";
import type { TestServer } from "../../servers.ts";
import { patchJson } from "./patch-json.ts";
import { sorted } from "../sorted.ts";
import type { SuiteCase, Variant } from "./suite-files.ts";

/** What a server answered to the requests of a case, in order. */
export type Outcome = readonly { request: string; status: number; warning?: string; body: unknown }[];

const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
/** Requests that are on their way at the same time. */
const width = 8;
let forms = 0;

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
  // an object with a name of its own must be alone, and so must a CRD that is changed
  const alone = ({ entry }: { entry: SuiteCase }) =>
    entry.initialCRDPatches?.length || /^ {2}name:/m.test(entry.initial);
  const plain = cases.filter((one) => !alone(one));
  await Promise.all(
    Array.from({ length: width }, async (_, lane) => {
      for (let at = lane; at < plain.length; at += width) {
        const { entry, key } = plain[at] as (typeof plain)[number];
        outcomes.set(key, await runCase(place, entry));
      }
    }),
  );
  for (const { entry, key } of cases.filter(alone))
    outcomes.set(key, await (entry.initialCRDPatches?.length ? runPatched : runCase)(place, entry));
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

/** With the CRD patched while the object is created. */
async function runPatched(place: Place, entry: SuiteCase): Promise<Outcome> {
  const patched = copyJson(place.crd);
  for (const patch of entry.initialCRDPatches ?? []) patchJson(patched as unknown as JsonObject, patch);
  const initial = objectOf(place, entry.initial);
  await serve(place, { crd: patched, initial });
  const created = await place.server.api.post(place.collection, initial);
  const outcome = [{ request: "create", answer: created }];
  if (created.status === 201 && initial.status !== undefined)
    outcome.push({ request: "initial status", answer: await putStatus(place, created, initial.status) });
  await serve(place, { crd: place.crd, initial });
  if (created.status === 201) outcome.push(...(await update(place, { entry, created })));
  await remove(place, created);
  return normalized(place, outcome);
}

/**
 * Makes the server serve another form of the CRD: it does so a moment after it has taken it. A field that only this form has tells whether it does, also where the
 * object is refused for other reasons; then the field goes again.
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
    const causes = ((body as Status).details?.causes ?? []).filter(({ field }) => field === "probe");
    return causes.map(({ message }) => message).join();
  };
  await replaceCrd(place, withProbe(crd, mark));
  while (!(await probe()).includes(`"${mark}"`));
  await replaceCrd(place, crd);
  while ((await probe()) !== "");
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
  return outcome.map(({ request, answer }) => {
    const { warning } = answer.headers;
    const text = JSON.stringify(answer.body)
      .replaceAll(place.group, "GROUP")
      .replaceAll(/\btest-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, "test-NAME");
    const { metadata = {}, ...rest } = sorted(JSON.parse(text)) as JsonObject & { metadata?: JsonObject };
    const { uid: _uid, resourceVersion: _version, creationTimestamp: _time, ...kept } = metadata;
    const body = unordered({ ...rest, metadata: withoutTimes(kept) });
    return { request, status: answer.status, ...(typeof warning === "string" ? { warning } : {}), body };
  });
}

/** Managers of the same second are in another order than those of different ones. */
function withoutTimes(metadata: JsonObject): JsonObject {
  if (!Array.isArray(metadata.managedFields)) return metadata;
  const entries = (metadata.managedFields as JsonObject[]).map(({ time: _time, ...entry }) => entry);
  const inOrder = entries.map((entry) => JSON.stringify(entry)).sort();
  return { ...metadata, managedFields: inOrder.map((text) => JSON.parse(text) as JsonObject) };
}

/** The real server goes through the fields of an object in no order: what is wrong with several is told in any. */
function unordered(body: JsonObject): JsonObject {
  const details = body.details as { causes?: JsonObject[] } | undefined;
  if (!details?.causes || details.causes.length < 2) return body;
  const causes = [...details.causes].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return { ...body, message: String(body.message).replace(/\[.*/s, ""), details: { ...details, causes } };
}
