import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "../../../src/base/clock.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a timer fires once, after its delay", () => {
  const fired = vi.fn();
  systemClock.setTimer(1_000, fired);
  vi.advanceTimersByTime(999);
  expect(fired).not.toHaveBeenCalled();
  vi.advanceTimersByTime(10_000);
  expect(fired).toHaveBeenCalledTimes(1);
});

test("a delay beyond what setTimeout can hold does not fire at once", () => {
  const fired = vi.fn();
  const days = 24 * 3_600_000;
  systemClock.setTimer(30 * days, fired);
  vi.advanceTimersByTime(29 * days);
  expect(fired).not.toHaveBeenCalled();
  vi.advanceTimersByTime(days);
  expect(fired).toHaveBeenCalledTimes(1);
});

test("a timer cancelled in its second lap stays silent", () => {
  const fired = vi.fn();
  const timer = systemClock.setTimer(2 ** 31 + 1_000, fired);
  vi.advanceTimersByTime(2 ** 31 - 1);
  timer.cancel();
  vi.advanceTimersByTime(10_000);
  expect(fired).not.toHaveBeenCalled();
});

test("a negative delay fires as soon as it can", () => {
  const fired = vi.fn();
  systemClock.setTimer(-5, fired);
  vi.advanceTimersByTime(1);
  expect(fired).toHaveBeenCalledTimes(1);
});
