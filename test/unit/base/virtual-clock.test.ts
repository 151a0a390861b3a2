import { expect, test } from "vitest";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";

test("timers fire in time order, each at its own instant", async () => {
  const clock = new VirtualClock(0);
  const seen: [string, number][] = [];
  clock.setTimer(20, () => seen.push(["b", clock.now()]));
  clock.setTimer(10, () => seen.push(["a", clock.now()]));
  clock.setTimer(20, () => seen.push(["c", clock.now()]));
  await clock.advance(25);
  expect(seen).toEqual([
    ["a", 10],
    ["b", 20],
    ["c", 20],
  ]);
  expect(clock.now()).toBe(25);
});

test("a timer set by a callback within the span fires in the same advance", async () => {
  const clock = new VirtualClock(0);
  const seen: number[] = [];
  const tick = () => {
    seen.push(clock.now());
    clock.setTimer(10, tick);
  };
  clock.setTimer(10, tick);
  await clock.advance(35);
  expect(seen).toEqual([10, 20, 30]);
});

test("what a callback awaits runs before the next timer", async () => {
  const clock = new VirtualClock(0);
  const seen: string[] = [];
  clock.setTimer(1, () => void Promise.resolve().then(() => seen.push("awaited")));
  clock.setTimer(2, () => seen.push("next"));
  await clock.advance(2);
  expect(seen).toEqual(["awaited", "next"]);
});

test("a cancelled timer does not count as waiting", () => {
  const clock = new VirtualClock();
  const timer = clock.setTimer(5, () => {});
  expect(clock.waiting).toBe(1);
  timer.cancel();
  timer.cancel();
  expect(clock.waiting).toBe(0);
});
