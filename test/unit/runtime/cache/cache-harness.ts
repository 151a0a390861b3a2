import { expect } from "vitest";
import { silentLogger } from "../../../../src/base/logger.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { Cache, type CacheOptions } from "../../../../src/runtime/cache/cache.ts";
import { pod, scriptedLister } from "../../../helpers/scripted-lister.ts";

/** A cache on virtual time, whose listers are known by what they list: `Pod`, `Pod in x app=web`, `metadata of Pod`. */
export function newCache(options: Partial<CacheOptions> = {}) {
  const clock = new VirtualClock();
  const listers = new Map<string, ReturnType<typeof scriptedLister>>();
  const lister = (name: string) => {
    const known = listers.get(name) ?? scriptedLister();
    listers.set(name, known);
    return known;
  };
  const cache = new Cache({
    clock,
    logger: silentLogger,
    watchList: false,
    random: () => 0,
    lister: ({ kind, metadataOnly }, { namespace, labelSelector, fieldSelector }) =>
      lister(
        [metadataOnly && "metadata of", kind, namespace && `in ${namespace}`, labelSelector, fieldSelector]
          .filter(Boolean)
          .join(" "),
      ),
    ...options,
  });
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  return {
    cache,
    clock,
    lister,
    asked: () => [...listers.keys()].filter((name) => lister(name).requests.length > 0),
    start: () => {
      running = cache.start(stopping.signal);
      return clock.advance(0);
    },
    async stop() {
      stopping.abort();
      await running;
      expect(clock.waiting).toBe(0);
    },
  };
}

/** A Pod of a namespace. */
export const inNamespace = (namespace: string, name: string, labels: Record<string, string> = {}) =>
  pod(name, "1", { namespace, labels });
