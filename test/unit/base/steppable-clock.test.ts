import { expect, test } from "vitest";
import { SteppableClock } from "../../../src/base/steppable-clock.ts";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";

function setUp() {
  const base = new VirtualClock(0);
  const clock = new SteppableClock(base);
  const seen: string[] = [];
  const at = (ms: number, name: string) => clock.setTimer(ms, () => seen.push(`${name} ${clock.now()}`));
  return { base, clock, seen, at };
}

test("it goes with the other clock", async () => {
  const { base, clock, seen, at } = setUp();
  at(10, "a");
  await base.advance(15);
  expect([seen, clock.now(), clock.monotonic()]).toEqual([["a 10"], 15, 15]);
});

test("a step fires what is due in its order, each at its instant, and what that leads to", async () => {
  const { clock, seen, at } = setUp();
  at(3000, "late");
  at(1000, "early");
  clock.setTimer(2000, () => at(500, "led to"));
  at(9000, "not yet");
  await clock.step(5000);
  expect(seen).toEqual(["early 1000", "led to 2500", "late 3000"]);
  expect(clock.now()).toBe(5000);
});

test("what is due after a step is due so much earlier", async () => {
  const { base, clock, seen, at } = setUp();
  at(100, "a");
  await clock.step(60);
  await base.advance(39);
  expect(seen).toEqual([]);
  await base.advance(1);
  expect(seen).toEqual(["a 100"]);
});

test("a cancelled timer does not fire, in a step or after it", async () => {
  const { base, clock, seen, at } = setUp();
  const timer = at(100, "a");
  await clock.step(50);
  timer.cancel();
  await clock.step(100);
  await base.advance(1000);
  expect(seen).toEqual([]);
  expect(base.waiting).toBe(0);
});

test("the time of day is in whole milliseconds, wherever a timer has brought it: names and versions are made of it", async () => {
  const { clock } = setUp();
  let seen = 0;
  clock.setTimer(10.5, () => (seen = clock.now()));
  await clock.step(20.25);
  expect([seen, clock.now()]).toEqual([10, 20]);
});
