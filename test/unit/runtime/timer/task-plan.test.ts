import { expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import type { TimerDefinition } from "../../../../src/runtime/timer/task.ts";
import { planTask } from "../../../../src/runtime/timer/task-plan.ts";
import { thing } from "./task-harness.ts";

const timer = (fields: Partial<TimerDefinition>): TimerDefinition => ({
  type: "timer",
  name: "tick",
  every: 1_000,
  initialDelay: 0,
  workers: 10,
  ...fields,
});

test("a timer's first run is after the initial delay, the others at start + n·every whatever they take", async () => {
  const clock = new VirtualClock();
  const plan = planTask(timer({ initialDelay: 300 }), clock);
  expect(plan.wait(thing())).toBe(300);
  await clock.advance(300);
  expect(plan.wait(thing())).toBe(0);
  plan.began();
  await clock.advance(400);
  plan.ended(undefined);
  expect(plan.wait(thing())).toBe(600);
  // a run that begins late does not move the next
  await clock.advance(650);
  plan.began();
  plan.ended(undefined);
  expect(plan.wait(thing())).toBe(950);
});

test("ticks that pass during a run are one, and what follows is in step again", async () => {
  const clock = new VirtualClock();
  const plan = planTask(timer({}), clock);
  plan.began();
  await clock.advance(3_500);
  plan.ended(undefined);
  expect(plan.wait(thing())).toBe(0);
  plan.began();
  plan.ended(undefined);
  expect(plan.wait(thing())).toBe(500);
});

test("a retry comes before the next tick, and does not take its place", async () => {
  const clock = new VirtualClock();
  const plan = planTask(timer({}), clock);
  plan.began();
  plan.ended(5);
  expect(plan.wait(thing())).toBe(5);
  await clock.advance(5);
  plan.began();
  plan.ended(undefined);
  expect(plan.wait(thing())).toBe(995);
});

test("a tick ends a back-off that is longer", () => {
  const clock = new VirtualClock();
  const plan = planTask(timer({}), clock);
  plan.began();
  plan.ended(60_000);
  expect(plan.wait(thing())).toBe(1_000);
});

test("a run that takes longer than the period and fails has its back-off all the same", async () => {
  const clock = new VirtualClock();
  const plan = planTask(timer({}), clock);
  plan.began();
  await clock.advance(2_500);
  plan.ended(320);
  expect(plan.wait(thing())).toBe(320);
});

test("a system clock that is set does not move the ticks of a period", () => {
  const clock = new VirtualClock();
  const plan = planTask(timer({ initialDelay: 700 }), clock);
  clock.setBy(-86_400_000);
  expect(plan.wait(thing())).toBe(700);
});

test("a function is told the time and the last run, and says when the next is", async () => {
  const clock = new VirtualClock(0);
  const seen: (number | undefined)[][] = [];
  const plan = planTask(
    timer({
      every: (object, { now, lastRun }) => {
        seen.push([now.getTime(), lastRun?.getTime(), object.metadata.generation]);
        return new Date((lastRun?.getTime() ?? now.getTime()) + 5_000);
      },
    }),
    clock,
  );
  expect(plan.wait(thing({ generation: 7 }))).toBe(5_000);
  await clock.advance(5_000);
  plan.began();
  await clock.advance(1_000);
  plan.ended(undefined);
  expect(plan.wait(thing())).toBe(4_000);
  expect(seen).toEqual([
    [0, undefined, 7],
    [6_000, 5_000, 1],
  ]);
});

test("a fixed time runs once; one that is past runs at once", async () => {
  const clock = new VirtualClock(1_000);
  const plan = planTask(timer({ every: () => new Date(500) }), clock);
  expect(plan.wait(thing())).toBe(0);
  plan.began();
  plan.ended(undefined);
  expect(plan.wait(thing())).toBeUndefined();
});

test("no time is no run; what is no time is an error that names it", () => {
  const clock = new VirtualClock();
  const returning = (value: unknown) => planTask(timer({ every: () => value as Date }), clock);
  expect(returning(undefined).wait(thing())).toBeUndefined();
  expect(() => returning("tomorrow").wait(thing())).toThrow(
    "every returned tomorrow: expected a Date, or undefined",
  );
  expect(() => returning(new Date("x")).wait(thing())).toThrow("every returned Invalid Date");
});

test("a daemon runs at once, again after a failure, and not when it has returned", () => {
  const plan = planTask(
    { type: "daemon", name: "d", restartOn: undefined, finalizer: undefined },
    new VirtualClock(),
  );
  expect(plan.wait(thing())).toBe(0);
  plan.began();
  plan.ended(80);
  expect(plan.wait(thing())).toBe(80);
  plan.began();
  plan.ended(undefined);
  expect(plan.wait(thing())).toBeUndefined();
});
