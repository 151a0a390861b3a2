import { keyOf } from "../../kube/object.ts";
import type { Cache } from "../cache/cache.ts";
import { lowPriority, type WorkQueue } from "../queue/work-queue.ts";
import { requestText } from "../source/reconcile-request.ts";
import type { ControllerDefinition } from "./controller-definition.ts";
import type { RunGate } from "./run-gate.ts";
import type { RunObserver } from "./run-observer.ts";

/** Queues the keys of a shard that has come to this process, as those that are there at a start are. */
export function takeOverShard(
  shard: number,
  options: {
    gate: RunGate;
    definition: ControllerDefinition;
    places: ReadonlyMap<string, { readonly cache: Cache }>;
    queue: WorkQueue;
    runs: RunObserver | undefined;
  },
): void {
  const { gate, definition, places, queue, runs } = options;
  const { resource, predicate, eventFilter } = definition;
  for (const [cluster, { cache }] of places)
    for (const object of cache.list(resource)) {
      const request = { ...keyOf(object), ...(cluster ? { cluster } : {}) };
      const event = { type: "create", object, initial: true } as const;
      const wanted = (predicate?.(event) ?? true) && (eventFilter?.(event) ?? true);
      if (!wanted || gate.shardOf(request) !== shard) continue;
      runs?.queued(requestText(request), { type: "shard", shard });
      queue.add(requestText(request), { priority: lowPriority });
    }
}
