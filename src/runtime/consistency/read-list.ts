import { keyText, type KubernetesObject, type Observed, type ObservedList } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { ListOptions } from "../client/call-options.ts";
import type { Doubt } from "./doubts.ts";
import type { Found } from "./own-writes.ts";
import type { KindWrites } from "./consistency.ts";
import { askFor, doubtsAbout, type Answered, type Reader } from "./read-object.ts";

/**
 * A list in which nothing is older than what this process wrote before, nothing is missing that it made, and nothing is left that it deleted.
 * From the server where the cache does not hold all that is asked for.
 */
export async function readList<T extends KubernetesObject>(
  resource: Resource<T>,
  { client, consistency, ...options }: Reader & ListOptions<T>,
): Promise<Answered<ObservedList<T>>> {
  const { namespace, signal = new AbortController().signal } = options;
  const { cache } = consistency;
  const ofServer = async () => ({ value: await client.list(resource, options), answer: "server" as const });
  const ofCache = (over?: ReadonlyMap<string, Found>) => ({
    value: listOf(resource, cache.list(resource, { ...options, over })),
    answer: "cache" as const,
  });
  if (isForServer(options)) return ofServer();
  if (!cache.covers(resource, namespace) && !(await cache.readable(resource, { namespace, signal })))
    return ofServer();
  // the server knows no indexes: lists by them are of what the cache holds
  const byIndex = options.index !== undefined;
  if (!byIndex && !cache.answers(resource, options)) return ofServer();
  const kind = consistency.of(resource);
  if (options.readYourWrites === false || !kind) return ofCache();
  await kind.inFlight.whenAnswered({ namespace }, signal);
  const reader = { client, consistency, kind, signal };
  const doubts = doubtsAbout(resource, { namespace }, reader);
  const wide = doubts.filter(({ place }) => place.name === undefined);
  if (wide.length > 0) {
    if (!byIndex) return boundBy(await ofServer(), doubts);
    await catchUp(resource, namespace, { ...reader, doubts: wide });
  }
  const over = await whatIsNewer(resource, namespace, { ...reader, doubts });
  // fields are compared by the server, which did that for what the cache holds
  return over.size > 0 && options.fieldSelector ? ofServer() : ofCache(over);
}

/** What only the server can answer, or is asked of it on purpose. */
function isForServer<T extends KubernetesObject>({
  limit,
  resourceVersion,
  ...options
}: ListOptions<T>): boolean {
  return [limit, options.continue, resourceVersion].some((option) => option !== undefined);
}

/** The version of a list is one that holds what is in doubt, if it was stored. */
function boundBy<A extends Answered<{ metadata: { resourceVersion?: string } }>>(
  answered: A,
  doubts: readonly Doubt[],
): A {
  const { resourceVersion } = answered.value.metadata;
  if (resourceVersion) for (const doubt of doubts) doubt.until ??= resourceVersion;
  return answered;
}

/** Waits until the cache has come to where the server is. */
async function catchUp(
  resource: Resource,
  namespace: string | undefined,
  { client, consistency, signal, doubts }: Reader & { signal: AbortSignal; doubts: readonly Doubt[] },
): Promise<void> {
  const list = await client.list(resource, { namespace, limit: 1, signal });
  const version = list.metadata.resourceVersion ?? "";
  boundBy({ value: list, answer: "server" }, doubts);
  await consistency.cache.whenReached(resource, { namespace, name: "" }, { version, signal });
  signal.throwIfAborted();
}

/** What takes the place of what the cache has, the server being asked for what is in doubt. */
async function whatIsNewer(
  resource: Resource,
  namespace: string | undefined,
  reader: Reader & { kind: KindWrites; signal: AbortSignal; doubts: readonly Doubt[] },
): Promise<Map<string, Found>> {
  const { writes } = reader.kind;
  const asked = new Map<string, Found>();
  const inDoubt = reader.doubts.flatMap(({ place: { name, ...place } }) =>
    name === undefined ? [] : { ...place, name },
  );
  for (const key of [...inDoubt, ...writes.over(resource, namespace).ask])
    asked.set(keyText(key), await askFor(resource, key, reader));
  const { over, ask } = writes.over(resource, namespace);
  // versions that cannot be compared: what was asked for just now is the best that is known
  for (const text of ask.map(keyText)) if (asked.has(text)) over.set(text, asked.get(text));
  return over;
}

function listOf<T extends KubernetesObject>(
  { apiVersion, kind }: Resource,
  items: Observed<T>[],
): ObservedList<T> {
  return { apiVersion, kind: `${kind}List`, metadata: {}, items };
}
