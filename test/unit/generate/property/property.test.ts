import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { kindMarkers } from "../../../../src/generate/crd/kind-markers.ts";
import { schemaMarkers } from "../../../../src/generate/crd/marker-table.ts";
import { tagRules } from "../../../../src/generate/crd/tag-rules.ts";
import { knownTypes } from "../../../../src/generate/read/known-types.ts";
import { definitionParts } from "../../../../src/generate/read/validate-definition.ts";
import { utilityReaders } from "../../../../src/generate/read/read-utility-type.ts";
import { kindRows } from "./kind-program.ts";
import { kindDataRows, kindMarkerRows } from "./kind-rows.ts";
import { markerRows } from "./marker-rows.ts";
import { memberPrograms, placeNames, program, type Program } from "./program.ts";
import { refusedRows } from "./refusal-rows.ts";
import { switches } from "./switches.ts";
import { tagRows } from "./tag-rows.ts";
import { typeRows } from "./type-rows.ts";
import { verdict } from "./verdict.ts";

const numRuns = 2000;
/** Another one draws other programs: `KUBEWRIGHT_SEED=7 npx vitest run --project unit property`. */
const seed = Number(process.env.KUBEWRIGHT_SEED ?? 20261127);

const drawn: Program[] = [];
let details: fc.RunDetails<[Program]>;

beforeAll(async () => {
  const property = fc.asyncProperty(program, async (one) => {
    const said = await verdict(one);
    if (said) throw new Error(`${said}\n${one.files["input.ts"]}`);
    drawn.push(one);
  });
  details = await fc.check(property, {
    seed,
    numRuns,
    interruptAfterTimeLimit: 60_000,
    markInterruptAsFailure: true,
  });
}, 120_000);

test(`of ${numRuns} programs (seed ${seed}) each property and each tag is in the schema, or in an error at its own place`, () => {
  expect(details.failed ? `${fc.defaultReportMessage(details)}\n${String(details.errorInstance)}` : "").toBe(
    "",
  );
  expect(drawn).toHaveLength(numRuns);
});

test.each(memberPrograms.map((one) => [one.rows[0] ?? "", one] as const))("%s", async (_, one) => {
  expect(await verdict(one)).toBeUndefined();
});

describe("the grammar", () => {
  test("has every tag that the generator knows", () => {
    expect(Object.keys(tagRows).sort()).toEqual(Object.keys(tagRules).sort());
    expect(Object.keys(markerRows).sort()).toEqual(Object.keys(schemaMarkers).sort());
    expect(Object.keys(kindMarkerRows).sort()).toEqual(Object.keys(kindMarkers).sort());
  });

  test("has every part of a definition", () => {
    const always = ["group", "version", "kind"];
    expect([...Object.keys(kindDataRows), ...always].sort()).toEqual([...definitionParts].sort());
  });

  test("has every type that the generator knows by name", () => {
    const texts = drawn.map(({ files }) => files["input.ts"]?.replace(/^\uFEFF?import .*$/m, ""));
    const words = new Set(texts.flatMap((text) => text?.match(/\w+/g) ?? []));
    const names = [...Object.keys(knownTypes), ...Object.keys(utilityReaders)];
    // floats are refused, whatever they are called
    expect(names.filter((name) => !words.has(name))).toEqual(["Float", "JsonNumber"]);
  });

  test("draws each of its rows, and each tag right and wrong", () => {
    const rows = new Set(drawn.flatMap(({ rows: used }) => used));
    const tags = [
      ...Object.keys(tagRows).map((name) => `@${name}`),
      ...Object.keys(markerRows).map((name) => `+${name}`),
    ];
    const all = [...typeRows, ...refusedRows, ...placeNames, ...kindRows, "unknown tag", ...tags];
    // a depth is part of the types that contain themselves
    expect(all.filter((row) => !rows.has(row))).toEqual(["@maxDepth"]);
    expect(Object.keys(tagRows).filter((name) => !rows.has(`@${name} wrong`))).toEqual([]);
  });
});

describe("with one of the generator's parts switched off the programs are no longer right", () => {
  test.each(switches.map((one) => [one.name, one] as const))("%s", async (_, { row, off }) => {
    const likely = (one: Program) => one.rows.some((used) => used.replace(" wrong", "") === row);
    const candidates = [...drawn.filter(likely), ...drawn.filter((one) => !likely(one))];
    const on = off();
    try {
      for (const one of candidates) if (await fails(one)) return;
    } finally {
      on();
    }
    expect.unreachable("all programs are as they were");
  });
});

async function fails(one: Program): Promise<boolean> {
  try {
    return (await verdict(one)) !== undefined;
  } catch {
    return true;
  }
}
