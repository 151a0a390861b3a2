import { expect, test } from "vitest";
import type { Ask } from "../../../src/cli/ask.ts";
import { type Command, defineCommand } from "../../../src/cli/define-command.ts";
import { parseCommandLine } from "../../../src/cli/program.ts";
import { readInput } from "../../../src/cli/read-input.ts";

const command = defineCommand({
  name: "bake",
  group: "Project",
  summary: "a cake",
  examples: [{ line: "kubewright bake --kind apple", summary: "An apple pie" }],
  options: {
    kind: { type: "string", value: "KIND", summary: "of cake", required: true, question: "Which cake:" },
    size: { type: "string", value: "SIZE", summary: "of the tin", choices: ["small", "large"] },
    eggs: { type: "integer", value: "N", summary: "how many", min: 1, max: 12 },
    gasMark: { type: "boolean", summary: "bake in gas" },
    sugar: { type: "boolean", default: true, summary: "leave it out" },
  },
  args: { for: { summary: "for whom", variadic: true } },
  load: async () => async () => {},
}) satisfies Command;

const read = (argv: string[], ask?: Ask) => {
  const invocation = parseCommandLine(["bake", ...argv], {
    commands: [command],
    version: "1.0.0",
    write: () => {},
  });
  if (!invocation) throw new Error("no command was called");
  return readInput(invocation, ask);
};

/** Somebody who gives these answers in turn. */
function person(...answers: string[]): Ask & { questions: string[] } {
  const questions: string[] = [];
  return {
    questions,
    text: async (message) => {
      questions.push(message);
      return answers.shift() ?? "";
    },
    confirm: async () => true,
  };
}

test("flags come as values of their types, booleans always, others when given", async () => {
  expect(await read(["--kind", "apple"])).toEqual({ kind: "apple", gasMark: false, sugar: true, for: [] });
  expect(
    await read(["--kind=apple", "--size", "large", "--eggs", "3", "--gas-mark", "--no-sugar", "me", "you"]),
  ).toEqual({
    kind: "apple",
    size: "large",
    eggs: 3,
    gasMark: true,
    sugar: false,
    for: ["me", "you"],
  });
});

test.each([
  ["--gas-mark=true", { gasMark: true }],
  ["--gas-mark=false", { gasMark: false }],
  ["--no-gas-mark", { gasMark: false }],
  ["--sugar=false", { sugar: false }],
  ["--sugar=true", { sugar: true }],
  ["--sugar", { sugar: true }],
])("%s", async (flag, values) => {
  expect(await read(["--kind", "apple", flag])).toMatchObject(values);
});

test("a boolean does not take the next word for its value", async () => {
  expect(await read(["--kind", "apple", "--gas-mark", "me"])).toMatchObject({ gasMark: true, for: ["me"] });
});

test("after -- everything is an argument, as it is", async () => {
  expect(await read(["--kind", "apple", "--", "--sugar=false", "--gas-mark"])).toMatchObject({
    sugar: true,
    gasMark: false,
    for: ["--sugar=false", "--gas-mark"],
  });
});

test.each([
  [["--eggs", "0"], 'cannot read --eggs "0": expected a whole number from 1 to 12'],
  [["--eggs", "13"], 'cannot read --eggs "13": expected a whole number from 1 to 12'],
  [["--eggs", "1.5"], 'cannot read --eggs "1.5": expected a whole number from 1 to 12'],
  [["--eggs", "2e0"], 'cannot read --eggs "2e0": expected a whole number from 1 to 12'],
  [["--size", "medium"], 'cannot read --size "medium": expected one of small, large'],
  [["--kind="], "--kind must not be empty"],
])("%j is refused", async (argv, message) => {
  await expect(read(["--kind", "apple", ...argv])).rejects.toMatchObject({ code: "USAGE", message });
});

test("a required option that is missing is asked for where somebody can answer, and only then", async () => {
  const ask = person("apple");
  expect(await read(["--eggs", "2"], ask)).toMatchObject({ kind: "apple", eggs: 2 });
  expect(ask.questions).toEqual(["Which cake:"]);
  const idle = person();
  await read(["--kind", "apple"], idle);
  expect(idle.questions).toEqual([]);
});

test("no answer is a missing option", async () => {
  await expect(read([], person(""))).rejects.toMatchObject({ code: "USAGE", message: "missing --kind" });
  await expect(read([])).rejects.toMatchObject({
    message: "missing --kind",
    hint: "For example: kubewright bake --kind apple",
  });
});
