import { expect, test } from "vitest";
import { errorsOf, taggedSchema } from "../from-text.ts";

const declarations = `
const MAX = 3 * 60;
const limits = { low: 1 } as const;
enum Level { Low = "low", High = "high" }
const NAME = 'n"x';
const PATTERN = "^a$";
const LIST = ["a", "b"];
namespace Inner { export const SIZE = 7 }`;

test.each([
  ["@maximum MAX", "Int32", { maximum: 180 }],
  ["@maximum {@link MAX}", "Int32", { maximum: 180 }],
  ["@minimum {@link limits.low}", "Int32", { minimum: 1 }],
  ["@minimum Inner.SIZE", "Int32", { minimum: 7 }],
  ["@default MAX", "Int32", { default: 180 }],
  ["@default {@link NAME}", "string", { default: 'n"x' }],
  ["@default Level.Low", "Level", { default: "low" }],
  ["@default {@link Level.High}", "Level", { default: "high" }],
  ["@default {@link LIST}", "string[]", { default: ["a", "b"] }],
  ["@example LIST", "string[]", { example: ["a", "b"] }],
  ["@pattern {@link PATTERN}", "string", { pattern: "^a$" }],
  ["@enum {@link LIST}", "string", { enum: ["a", "b"] }],
  ["@items.maxLength MAX", "string[]", { items: { type: "string", maxLength: 180 } }],
])("%s on %s", async (comment, type, expected) => {
  expect(await taggedSchema(comment, type, declarations)).toMatchObject(expected);
});

test("a word is itself where it may be: a text is not looked up", async () => {
  expect(await taggedSchema("@default MAX", "string", declarations)).toEqual({
    type: "string",
    default: "MAX",
  });
  expect(await taggedSchema("@default low", "Level", `${declarations} const low = "high";`)).toMatchObject({
    default: "low",
  });
});

test("a constant of another scope, and one that is not there", async () => {
  expect(await errorsOf("/** @minimum {@link NOPE} */\np: Int32;", declarations)).toEqual([
    '2:5: error: wrong argument of "@minimum": there is no constant "NOPE" here\n  hint: Name a constant, a member of an enum, or a property of a constant object of this project.',
  ]);
  expect(await errorsOf("/** @minimum SIZE */\np: Int32;", declarations)).toEqual([
    '2:5: error: wrong argument of "@minimum": expected a number, found "SIZE"',
  ]);
});

test("a constant is checked as what is written in its place", async () => {
  const [error] = await errorsOf("/** @maxLength {@link NAME} */\np: string;", declarations);
  expect(error).toBe('2:5: error: wrong argument of "@maxLength": expected a whole number, found "n"x"');
});
