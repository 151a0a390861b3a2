import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import { keyOf } from "../../kube/object.ts";
import type { RuntimeMetrics } from "../metrics/runtime-metrics.ts";
import { WriteLoops, type WriteLoop } from "../write-loop/write-loops.ts";
import type { Cluster } from "./create-cluster.ts";

/** What finds write loops of an operator: it logs, counts and records an event on the object, where that is. */
export function writeLoopsFor(
  clusters: readonly Cluster[],
  { clock, logger, metrics }: { clock: Clock; logger: Logger; metrics: RuntimeMetrics | undefined },
): WriteLoops {
  return new WriteLoops({
    clock,
    logger,
    onLoop(loop, { controller, note }) {
      metrics?.writeLoop({ controller, kind: loop.resource.kind });
      const home = clusters.find((cluster) => has(cluster, loop));
      home?.events.record(loop.written, { type: "Warning", reason: "WriteLoop", action: "Write", note });
    },
  });
}

/** Only what is in the cache is looked at: the write was to the cluster whose object has the uid. */
function has({ cache }: Cluster, { resource, written }: WriteLoop): boolean {
  const { namespace } = written.metadata;
  if (!cache.covers(resource, namespace)) return false;
  return cache.get(resource, keyOf(written))?.metadata.uid === written.metadata.uid;
}
