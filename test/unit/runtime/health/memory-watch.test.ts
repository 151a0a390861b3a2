import { expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { memoryWatch, readMemory, type MemoryUse } from "../../../../src/runtime/health/memory-watch.ts";
import { recordingLogger } from "../../../helpers/recording-logger.ts";

test("it warns once at 80 % of the limit, and again only after a while below 70 %", async () => {
  const clock = new VirtualClock();
  const { logger, lines } = recordingLogger();
  const stopping = new AbortController();
  const use = { used: 79, limit: 100 };
  const running = memoryWatch({ clock, logger, read: () => use }).start(stopping.signal);
  const warnings: number[] = [];
  for (const used of [79, 80, 95, 75, 85, 69, 80]) {
    use.used = used;
    await clock.advance(10_000);
    warnings.push(lines.length);
  }
  expect(warnings).toEqual([0, 1, 1, 1, 1, 1, 2]);
  stopping.abort();
  await running;
  expect(clock.waiting).toBe(0);
});

test("without a limit there is nothing to warn of", async () => {
  const clock = new VirtualClock();
  const { logger, lines } = recordingLogger();
  const stopping = new AbortController();
  const read = (): MemoryUse => ({ used: 2 ** 40, limit: undefined });
  const running = memoryWatch({ clock, logger, read }).start(stopping.signal);
  await clock.advance(60_000);
  expect(lines).toEqual([]);
  stopping.abort();
  await running;
});

test("what the process uses is known, and a limit is one that a machine can have", () => {
  const { used, limit } = readMemory();
  expect(used).toBeGreaterThan(2 ** 20);
  if (limit !== undefined) expect(limit).toBeLessThan(2 ** 50);
});
