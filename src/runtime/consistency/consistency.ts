import type { Clock } from "../../base/clock.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Cache } from "../cache/cache.ts";
import { AppliedObjects } from "./applied.ts";
import { Doubts } from "./doubts.ts";
import { InFlight } from "./in-flight.ts";
import { OwnWrites } from "./own-writes.ts";

/** What is known of this process's writes to one kind, in whatever version. */
export interface KindWrites {
  readonly writes: OwnWrites;
  readonly inFlight: InFlight;
  readonly doubts: Doubts;
  readonly applied: AppliedObjects;
}

/**
 * What this process wrote to the kinds of one cache, shared by everything that reads from it. Made once per cluster; see consistentClient.
 */
export class Consistency {
  readonly cache: Cache;
  /** Whether writes that would surely change nothing are left out. */
  readonly skipUnchanged: boolean;
  readonly #clock: Clock;
  readonly #kinds = new Map<string, KindWrites>();

  constructor({
    cache,
    clock,
    skipUnchanged = true,
  }: {
    cache: Cache;
    clock: Clock;
    skipUnchanged?: boolean;
  }) {
    this.cache = cache;
    this.skipUnchanged = skipUnchanged;
    this.#clock = clock;
  }

  /** How many objects something is remembered of: what has not come to the cache yet. */
  get size(): number {
    let size = 0;
    for (const { writes, inFlight, doubts } of this.#kinds.values())
      size += writes.size + inFlight.size + doubts.size;
    return size;
  }

  /** The writes to a kind; undefined where the cache has it in no form, so that every read goes to the server anyway. */
  of(resource: Resource): KindWrites | undefined {
    const id = `${resource.group}/${resource.plural}`;
    const known = this.#kinds.get(id);
    if (known) return known;
    if (!this.cache.coversKind(resource)) return undefined;
    const { cache } = this;
    const kind = {
      writes: new OwnWrites({ cache, clock: this.#clock }),
      inFlight: new InFlight(),
      doubts: new Doubts(this.#clock),
      applied: new AppliedObjects(),
    };
    this.#kinds.set(id, kind);
    return kind;
  }
}
