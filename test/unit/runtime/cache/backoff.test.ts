import { expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { reflectorBackoff } from "../../../../src/runtime/cache/backoff.ts";
import { internalErrorRetry, isRetriable } from "../../../../src/runtime/cache/watch-retry.ts";
import { ConnectionError } from "../../../../src/runtime/client/errors.ts";
import { refused, statusError, tooMany } from "./reflector-harness.ts";

const waits = (backoff: { next(): number }, count: number) =>
  Array.from({ length: count }, () => backoff.next());

test("waits double from 0.8 s to 30 s", () => {
  const backoff = reflectorBackoff({ clock: new VirtualClock(), random: () => 0 });
  expect(waits(backoff, 8)).toEqual([800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000]);
});

test("each is stretched by up to its double, and the stretch does not add up", () => {
  const backoff = reflectorBackoff({ clock: new VirtualClock(), random: () => 1 });
  expect(waits(backoff, 7)).toEqual([1_600, 3_200, 6_400, 12_800, 25_600, 51_200, 60_000]);
});

test("two minutes without a wait mean that the server is well: they begin anew", async () => {
  const clock = new VirtualClock();
  const backoff = reflectorBackoff({ clock, random: () => 0 });
  waits(backoff, 3);
  await clock.advance(120_000);
  expect(backoff.next()).toBe(6_400);
  await clock.advance(120_001);
  expect(backoff.next()).toBe(800);
});

test("only a refused connection and 429 leave the state as it was", () => {
  expect([refused(), tooMany()].map(isRetriable)).toEqual([true, true]);
  const others = [
    statusError(500, "InternalError"),
    new ConnectionError("ECONNRESET", "reset"),
    new Error("x"),
  ];
  expect(others.map(isRetriable)).toEqual([false, false, false]);
});

test("errors inside the server are borne for a minute, anew after a minute without one", async () => {
  const clock = new VirtualClock();
  const worthRetrying = internalErrorRetry(clock);
  const internal = statusError(500, "InternalError");
  expect(worthRetrying(internal)).toBe(true);
  await clock.advance(40_000);
  expect(worthRetrying(internal)).toBe(true);
  await clock.advance(20_001);
  expect(worthRetrying(internal)).toBe(false);
  expect(worthRetrying(internal)).toBe(true);
  await clock.advance(60_000);
  expect(worthRetrying(internal)).toBe(true);
  expect(worthRetrying(statusError(410, "Expired"))).toBe(false);
});
