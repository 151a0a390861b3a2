import { keyOf, type ObjectKey } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Consistency, KindWrites } from "./consistency.ts";
import type { Place } from "./in-flight.ts";
import type { CallObserver, WriteObserver } from "./observed-call.ts";
import type { Found } from "./own-writes.ts";
import { deletedUid, isGone, isStored, isSurelyUndone, leftBy } from "./write-outcome.ts";

/** A write as it is tracked. */
export interface Write<R> {
  readonly verb: string;
  readonly resource: Resource;
  /** Without a name where the server chooses it, or where it is about many. */
  readonly place: Place;
  readonly subresource?: string;
  /** What comes of it: the object, its deletion, something that only the server knows, or nothing at all. */
  readonly effect: "object" | "delete" | "unknown" | "none";
  /** See SentWrite. */
  readonly base?: string | undefined;
  readonly send: () => Promise<R>;
}

/** Sends a write, and notes what became of it. */
export async function writeObject<R>(
  write: Write<R>,
  {
    consistency,
    observe,
    writes,
  }: {
    consistency: Consistency;
    observe?: CallObserver | undefined;
    writes?: WriteObserver | undefined;
  },
): Promise<R> {
  const kindNow = () => (write.effect === "none" ? undefined : consistency.of(write.resource));
  const kind = kindNow();
  const before = kind && stateBefore(write, kind);
  const replaced = kind && versionBefore(write, kind);
  const answered = kind?.inFlight.begin(write.place);
  const ended = kind && writes?.(write);
  let written: Found;
  const tell = (rest: { after?: Found; error?: unknown }) =>
    observe?.({ ...describeWrite(write), answer: "server", before, replaced, ...rest });
  try {
    const answer = await write.send();
    // a read of somebody else may have started the watch of the kind meanwhile
    const noted = kind ?? kindNow();
    if (noted) note(write, { answer, kind: noted, before, consistency });
    written = isStored(answer) ? answer : undefined;
    tell({ after: written });
    return answer;
  } catch (error) {
    if (!isSurelyUndone(error)) (kind ?? kindNow())?.doubts.add(write.place);
    tell({ error });
    throw error;
  } finally {
    answered?.();
    ended?.(written);
  }
}

/** A write as its observer is told of it. */
export function describeWrite({ verb, resource, place, subresource }: Write<unknown>) {
  const { name, namespace } = place;
  const key = { ...(name === undefined ? {} : { name }), ...(namespace === undefined ? {} : { namespace }) };
  return { verb, resource, key, ...(subresource ? { subresource } : {}) };
}

function keyIn({ name, namespace }: Place): ObjectKey | undefined {
  return name === undefined ? undefined : { name, namespace };
}

function stateBefore({ resource, place }: Write<unknown>, { writes }: KindWrites): Found {
  const key = keyIn(place);
  const found = key && writes.get(resource, key);
  return found === "ask" ? undefined : found;
}

function versionBefore({ resource, place }: Write<unknown>, { writes }: KindWrites): string | undefined {
  const key = keyIn(place);
  return key && writes.versionOf(resource, key);
}

function note(
  { resource, place, effect }: Write<unknown>,
  {
    answer,
    kind,
    before,
    consistency,
  }: {
    answer: unknown;
    kind: KindWrites;
    before: Found;
    consistency: Consistency;
  },
): void {
  const key = keyIn(place);
  // a subresource may answer with something else of the same name
  if (effect === "object" && isStored(answer) && answer.kind === resource.kind) {
    if (isGone(answer)) noteGone(resource, keyOf(answer), { answer, kind, before, consistency });
    else kind.writes.note(resource, answer);
  } else if (effect === "delete" && key) {
    const left = leftBy(answer);
    if (left) kind.writes.note(resource, left);
    else noteGone(resource, key, { answer, kind, before, consistency });
  } else kind.doubts.add(place);
}

/** The object that was deleted is the one the answer names. What was known before went with it, or before it. */
function noteGone(
  resource: Resource,
  key: ObjectKey,
  {
    answer,
    kind,
    before,
    consistency,
  }: {
    answer: unknown;
    kind: KindWrites;
    before: Found;
    consistency: Consistency;
  },
): void {
  const uid = deletedUid(answer);
  const uids = new Set([before?.metadata.uid, uid].filter((candidate) => candidate !== undefined));
  const sure = kind.writes.noteDeleted(resource, key, uids);
  // an object that has come meanwhile is younger than the one that was deleted, or older: nothing tells
  const { cache } = consistency;
  const cached = cache.covers(resource, key.namespace) ? cache.get(resource, key) : undefined;
  if (!sure || uid === undefined || (cached && !uids.has(cached.metadata.uid))) kind.doubts.add(key);
}
