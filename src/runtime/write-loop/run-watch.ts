import type { KubernetesObject, Observed } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { QueueCause, RunCall, RunNotes, RunObserver } from "../controller/run-observer.ts";
import type { RunCause } from "./field-history.ts";
import type { WriteLoops } from "./write-loops.ts";

/** An event that a key was queued for. */
interface Cause {
  /** Of the object in this version; empty: not an event. */
  readonly id: string;
  readonly uid: string;
  /** Whether the spec stayed as it was, where the kind counts generations. */
  readonly sameSpec: boolean;
}

/** A key whose runs wrote something. */
interface Writing {
  /** Versions that the last two runs left. */
  written: Set<string>;
  writtenBefore: ReadonlySet<string>;
  causes: Cause[];
}

const causesLimit = 32;

/** Tells of the writes of a controller's runs, and whether a run came of what the last one wrote. */
export class RunWatch implements RunObserver {
  readonly #options: {
    readonly controller: string;
    readonly loops: WriteLoops;
    readonly watches: (resource: Resource) => boolean;
    readonly keys: number;
  };
  readonly #keys = new Map<string, Writing>();

  /** `watches` says of a kind whether what is known of its objects is whole, so that states before and after a write can be compared. */
  constructor(options: {
    controller: string;
    loops: WriteLoops;
    watches: (resource: Resource) => boolean;
    /** Keys that are remembered; default 1,024. */
    keys?: number;
  }) {
    this.#options = { keys: 1_024, ...options };
  }

  get size(): number {
    return this.#keys.size;
  }

  attached(): void {}

  queued(key: string, cause: QueueCause): void {
    const known = this.#keys.get(key);
    if (known && known.causes.length < causesLimit) known.causes.push(causeFrom(cause));
  }

  /** No run came of it. */
  passedOver(): void {}

  started(key: string): RunNotes {
    const known = this.#keys.get(key);
    const { causes = [], written = new Set<string>(), writtenBefore = new Set<string>() } = known ?? {};
    const before = new Set([...written, ...writtenBefore]);
    if (known) Object.assign(known, { causes: [], written: new Set(), writtenBefore: written });
    let reconciled: Observed<KubernetesObject> | undefined;
    return {
      named: (_, object) => void (reconciled = object),
      depends: () => {},
      called: (call) => {
        const states = statesOf(call);
        if (!states || !reconciled || !this.#options.watches(call.resource)) return;
        const { uid, resourceVersion } = states.after.metadata;
        this.#open(key).written.add(idOf(uid, resourceVersion));
        const { controller, loops } = this.#options;
        const { resource } = call;
        const answers = answersTo(causes, { before, uid });
        const causeOf = (version: string) => causeOfRun(causes, { before, uid, version });
        loops.note({ party: { controller, key }, resource, reconciled, ...states, causeOf, answers });
      },
      ended: () => {},
    };
  }

  #open(key: string): Writing {
    const known = this.#keys.get(key);
    if (known) return known;
    const writing = { written: new Set<string>(), writtenBefore: new Set<string>(), causes: [] };
    const [oldest] = this.#keys.keys();
    if (this.#keys.size >= this.#options.keys && oldest !== undefined) this.#keys.delete(oldest);
    this.#keys.set(key, writing);
    return writing;
  }
}

/** The states around a write that changed an object; undefined for any other call. */
function statesOf({
  answer,
  resource,
  ...call
}: RunCall): { before: Observed<KubernetesObject>; after: Observed<KubernetesObject> } | undefined {
  const [before, after] = [call.before, call.after] as (Observed<KubernetesObject> | undefined)[];
  if (answer !== "server" || !before || !after || resource.metadataOnly) return undefined;
  // a subresource may answer with something else of the same name
  if (after.kind !== resource.kind || after.apiVersion !== before.apiVersion) return undefined;
  const { uid, resourceVersion } = after.metadata;
  const changed = uid === before.metadata.uid && resourceVersion !== before.metadata.resourceVersion;
  return changed ? { before, after } : undefined;
}

function causeFrom(cause: QueueCause): Cause {
  if (cause.type !== "event") return { id: "", uid: "", sameSpec: false };
  const { metadata, previous } = cause.subject;
  const { uid, resourceVersion, generation } = metadata;
  const old = previous?.generation;
  return {
    id: idOf(uid, resourceVersion),
    uid,
    sameSpec: generation !== undefined && old === generation,
  };
}

function causeOfRun(
  causes: readonly Cause[],
  { before, uid, version }: { before: ReadonlySet<string>; uid: string; version: string },
): RunCause {
  if (causes.length >= causesLimit || !causes.some(({ id }) => id === idOf(uid, version))) return "other";
  const foreign = causes.filter(({ id }) => !before.has(id));
  if (foreign.length === 0) return "own";
  return foreign.every((cause) => cause.uid === uid && cause.sameSpec) ? "echo" : "mixed";
}

function answersTo(
  causes: readonly Cause[],
  { before, uid }: { before: ReadonlySet<string>; uid: string },
): boolean {
  const within = causes.length > 0 && causes.length < causesLimit;
  return within && causes.every((cause) => cause.uid === uid || before.has(cause.id));
}

function idOf(uid: string, version: string): string {
  return `${uid}@${version}`;
}
