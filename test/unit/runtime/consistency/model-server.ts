import { copyJson, equalJson } from "../../../../src/base/json.ts";
import {
  keyOf,
  keyText,
  type KubernetesObject,
  type ObjectKey,
  type Stored,
} from "../../../../src/kube/object.ts";
import { applyMergePatch } from "../../../../src/kube/patch/merge-patch.ts";
import { resource } from "../../../../src/kube/resource.ts";
import type { Client } from "../../../../src/runtime/client/client.ts";
import { ApiError, ConnectionError } from "../../../../src/runtime/client/errors.ts";
import type { ListerWatcher, WatchEvent } from "../../../../src/runtime/client/lister-watcher.ts";
import { notFound } from "../../../../src/runtime/client/not-found.ts";
import { ScriptedWatch } from "../../../helpers/scripted-lister.ts";

export interface Thing extends KubernetesObject {
  spec?: Record<string, unknown>;
}
export const Thing = resource<Thing>({ group: "example.com", version: "v1", kind: "Thing" });

/** A write that a test leads through its stages. */
export interface HeldWrite {
  readonly verb: string;
  readonly name: string | undefined;
  /** The server stores it now, or refuses it; once. */
  commit(): void;
  /** The answer comes; commits before if that was not done. */
  answer(): void;
  /** The connection breaks; what was not committed never will be. */
  lose(): void;
  readonly committed: boolean;
}

/**
 * One kind on a server, whose watch brings an event only when it is told to, and whose writes can be held at every stage. Versions are numbers
 * unless `versions` says otherwise.
 */
export class ModelServer implements ListerWatcher {
  readonly objects = new Map<string, Stored<Thing>>();
  /** Everything that happened, in order: what a watch brings. */
  readonly history: { version: number; event: WatchEvent }[] = [];
  readonly calls: string[] = [];
  readonly held: HeldWrite[] = [];
  /** Whether writes wait for {@link HeldWrite}. */
  holding = false;
  /** Every write fails with it, once. */
  refuses: Error | undefined;
  readonly versions: (version: number) => string;
  #version = 10;
  #uid = 0;
  #delivered = 10;
  #watch: ScriptedWatch | undefined;

  constructor({ versions = String }: { versions?: (version: number) => string } = {}) {
    this.versions = versions;
  }

  get version(): number {
    return this.#version;
  }

