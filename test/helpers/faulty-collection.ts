import type { KubernetesObject } from "../../src/kube/object.ts";
import { ApiError, ConnectionError } from "../../src/runtime/client/errors.ts";
import type {
  ListerWatcher,
  ListParameters,
  WatchParameters,
} from "../../src/runtime/client/lister-watcher.ts";
import { event, pod, podList, ScriptedWatch } from "./scripted-lister.ts";

/** What may go wrong with a request, or with a watch in the middle. */
export const faults = ["refused", "reset", "429", "500", "410"] as const;
export type Fault = (typeof faults)[number];
/** Ways for an open watch to come to harm; `silent` says nothing any more. */
export const breaks = ["end", "throw", "429", "500", "410", "silent"] as const;
export type Break = (typeof breaks)[number];

interface Change {
  readonly version: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: KubernetesObject;
}

/** Pods on a server in memory that keeps a history, forgets it when told, and fails on demand. */
export class FaultyCollection implements ListerWatcher {
  readonly #objects = new Map<string, KubernetesObject>();
  #history: Change[] = [];
  #version = 10;
  #compacted = 0;
  #uid = 0;
  readonly #open = new Set<ScriptedWatch>();
  readonly #failing: Fault[] = [];
  /** Whether initial events are supported. */
  streams = true;

  /** What is there now, by name. */
  get objects(): ReadonlyMap<string, KubernetesObject> {
    return this.#objects;
  }

  /** Creates or changes an object. */
  put(name: string): void {
    const before = this.#objects.get(name);
    const version = ++this.#version;
    const object = pod(name, String(version), { uid: before?.metadata?.uid ?? `uid-${++this.#uid}` });
    this.#objects.set(name, object);
    this.#tell({ version, type: before ? "MODIFIED" : "ADDED", object });
  }

  delete(name: string): void {
    const before = this.#objects.get(name);
    if (!before) return;
    const version = ++this.#version;
    this.#objects.delete(name);
    const object = pod(name, String(version), { uid: before.metadata?.uid ?? "" });
    this.#tell({ version, type: "DELETED", object });
  }

  /** Forgets the history: watches from before are expired. */
  compact(): void {
    this.#compacted = this.#version;
    this.#history = [];
  }

  bookmark(): void {
    for (const watch of this.#open) watch.send(event.bookmark(String(this.#version)));
  }

  /** The next request fails so. */
  failNext(fault: Fault): void {
    this.#failing.push(fault);
  }

  breakWatches(how: Break): void {
    for (const watch of this.#open) {
      if (how === "end") watch.end();
      else if (how === "throw") watch.fail(new Error("the stream broke"));
      else if (how === "429") watch.send(event.error(429, "TooManyRequests"));
      else if (how === "500") watch.send(event.error(500, "InternalError"));
      else if (how === "410") watch.send(event.error(410, "Expired"));
    }
    this.#open.clear();
  }

  /** From now on nothing fails. */
  heal(): void {
    this.#failing.length = 0;
  }

  async list({ resourceVersion = "", limit, continue: token }: ListParameters) {
    this.#enter();
    if (Number(resourceVersion) > this.#version) throw refusal(504, "Timeout", "ResourceVersionTooLarge");
    const all = [...this.#objects.values()].map((object) => structuredClone(object));
    // pages of two, whatever was asked for, and only of the newest state
    if (limit === undefined || resourceVersion === "0") return podList(String(this.#version), ...all);
    const [version = "", from = "0"] = token?.split(":") ?? [String(this.#version)];
    if (version !== String(this.#version)) throw refusal(410, "Expired");
    const end = Number(from) + 2;
    const page = podList(version, ...all.slice(Number(from), end));
    if (end < all.length) page.metadata.continue = `${version}:${end}`;
    return page;
  }

  async watch({ resourceVersion = "", sendInitialEvents }: WatchParameters, signal: AbortSignal) {
    this.#enter();
    if (sendInitialEvents && !this.streams) throw refusal(422, "Invalid");
    const watch = new ScriptedWatch();
    if (sendInitialEvents) {
      for (const object of this.#objects.values())
        watch.send({ type: "ADDED", object: structuredClone(object) });
      watch.send(event.initialEnd(String(this.#version)));
    } else {
      if (Number(resourceVersion) < this.#compacted) throw refusal(410, "Expired");
      for (const change of this.#history.filter(({ version }) => version > Number(resourceVersion)))
        watch.send({ type: change.type, object: structuredClone(change.object) });
    }
    watch.opened(signal);
    this.#open.add(watch);
    return watch;
  }

  #tell(change: Change): void {
    this.#history.push(change);
    for (const watch of this.#open) watch.send({ type: change.type, object: structuredClone(change.object) });
  }

  #enter(): void {
    const fault = this.#failing.shift();
    if (fault === "refused") throw new ConnectionError("ECONNREFUSED", "nobody listens");
    if (fault === "reset") throw new ConnectionError("ECONNRESET", "reset");
    if (fault === "429") throw refusal(429, "TooManyRequests");
    if (fault === "500") throw refusal(500, "InternalError");
    if (fault === "410") throw refusal(410, "Expired");
  }
}

function refusal(code: number, reason: ApiError["reason"], cause?: string): ApiError {
  return new ApiError(code, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    code,
    reason,
    message: reason,
    ...(cause ? { details: { causes: [{ reason: cause }] } } : {}),
  });
}
