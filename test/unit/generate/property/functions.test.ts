import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Program } from "./program.ts";
import { restoreFunctions, switchFunctions, type SwitchedFunction } from "./switchboard.ts";

const numRuns = 400;

/** What programs in one file and without options do not come to, or what shows in something else than the outcome. */
const elsewhere: Readonly<Record<string, string>> = {
  plainMetadata: "an option",
  truncateDescriptions: "an option",
  truncateText: "an option",
  sensitivePaths: "an annotation, which golden cases have",
  unknownGates: "an option",
  readAllTags: "a role",
  commentRanges: "a role",
  resolveRelative: "files on disk",
  readFromDisk: "files on disk",
  libraryFile: "files on disk",
  gateAt: "a hint",
  unknownHint: "a hint",
  unboundedFields: "a hint",
  shorten: "words of a message",
  someProperty: "time that is saved",
  checkNames: "the group and the kind, which are the same in all programs",
  boundRule: "a rule of a table, which is switched off there",
  countRule: "a rule of a table, which is switched off there",
  oneOfRule: "a rule of a table, which is switched off there",
  missingPath: "called by its own module only",
  propertySchemas: "called by its own module only",
  objectSchema: "called by its own module only",
  isResourceCall: "called by its own module only",
  isTagged: "called by its own module only",
  isSame: "what the compiler is shown makes up for it",
  withTags: "what the compiler is shown makes up for it",
  sameValues: "what the compiler is shown makes up for it",
};

let functions: readonly SwitchedFunction[];
let verdict: (program: Program) => Promise<string | undefined>;
const drawn: { program: Program; called: ReadonlySet<SwitchedFunction> }[] = [];

beforeAll(async () => {
  functions = switchFunctions();
  ({ verdict } = await import("./verdict.ts"));
  const { program, memberPrograms } = await import("./program.ts");
  for (const one of [...memberPrograms, ...fc.sample(program, { numRuns, seed: 20261127 })]) {
    for (const each of functions) each.called = false;
    expect(await verdict(one)).toBeUndefined();
    drawn.push({ program: one, called: new Set(functions.filter(({ called }) => called)) });
  }
}, 120_000);

afterAll(restoreFunctions);

test("with any function of the generator switched off some program is no longer right", async () => {
  const missed: string[] = [];
  for (const one of functions) {
    if (one.name in elsewhere) continue;
    if (one.outcomes.size === 0) missed.push(`${one.name} is never called`);
    for (const [outcome, off] of one.outcomes)
      if (!(await isMissed(one, off))) missed.push(`${one.name} may return ${outcome}`);
  }
  expect(missed).toEqual([]);
}, 120_000);

async function isMissed(one: SwitchedFunction, off: SwitchedFunction["off"]): Promise<boolean> {
  one.off = off;
  try {
    for (const { program, called } of drawn) if (called.has(one) && (await fails(program))) return true;
    return false;
  } finally {
    one.off = undefined;
  }
}

async function fails(program: Program): Promise<boolean> {
  try {
    return (await verdict(program)) !== undefined;
  } catch {
    return true;
  }
}
