import type { KubernetesObject, ObjectKey, Observed } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { ReadOptions } from "../client/call-options.ts";
import type { Client } from "../client/client.ts";
import { isNotFound } from "../client/errors.ts";
import { notFound } from "../client/not-found.ts";
import type { Consistency, KindWrites } from "./consistency.ts";
import type { Doubt } from "./doubts.ts";
import type { Place } from "./in-flight.ts";

/** How often an answer may be overtaken by writes of this process before the last one is taken. */
const maxTries = 5;

/** What reads work with. */
export interface Reader {
  readonly client: Client;
  readonly consistency: Consistency;
}

/** Where a read was answered from. */
export interface Answered<R> {
  readonly value: R;
  readonly answer: "cache" | "server";
}

/**
 * An object that is never older than what this process wrote before: from the cache and what is laid over it; from the server where it is not
 * known what became of a write. Waits for the answers to writes of it that are under way.
 *
 * @throws ApiError with reason NotFound
 */
export async function readObject<T extends KubernetesObject>(
  resource: Resource<T>,
  key: ObjectKey,
  { client, consistency, ...options }: Reader & ReadOptions,
): Promise<Answered<Observed<T>>> {
  const { cache } = consistency;
  const { namespace } = key;
  const signal = options.signal ?? new AbortController().signal;
  const live = async () => ({ value: await client.get(resource, key, options), answer: "server" as const });
  // what the cache does not have may be what a selector keeps out of it
  const answer = (found: Observed<T> | undefined): Answered<Observed<T>> | Promise<Answered<Observed<T>>> => {
    if (found) return { value: found, answer: "cache" };
    if (!cache.holdsAll(resource, namespace)) return live();
    throw notFound(resource, key);
  };
  const placed = resource.scope === "Cluster" || namespace;
  if (!placed) return live();
  if (!cache.covers(resource, namespace) && !(await cache.readable(resource, { namespace, signal })))
    return live();
  const kind = consistency.of(resource);
  if (options.readYourWrites === false || !kind) return answer(cache.get(resource, key));
  if (kind.inFlight.has(key)) await kind.inFlight.whenAnswered(key, options.signal);
  const doubts = doubtsAbout(resource, key, { kind, consistency });
  await boundDoubts(resource, namespace, { doubts, client, signal });
  const found = doubts.length > 0 ? "ask" : kind.writes.get(resource, key);
  if (found !== "ask") return answer(found as Observed<T> | undefined);
  const value = await askFor(resource, key, { client, consistency, kind, ...options });
  if (!value) throw notFound(resource, key);
  return { value, answer: "server" };
}

/** Doubts about a place that the cache has not answered. */
export function doubtsAbout(
  resource: Resource,
  place: Place,
  { kind, consistency }: { kind: KindWrites; consistency: Consistency },
) {
  const { cache } = consistency;
  const isIn = (form: Resource, { namespace }: Place, version: string) =>
    cache.covers(form) && cache.reached(form, { namespace, name: "" }, version);
  return kind.doubts.about(place, {
    here: (doubt, version) => isIn(resource, doubt, version),
    everywhere: (doubt, version) => cache.formsOf(resource).every((form) => isIn(form, doubt, version)),
  });
}

/**
 * Asks the server for a version that holds what is in doubt about many objects, if it was stored: when the cache has come to it, the doubt is over.
 * Where that fails the doubt stays, and with it reads from the server.
 */
async function boundDoubts(
  resource: Resource,
  namespace: string | undefined,
  {
    doubts,
    client,
    signal,
  }: {
    doubts: readonly Doubt[];
    client: Client;
    signal: AbortSignal;
  },
): Promise<void> {
  const wide = doubts.filter(({ place, until }) => place.name === undefined && until === undefined);
  if (wide.length === 0) return;
  const list = await client.list(resource, { namespace, limit: 1, signal }).catch(() => undefined);
  const version = list?.metadata.resourceVersion;
  if (version) for (const doubt of wide) doubt.until ??= version;
}

/** Asks the server for an object, and notes what it says; undefined when there is none. */
export async function askFor<T extends KubernetesObject>(
  resource: Resource<T>,
  key: ObjectKey,
  { client, consistency, kind, ...options }: Reader & ReadOptions & { kind: KindWrites },
): Promise<Observed<T> | undefined> {
  const { writes, doubts } = kind;
  for (let tries = 1; ; tries++) {
    const about = doubtsAbout(resource, key, { kind, consistency });
    const mark = writes.mark();
    const cached = writes.cachedUids(resource, key);
    const read = await client.get(resource, key, options).catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
    if (read) writes.noteRead(resource, read, mark);
    else if (!writes.noteAbsent(resource, key, { mark, cached }) && tries < maxTries) continue;
    doubts.settle(about.filter(({ place }) => place.name !== undefined));
    const found = writes.get(resource, key);
    return found === "ask" ? read : (found as Observed<T> | undefined);
  }
}
