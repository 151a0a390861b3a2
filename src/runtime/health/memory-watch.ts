import type { Clock } from "../../base/clock.ts";
import { sleep, type Runnable } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";

const interval = 10_000;
/** Shares of the limit at which the warning is given, and below which it is taken back. */
const [warnAt, calmBelow] = [0.8, 0.7];

/** Memory of the process and what it may have. */
export interface MemoryUse {
  /** Bytes in use. */
  readonly used: number;
  /** Bytes that the container may have; undefined where nothing limits it. */
  readonly limit: number | undefined;
}

/** Memory now. The limit is that of the cgroup, of version 1 or 2. */
export function readMemory(): MemoryUse {
  const limit = process.constrainedMemory();
  // 0 and numbers beyond any machine stand for no limit
  return { used: process.memoryUsage.rss(), limit: limit > 0 && limit < 2 ** 50 ? limit : undefined };
}

/** Warns once when the process comes near the limit of its container, beyond which the kernel kills it without a word. */
export function memoryWatch(options: { clock: Clock; logger: Logger; read?: () => MemoryUse }): Runnable {
  const { clock, logger, read = readMemory } = options;
  return {
    async start(signal) {
      let warned = false;
      do {
        const { used, limit } = read();
        const share = limit === undefined ? 0 : used / limit;
        if (share >= warnAt && !warned)
          logger.warn("memory is near the container's limit: it is killed beyond", {
            megabytes: Math.round(used / 2 ** 20),
            limit: Math.round((limit ?? 0) / 2 ** 20),
            hint: "raise resources.limits.memory, or watch less",
          });
        warned = warned ? share >= calmBelow : share >= warnAt;
      } while (await sleep(interval, { clock, signal }));
    },
  };
}
