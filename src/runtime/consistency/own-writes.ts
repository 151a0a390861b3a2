import type { Clock } from "../../base/clock.ts";
import { copyJson } from "../../base/json.ts";
import { keyOf, keyText, type KubernetesObject, type ObjectKey, type Observed } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import { compareVersions } from "../../kube/resource-version.ts";
import type { Cache } from "../cache/cache.ts";

/** An object, or that there is none. */
export type Found = Observed<KubernetesObject> | undefined;

/** What is known of an object beyond the cache. */
interface Known {
  readonly key: ObjectKey;
  /** The handle it was written or read by: another version of the kind looks different. */
  readonly resource: Resource;
  /** The newest version that is known: nothing older is the object's state any more. Undefined when only uids are known. */
  readonly version: string | undefined;
  /** Its state; undefined when it was deleted. */
  readonly object: Found;
  /** Whether it is as it would come from the cache. */
  readonly ready: boolean;
  /** Uids of objects of this name that are gone, the last one last. */
  readonly gone: ReadonlySet<string>;
  /** Which watches had the last of them: when one has it no more, it has seen it go. */
  readonly seen: Set<string>;
  /** When it was noted: monotonic milliseconds, and the place in the order of all notes. */
  readonly since: number;
  readonly order: number;
}

/** After this the cache is not waited for any more: the server is asked. Bookmarks come about once a minute. */
const patience = 3 * 60_000;

/** What is known of an object to one that reads the kind by its handle, and whether the cache as it sees that has come so far. */
interface Judged {
  readonly found: Found | "ask";
  readonly settled: boolean;
}

/**
 * What this process wrote to objects of one kind and the cache has not come to yet, laid over the cache. It is ordered by resource versions;
 * an object whose versions cannot be compared is asked for until the cache has the very same one. A kind that is watched in several forms
 * (versions, whole and by metadata alone) is remembered until the watch of each has come so far.
 */
export class OwnWrites {
  readonly #cache: Cache;
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();
  #order = 0;
  #sweepAt = 64;

  constructor({ cache, clock }: { cache: Cache; clock: Clock }) {
    this.#cache = cache;
    this.#clock = clock;
  }

  /** Of how many objects something is remembered. */
  get size(): number {
    return this.#known.size;
  }

  /** A mark in time: what is noted after it is newer than what the server was asked before. */
  mark(): number {
    return this.#order;
  }

