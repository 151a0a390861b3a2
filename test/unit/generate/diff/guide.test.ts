import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { definitionChanges } from "../../../helpers/definition-changes.ts";
import { schemaChanges } from "../../../helpers/schema-changes.ts";

const page = readFileSync(new URL("../../../../docs/guide/evolving-an-api.md", import.meta.url), "utf8");
const documented = new Map(
  [...page.matchAll(/^\| `([a-z-]+)` +\| ([a-z, ]+?) +\|/gm)].map(([, rule = "", classes = ""]) => [
    rule,
    classes.split(", "),
  ]),
);
const seen = [...schemaChanges, ...definitionChanges.map(({ change }) => change)];

test("the guide lists every rule that is written in the sources, and the class of every row of the tables", () => {
  const folder = new URL("../../../../src/generate/diff/", import.meta.url);
  const sources = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));
  const written = sources.flatMap((text) =>
    [...text.matchAll(/rule: "([a-z-]+-[a-z-]+)"/g)].map(([, rule]) => rule),
  );
  const isDocumented = (rule = "") =>
    [...documented.keys()].some((known) => known === rule || known.startsWith(`${rule}-`));
  expect(written.filter((rule) => !isDocumented(rule))).toEqual([]);
  expect(seen.filter(({ rule = "", class: level = "" }) => !documented.get(rule)?.includes(level))).toEqual(
    [],
  );
});

test("the guide lists no rule that is nowhere", () => {
  const text = readdirSync(new URL("../../../../src/generate/diff/", import.meta.url))
    .map((name) => readFileSync(new URL(`../../../../src/generate/diff/${name}`, import.meta.url), "utf8"))
    .join("\n");
  const tables = new Set(seen.map(({ rule }) => rule));
  const nowhere = [...documented.keys()].filter(
    (rule) => !tables.has(rule) && !text.includes(`"${rule}"`) && !isPair(rule, text),
  );
  expect(nowhere).toEqual([]);
});

/** Rules that are put together: `min-items-tightened` of the keyword `minItems`. */
function isPair(rule: string, text: string): boolean {
  const [, name = ""] = /^(.+)-(?:tightened|loosened)$/.exec(rule) ?? [];
  const keyword = name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return name !== "" && (text.includes(`"${keyword}"`) || text.includes(`"${name}"`));
}
