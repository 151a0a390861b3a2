import fc from "fast-check";
import { expect, test } from "vitest";
import { writePlainYaml } from "../../../src/kube/plain-yaml.ts";
import { writeAnyYaml } from "../../../src/kube/yaml.ts";

const words = [
  ...[
    "",
    " ",
    "a",
    "a b",
    "a: b",
    "a:b",
    "a #b",
    "a#b",
    "#a",
    "-",
    "- a",
    "-a",
    "?",
    "? a",
    "?a",
    ":",
    "a:",
    ":a",
    "a ",
    " a",
  ],
  ...[
    "yes",
    "No",
    "null",
    "~",
    "<<",
    "=",
    "1",
    "1.5",
    "0x1f",
    "1_000",
    "12:30",
    "2020-01-01",
    ".inf",
    "1e3",
    "v1",
    "1.2.3",
  ],
  ...[
    "[a]",
    "{a}",
    "a, b",
    "&a",
    "*a",
    "!a",
    "|",
    ">",
    "%",
    "@a",
    "`a`",
    "'a'",
    '"a"',
    `it's`,
    `say "a"`,
    `"it's"`,
    "back\\slash",
  ],
  ...[
    "---",
    "--- a",
    "...",
    "a\nb",
    "a\n\nb",
    "a\n  b",
    "a\nb\n",
    "\na",
    " a\nb",
    "a\n \nb",
    "a\n---\nb",
    "a: b\nc",
    "- a\n- b",
    "a \nb",
    "a\n#b",
  ],
  ...[
    "é",
    "日本",
    "a\u00a0b",
    "😀",
    "\ud800",
    "a\tb",
    "\ta",
    "a\u2028b",
    "\u0007",
    "\ufeff",
    "^[a-z]([-a-z0-9]*[a-z0-9])?$",
    "a\n\tb",
    "\t\na",
  ],
  "x".repeat(1100),
];

const text = fc.oneof(
  fc.constantFrom(...words),
  fc.string({ unit: fc.constantFrom(..."ab01 :#-?'\"\n\t,[]{}.~_%@|>&*!=é") }),
);
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(text, tie("value"), { maxKeys: 3 }),
  ),
})).value;

test("the fast writer writes what the library writes, letter for letter, or nothing", () => {
  let written = 0;
  fc.assert(
    fc.property(fc.dictionary(text, value, { maxKeys: 4 }), (document) => {
      const fast = writePlainYaml(document);
      if (fast === undefined) return;
      written++;
      expect(fast).toBe(writeAnyYaml(document));
    }),
    { numRuns: 3_000 },
  );
  expect(written).toBeGreaterThan(500);
});

test.each(words)("%j is written alike as a value, a key, an item and below an item", (word) => {
  for (const document of [
    { a: word },
    { [word]: 1 },
    [word],
    { a: [{ b: word, c: [word] }] },
    [[word]],
    { a: { [word]: [word] } },
  ]) {
    const fast = writePlainYaml(document);
    if (fast !== undefined) expect(fast).toBe(writeAnyYaml(document));
  }
});

test("what definitions are made of needs no library", () => {
  const document = {
    metadata: { name: "things.example.com", annotations: { "example.com/on": "true" } },
    spec: {
      description: "First line.\n\nSecond line: with a colon.\n  - and an indented one",
      enum: ["True", "y", "", "it's"],
      pattern: "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))$",
      properties: { on: { type: "integer", minimum: -1.5, nullable: true, default: {} }, list: [] },
      required: undefined,
    },
  };
  expect(writePlainYaml(document)).toBe(writeAnyYaml(document));
});

test.each([
  ["a date", { a: new Date(0) }],
  ["undefined in a list", { a: [undefined] }],
  ["a function", { a: () => 1 }],
  ["a number that JSON has not", { a: Number.NaN }],
  ["a big integer", { a: 1n }],
  ["a text alone", "a"],
])("%s is left to the library", (_what, document) => {
  expect(writePlainYaml(document)).toBeUndefined();
});