  /** The server answered a write with this. */
  note(resource: Resource, answer: KubernetesObject): void {
    const key = keyOf(answer);
    const known = this.#known.get(keyText(key));
    const { resourceVersion: version = "", uid = "" } = answer.metadata ?? {};
    // an answer may be overtaken by that to a later write
    if (known?.gone.has(uid) || (known && isOlder(version, known.version))) return;
    const forms = this.#forms(resource);
    if (forms.length > 0 && forms.every((form) => this.#hasCome(form, key, version)))
      this.#known.delete(keyText(key));
    else {
      const ready = this.#cache.covers(resource);
      const object = ready
        ? this.#cache.copyAsStored(resource, answer)
        : (copyJson(answer) as Observed<KubernetesObject>);
      this.#set({ key, resource, version, object, ready, gone: known?.gone ?? new Set() });
    }
  }

  /**
   * The last of these uids was deleted, the others went before: whatever the cache has of them is to be seen no more.
   * False when another object of that name was written meanwhile: nothing tells which of the two came later.
   */
  noteDeleted(resource: Resource, key: ObjectKey, uids: ReadonlySet<string>): boolean {
    const known = this.#known.get(keyText(key));
    const cached = this.#cached(resource, key);
    const gone = new Set([...[...(known?.gone ?? [])].filter((uid) => !uids.has(uid)), ...uids]);
    const seen = cached && gone.has(cached.metadata.uid) ? cached.metadata.resourceVersion : undefined;
    if (known?.object && !gone.has(known.object.metadata.uid)) {
      this.#known.set(keyText(key), { ...known, gone });
      return false;
    }
    const version = newer(known?.version, seen);
    this.#set({ key, resource, version, object: undefined, ready: true, gone });
    const after = this.#known.get(keyText(key));
    if (after) for (const form of this.#forms(resource)) this.#judge(form, after, this.#cached(form, key));
    return true;
  }

  /** What the server had, asked at the {@link mark}. It holds whatever its version is: history goes back when a backup is restored. */
  noteRead(resource: Resource, object: Observed<KubernetesObject>, mark: number): void {
    const text = keyText(keyOf(object));
    const known = this.#known.get(text);
    if (known && known.order <= mark) this.#known.delete(text);
    this.note(resource, object as KubernetesObject);
  }

  /** Uids of what the cache has by a name, in whatever form. */
  cachedUids(resource: Resource, key: ObjectKey): string[] {
    return this.#forms(resource).flatMap((form) => this.#cached(form, key)?.metadata.uid ?? []);
  }

  /** The server had no such object at the {@link mark}; `cached` are the {@link cachedUids} then. False when it was written since: ask again. */
  noteAbsent(resource: Resource, key: ObjectKey, at: { mark: number; cached: readonly string[] }): boolean {
    const known = this.#known.get(keyText(key));
    if (known && known.order > at.mark) return false;
    const uids = [...at.cached, ...(known?.object ? [known.object.metadata.uid] : [])];
    if (known || uids.length > 0) this.noteDeleted(resource, key, new Set(uids));
    return true;
  }

  /** The object's state as far as it is known; `"ask"` when only the server knows. */
  get(resource: Resource, key: ObjectKey): Found | "ask" {
    const cached = this.#cached(resource, key);
    return this.#known.size === 0 ? cached : this.#resolve(resource, key, cached);
  }

  /** The newest version of an object that is known, in whatever form it was written. */
  versionOf(resource: Resource, key: ObjectKey): string | undefined {
    const cached = this.#cached(resource, key);
    if (this.#known.size > 0) this.#resolve(resource, key, cached);
    const known = this.#known.get(keyText(key));
    return newer(cached?.metadata.resourceVersion, known?.object?.metadata.resourceVersion);
  }

  /** What takes the place of what the cache has, by key; `ask` names what only the server knows. */
  over(resource: Resource, namespace: string | undefined): { over: Map<string, Found>; ask: ObjectKey[] } {
    const over = new Map<string, Found>();
    const ask: ObjectKey[] = [];
    for (const [text, { key }] of this.#known) {
      if (namespace !== undefined && key.namespace !== namespace) continue;
      const cached = this.#cached(resource, key);
      const found = this.#resolve(resource, key, cached);
      if (found === "ask") ask.push(key);
      else if (found !== cached) over.set(text, found);
    }
    return { over, ask };
  }

  #resolve(resource: Resource, key: ObjectKey, cached: Found): Found | "ask" {
    const known = this.#known.get(keyText(key));
    if (!known) return cached;
    const { found, settled } = this.#judge(resource, known, cached);
    if (settled) this.#forgetSettled(known, resource);
    return found;
  }

  #judge(resource: Resource, known: Known, cached: Found): Judged {
    const { key, version, object, gone, seen } = known;
    const come = { found: cached, settled: true };
    const late = this.#isLate(known);
    if (object) {
      if (this.#hasCome(resource, key, object.metadata.resourceVersion)) return come;
      const usable = isComparable(object.metadata.resourceVersion) && sameForm(known.resource, resource);
      return { found: usable && known.ready && !late ? object : "ask", settled: false };
    }
    if (cached && [...gone].at(-1) === cached.metadata.uid) seen.add(formText(resource));
    if (!cached && seen.has(formText(resource))) return come;
    if (cached && !gone.has(cached.metadata.uid)) {
      const order = version === undefined ? 1 : compareVersions(cached.metadata.resourceVersion, version);
      if (order === undefined) return { found: "ask", settled: false };
      // a namesake that was made since; one that is older went before what was deleted
      if (order > 0) return come;
    }
    if (!late) return { found: undefined, settled: false };
    const passed = version === undefined || this.#reached(resource, key, version);
    return passed && !cached ? come : { found: "ask", settled: false };
  }

  /** Forgets what every watch of the kind has come to; one of them is known to have. */
  #forgetSettled(known: Known, settled?: Resource): void {
    const { key } = known;
    const isSettled = (form: Resource) => {
      if (settled && sameForm(form, settled)) return true;
      // what is not read yet may begin with an old state
      if (!this.#cache.covers(form)) return this.#isLate(known);
      return this.#judge(form, known, this.#cached(form, key)).settled;
    };
    if (this.#forms(known.resource).every(isSettled)) this.#known.delete(keyText(key));
  }

  #isLate({ since }: Known): boolean {
    return this.#clock.monotonic() - since > patience;
  }

  #forms(resource: Resource): Resource[] {
    return this.#cache.formsOf(resource);
  }

  /** Whether the cache has a version of the object or a newer one, or has come so far that the object went since, or is none it holds. */
  #hasCome(resource: Resource, key: ObjectKey, version: string): boolean {
    if (this.#reached(resource, key, version)) return true;
    const has = this.#cached(resource, key)?.metadata.resourceVersion;
    return has !== undefined && (has === version || (compareVersions(has, version) ?? -1) >= 0);
  }

  #reached(resource: Resource, key: ObjectKey, version: string): boolean {
    return (
      isComparable(version) && this.#cache.covers(resource) && this.#cache.reached(resource, key, version)
    );
  }

  #cached(resource: Resource, key: ObjectKey): Found {
    return this.#cache.covers(resource) ? this.#cache.get(resource, key) : undefined;
  }

  #set(known: Omit<Known, "since" | "order" | "seen">): void {
    const since = this.#clock.monotonic();
    this.#known.set(keyText(known.key), { ...known, seen: new Set(), since, order: ++this.#order });
    if (this.size > this.#sweepAt) this.#sweep();
  }

  /** What is never read again must not stay for ever. */
  #sweep(): void {
    for (const known of [...this.#known.values()]) this.#forgetSettled(known);
    this.#sweepAt = 2 * this.size + 64;
  }
}

function isComparable(version: string): boolean {
  return compareVersions(version, version) !== undefined;
}

function isOlder(version: string, than: string | undefined): boolean {
  return than !== undefined && (compareVersions(version, than) ?? 1) < 0;
}

function newer(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return (compareVersions(a, b) ?? -1) > 0 ? a : b;
}

/** Whether objects of two handles look the same. */
function sameForm(a: Resource, b: Resource): boolean {
  return a === b || formText(a) === formText(b);
}

function formText({ apiVersion, kind, metadataOnly }: Resource): string {
  return `${apiVersion} ${kind} ${metadataOnly ? "metadata" : ""}`;
}