  /** Events that the watch has not brought. */
  get behind(): number {
    return this.history.filter(({ version }) => version > this.#delivered).length;
  }

  /** What a live read comes to. */
  get: (key: ObjectKey) => Promise<Stored<Thing>> = async (key) => {
    await Promise.resolve();
    return copyJson(this.#existing(key));
  };

  async list() {
    await Promise.resolve();
    const items = [...this.objects.values()].map(copyJson);
    this.#delivered = this.#version;
    const metadata = { resourceVersion: this.versions(this.#version) };
    return { apiVersion: Thing.apiVersion, kind: "ThingList", metadata, items };
  }

  async watch(_parameters: unknown, signal: AbortSignal) {
    await Promise.resolve();
    this.#watch = new ScriptedWatch();
    this.#watch.opened(signal);
    return this.#watch;
  }

  /** The watch brings the next events. */
  deliver(count = Infinity): void {
    const next = this.history.filter(({ version }) => version > this.#delivered).slice(0, count);
    for (const { version, event } of next) {
      this.#watch?.send(copyJson(event));
      this.#delivered = version;
    }
  }

  /** The watch brings everything and says how far it has come. */
  bookmark(): void {
    this.deliver();
    this.#delivered = this.#version;
    const metadata = { resourceVersion: this.versions(this.#version) };
    const { apiVersion, kind } = Thing;
    this.#watch?.send({ type: "BOOKMARK", object: { apiVersion, kind, metadata } });
  }

  /** The server has forgotten where the watch was: the cache lists again. */
  expire(): void {
    const status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure" } as const;
    this.#watch?.send({
      type: "ERROR",
      object: { ...status, code: 410, reason: "Expired", message: "too old" },
    });
  }

  /** A backup is restored: versions begin again below those that were given out. */
  restore(version: number): void {
    this.#version = version;
    this.#delivered = version;
    this.history.length = 0;
  }

  create(object: Thing): Stored<Thing> {
    if (this.objects.has(keyText(keyOf(object)))) throw refusal(409, "AlreadyExists");
    const uid = `uid-${++this.#uid}`;
    const name = object.metadata?.name ?? `${object.metadata?.generateName}${this.#uid}`;
    const creationTimestamp = "2026-01-01T00:00:00Z";
    const metadata = { ...object.metadata, name, uid, generation: 1, creationTimestamp };
    return this.#store("ADDED", { ...object, apiVersion: Thing.apiVersion, kind: "Thing", metadata });
  }

  update(object: Thing): Stored<Thing> {
    const known = this.#existing(keyOf(object));
    this.#checkVersion(known, object);
    const { uid, creationTimestamp, deletionTimestamp, name } = known.metadata;
    const fixed = { uid, creationTimestamp, name, ...(deletionTimestamp ? { deletionTimestamp } : {}) };
    const { apiVersion, kind } = Thing;
    return this.#changed(known, {
      ...object,
      apiVersion,
      kind,
      metadata: { ...object.metadata, ...fixed },
    });
  }

  patch(key: ObjectKey, merge: object): Stored<Thing> {
    const known = this.#existing(key);
    this.#checkVersion(known, merge);
    return this.#changed(known, applyMergePatch(copyJson(known), merge) as Thing);
  }

  delete(key: ObjectKey): object {
    const known = this.#existing(key);
    if ((known.metadata.finalizers ?? []).length > 0) {
      const deletionTimestamp = "2026-01-01T00:00:00Z";
      return this.#changed(known, { ...known, metadata: { ...known.metadata, deletionTimestamp } });
    }
    this.#remove(known);
    const details = { name: key.name, kind: "things", group: "example.com", uid: known.metadata.uid };
    return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details };
  }

  /** The server's client, as this process has it. */
  client(): Client {
    const keyed = (key: unknown) => (key as ObjectKey).name;
    const named = (object: unknown) => keyOf(object as Thing).name || undefined;
    const merge = (key: unknown, patch: unknown) =>
      this.patch(key as ObjectKey, (patch as { merge?: object }).merge ?? {});
    const methods: Record<string, unknown> = {
      get: (_resource: unknown, key: ObjectKey) => {
        this.calls.push(`get ${key.name}`);
        return this.get(key);
      },
      list: async () => {
        this.calls.push("list");
        await Promise.resolve();
        const metadata = { resourceVersion: this.versions(this.#version) };
        return copyJson({ metadata, items: [...this.objects.values()] });
      },
      create: this.#method("create", named, (object) => this.create(object as Thing)),
      update: this.#method("update", named, (object) => this.update(object as Thing)),
      patch: this.#method("patch", keyed, merge),
      patchStatus: this.#method("patchStatus", keyed, merge),
      apply: this.#method("apply", named, (object) => this.#apply(object as Thing)),
      delete: this.#method("delete", keyed, (key) => this.delete(key as ObjectKey)),
      deleteAllOf: this.#method("deleteAllOf", nothing, () => {
        for (const object of [...this.objects.values()]) this.delete(keyOf(object));
      }),
      request: this.#method("request", nothing, nothing),
      subresource: () => ({ patch: this.#method("patch scale", keyed, merge) }),
    };
    return methods as unknown as Client;
  }

  #method(
    verb: string,
    nameOf: (first: unknown) => string | undefined,
    run: (...args: unknown[]) => unknown,
  ): (...args: unknown[]) => Promise<unknown> {
    return async (...given) => {
      const args = verb === "request" || verb.includes(" ") ? given : given.slice(1);
      const name = nameOf(args[0]);
      this.calls.push(name === undefined ? verb : `${verb} ${name}`);
      const { refuses } = this;
      this.refuses = undefined;
      if (refuses) throw refuses;
      if (!this.holding) return run(...args);
      return new Promise<unknown>((resolve, reject) => {
        let outcome: { value: unknown } | { error: Error } | undefined;
        const commit = () => (outcome ??= outcomeOf(() => run(...args)));
        this.held.push({
          verb,
          name,
          commit,
          answer: () => {
            const result = commit();
            if ("error" in result) reject(result.error);
            else resolve(result.value);
          },
          lose: () => reject(new ConnectionError("ECONNRESET", "the answer broke off")),
          get committed() {
            return outcome !== undefined && "value" in outcome;
          },
        });
      });
    };
  }

  #apply(object: Thing): Stored<Thing> {
    const key = keyOf(object);
    return this.objects.has(keyText(key)) ? this.patch(key, object) : this.create(object);
  }

  #existing(key: ObjectKey): Stored<Thing> {
    const known = this.objects.get(keyText(key));
    if (!known) throw notFound(Thing, key);
    return known;
  }

  #checkVersion(known: Stored<Thing>, { metadata }: Thing): void {
    const { resourceVersion = known.metadata.resourceVersion } = metadata ?? {};
    if (resourceVersion !== known.metadata.resourceVersion) throw refusal(409, "Conflict");
  }

  #changed(known: Stored<Thing>, next: Thing): Stored<Thing> {
    const { resourceVersion } = known.metadata;
    const same = equalJson(known, { ...next, metadata: { ...next.metadata, resourceVersion } });
    // as a server does: the version stays, whoever made it
    if (same) return copyJson(known);
    const held = !next.metadata?.deletionTimestamp || (next.metadata.finalizers ?? []).length > 0;
    return held ? this.#store("MODIFIED", next) : this.#remove({ ...known, ...next } as Stored<Thing>);
  }

  #store(type: "ADDED" | "MODIFIED", object: Thing): Stored<Thing> {
    const version = ++this.#version;
    const metadata = { ...object.metadata, resourceVersion: this.versions(version) };
    const stored = copyJson({ ...object, metadata }) as Stored<Thing>;
    this.objects.set(keyText(keyOf(stored)), stored);
    this.history.push({ version, event: { type, object: stored } });
    return copyJson(stored);
  }

  #remove(object: Stored<Thing>): Stored<Thing> {
    const version = ++this.#version;
    this.objects.delete(keyText(keyOf(object)));
    const metadata = { ...object.metadata, resourceVersion: this.versions(version) };
    const last = copyJson({ ...object, metadata });
    this.history.push({ version, event: { type: "DELETED", object: last } });
    return copyJson(last);
  }
}

export function refusal(code: number, reason: ApiError["reason"]): ApiError {
  const status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure" } as const;
  return new ApiError(code, { ...status, code, reason, message: reason });
}

function outcomeOf(run: () => unknown): { value: unknown } | { error: Error } {
  try {
    return { value: run() };
  } catch (error) {
    return { error: error as Error };
  }
}

function nothing(): undefined {
  return undefined;
}
