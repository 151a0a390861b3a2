import { expect, test } from "vitest";
import {
  checkOptions,
  showValue,
  takes,
  takesList,
  takesRecord,
  takesWord,
} from "../../../src/base/check-options.ts";

const rules = { workers: takes.count, level: takesWord(["debug", "info"]), run: takes.function };
const check = (options: unknown, more: object = {}) =>
  checkOptions(options, rules, { of: "thing", code: "THING_INVALID", ...more });

test("what is known and means something is taken; undefined was not given", () => {
  check({ workers: 2, level: "info", run: () => {} });
  check({ workers: undefined });
});

test.each([
  [undefined, "cannot take thing undefined: expected an object"],
  [[], "cannot take thing []: expected an object"],
  [{ workers: 0 }, "thing: cannot take workers 0: expected an integer from 1 up"],
  [{ workers: NaN }, "thing: cannot take workers NaN"],
  [{ workers: null }, "thing: cannot take workers null"],
  [{ level: "trace" }, 'thing: cannot take level "trace": expected "debug", "info"'],
  [{ wrokers: 1 }, 'thing: there is no option "wrokers"'],
])("options %j are refused", (options, message) => {
  expect(() => check(options)).toThrow(message);
});

test("an unknown name has a hint: the nearest, or all", () => {
  expect(() => check({ wrokers: 1 })).toThrow(expect.objectContaining({ hint: 'Did you mean "workers"?' }));
  expect(() => check({ x: 1 })).toThrow(
    expect.objectContaining({ code: "THING_INVALID", hint: "The options are workers, level, run." }),
  );
});

test("what has to be there, and what may have members of its own", () => {
  expect(() => check({ workers: 1 }, { required: ["run"] })).toThrow(
    "thing: run is missing: expected a function",
  );
  class Own {
    readonly own = 1;
    run(): void {}
  }
  check(new Own(), { required: ["run"], open: true });
});

test.each([
  [takes.boolean, [true, false], ["true", 0]],
  [takes.text, ["a"], ["", 1]],
  [takes.anyText, ["", "a"], [1]],
  [takes.number, [-1, 0.5, Infinity], [NaN, "1"]],
  [takes.integer, [0, -1], [0.5, "1"]],
  [takes.duration, [1, "30s"], [0, -1, NaN, "abc", true]],
  [
    takes.namespaces,
    [[], ["a-b", "1"], ["a".repeat(63)]],
    ["a", ["A"], ["a_b"], ["-a"], ["a-"], [""], ["a".repeat(64)]],
  ],
  [takesList("", takes.boolean.holds), [[], [true]], [[1], {}]],
  [takesRecord("", takes.boolean.holds), [{}, { a: true }], [{ a: 1 }, [], null]],
])("values of a kind %#", (rule, good, bad) => {
  expect((good as unknown[]).filter((value) => !rule.holds(value))).toEqual([]);
  expect((bad as unknown[]).filter((value) => rule.holds(value))).toEqual([]);
});

test("a value that cannot be written is shown nevertheless", () => {
  const round: Record<string, unknown> = {};
  round["round"] = round;
  expect([round, 1n, () => {}, Symbol("a"), "x".repeat(300)].map(showValue)).toEqual([
    "an object",
    "an object",
    "a function",
    "Symbol(a)",
    `"${"x".repeat(199)}…`,
  ]);
});
