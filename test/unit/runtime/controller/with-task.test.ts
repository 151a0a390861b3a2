import { expect, test } from "vitest";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { Widget } from "./controller-harness.ts";

const built = controller(Widget);
const nothing = () => {};

test("a timer's options are read", () => {
  const every = () => undefined;
  const { tasks } = built
    .timer("a", { every: "1h30m", initialDelay: "5m" }, nothing)
    .timer("b", { every, workers: 3 }, nothing).definition;
  expect(tasks).toEqual([
    { type: "timer", name: "a", every: 5_400_000, initialDelay: 300_000, workers: 10, handler: nothing },
    { type: "timer", name: "b", every, initialDelay: 0, workers: 3, handler: nothing },
  ]);
});

test("each method returns a new controller", () => {
  built.daemon("a", nothing);
  expect(built.definition.tasks).toEqual([]);
});

test.each<[string, () => unknown, string]>([
  ["no period", () => built.timer("a", {} as never, nothing), "cannot take every undefined"],
  ["a period of 0", () => built.timer("a", { every: 0 }, nothing), "cannot take every 0"],
  [
    "a period that is no duration",
    () => built.timer("a", { every: "hourly" }, nothing),
    'cannot take every "hourly"',
  ],
  ["an endless period", () => built.timer("a", { every: Infinity }, nothing), "cannot take every Infinity"],
  [
    "a delay below 0",
    () => built.timer("a", { every: 1, initialDelay: "-1s" }, nothing),
    'cannot take initialDelay "-1s"',
  ],
  [
    "a delay beside a function",
    () => built.timer("a", { every: () => undefined, initialDelay: 1 } as never, nothing),
    "cannot take initialDelay: a function in every says itself",
  ],
  [
    "a finalize that is no boolean",
    () => built.daemon("a", nothing, { finalize: "yes" } as never),
    'cannot take finalize "yes": expected true or false',
  ],
  ["no workers", () => built.timer("a", { every: 1, workers: 0 }, nothing), "cannot take workers 0"],
  [
    "an unknown option",
    () => built.timer("a", { every: 1, delay: 1 } as never, nothing),
    'timer "a" of controller "widget" has no option "delay"',
  ],
  [
    "a name that is no label",
    () => built.timer("a b", { every: 1 }, nothing),
    'timer "a b" of controller "widget" has no usable name',
  ],
  [
    "a name twice",
    () => built.daemon("a", nothing).timer("a", { every: 1 }, nothing),
    "has the name of another timer or daemon",
  ],
  ["no handler", () => built.daemon("a", undefined as never), "has no handler: expected a function"],
  [
    "handler and options swapped",
    () => built.timer("a", nothing as never, { every: 1 } as never),
    "cannot take the options",
  ],
  [
    "restartOn that is no function",
    () => built.daemon("a", nothing, { restartOn: "spec" as never }),
    'cannot take restartOn "spec"',
  ],
])("%s is refused", (_, build, message) => {
  expect(build).toThrow(expect.objectContaining({ code: "CONTROLLER_OPTION_INVALID" }));
  expect(build).toThrow(message);
});
