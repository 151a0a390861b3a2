import { expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { loopWatch } from "../../../../src/runtime/health/loop-watch.ts";
import { recordingLogger } from "../../../helpers/recording-logger.ts";

/** A clock whose monotonic time goes on while no timer can fire, as during a computation. */
class StallingClock extends VirtualClock {
  #stalled = 0;

  override monotonic(): number {
    return super.monotonic() + this.#stalled;
  }

  stall(ms: number): void {
    this.#stalled += ms;
  }
}

test("code that holds up the event loop for a second or more is told with its time; what is shorter is not", async () => {
  const clock = new StallingClock();
  const { logger, lines } = recordingLogger();
  const stopping = new AbortController();
  const running = loopWatch({ clock, logger }).start(stopping.signal);
  await clock.advance(5_000);
  clock.stall(999);
  await clock.advance(1_000);
  expect(lines).toEqual([]);
  await clock.advance(500);
  clock.stall(12_345);
  await clock.advance(1_000);
  expect(lines).toMatchObject([{ level: "warn", fields: { milliseconds: 12_345 } }]);
  expect(lines[0]?.message).toContain("the event loop was held up");
  await clock.advance(5_000);
  expect(lines).toHaveLength(1);
  stopping.abort();
  await running;
  expect(clock.waiting).toBe(0);
});

test("liveness fails while the loop is held up for 10 s and more, and for 30 s after that", async () => {
  const clock = new StallingClock();
  const { logger } = recordingLogger();
  const stopping = new AbortController();
  const late: number[] = [];
  const loop = loopWatch({ clock, logger, onLate: (milliseconds) => void late.push(milliseconds) });
  const running = loop.start(stopping.signal);
  await clock.advance(1_000);
  expect(() => loop.check()).not.toThrow();
  clock.stall(11_000);
  expect(() => loop.check()).toThrow("the event loop is held up since 10 s");
  await clock.advance(1_000);
  expect(() => loop.check()).toThrow("the event loop was held up for 11 s");
  await clock.advance(29_000);
  expect(() => loop.check()).toThrow();
  await clock.advance(1_000);
  expect(() => loop.check()).not.toThrow();
  expect(late.slice(0, 3)).toEqual([0, 11_000, 0]);
  stopping.abort();
  await running;
  clock.stall(60_000);
  expect(() => loop.check()).not.toThrow();
});
