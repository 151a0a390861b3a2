import { execFileSync, spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseYaml, writeYaml } from "../../../src/kube/yaml.ts";

test("every document of a stream is read, empty ones are not", () => {
  expect(parseYaml("---\na: 1\n---\n---\n# nothing\n---\nb: 2\n")).toEqual([{ a: 1 }, { b: 2 }]);
});

test("a plain = is a string, and yes is not a boolean", () => {
  expect(parseYaml("enum: [=, yes, on, true]")).toEqual([{ enum: ["=", "yes", "on", true] }]);
});

test("an error says file, line and column", () => {
  expect(() => parseYaml("a: 1\nb: [1\nc: 2\n", "crd.yaml")).toThrowError(
    /^crd\.yaml:\d+:\d+: cannot read YAML/,
  );
});

test("a key given twice is refused rather than half lost", () => {
  expect(() => parseYaml("a: 1\na: 2\n", "x.yaml")).toThrowError(/x\.yaml:2:1/);
});

test("long lines are not folded and shared objects are written twice", () => {
  const shared = { text: "word ".repeat(60).trim() };
  const text = writeYaml({ a: shared, b: shared });
  expect(text).not.toContain("&");
  expect(text.split("\n").filter(Boolean)).toHaveLength(4);
});

/** Texts that a reader of YAML 1.1 or of 1.2 takes for something else when they are plain. */
const ambiguous = [
  ...["y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF"],
  ...["true", "True", "TRUE", "false", "False", "null", "Null", "NULL", "~", "", "<<", "="],
  ...[
    "0",
    "12",
    "-12",
    "+12",
    "012",
    "-017",
    "0o14",
    "0O14",
    "0x1f",
    "0X1F",
    "-0x1F",
    "0b101",
    "0B1",
    "1_000",
  ],
  ...[
    "1.5",
    ".5",
    "5.",
    "1e3",
    "1E+3",
    "-1.5e-3",
    "1_0.5",
    "0x_1f",
    ".inf",
    "-.INF",
    "+.inf",
    ".nan",
    ".NaN",
  ],
  ...["12:30", "190:20:30", "-1:30", "12:30:45.5"],
  ...["2006-01-02", "2006-1-2", "2006-01-02T00:00:00Z", "2006-1-2t15:4:5.9+01:00", "2006-01-02 15:04:05"],
];

/** Texts that need no quotes, and would look odd in them. */
const plain = [
  ...[
    "web",
    "nginx:1.27",
    "v1",
    "1.2.3",
    "10.0.0.1",
    "500m",
    "1Gi",
    "e5",
    "yesterday",
    "None",
    "10.0.0.0/24",
  ],
  ...["x-kubernetes-list-type", "self.size == 0", "2006-01", "a=b", "0xyz", "12:61", "--flag=on", "spec.on"],
];

describe("texts that YAML's versions disagree about", () => {
  test.each(ambiguous)("%j is quoted, as a value, as a key and in a list", (text) => {
    expect(writeYaml({ a: text })).toBe(`a: "${text}"\n`);
    expect(writeYaml({ [text]: 1 })).toBe(`"${text}": 1\n`);
    expect(writeYaml([text])).toBe(`- "${text}"\n`);
  });

  test.each(plain)("%j is not", (text) => {
    expect(writeYaml({ a: text, [text]: 1 })).toBe(`a: ${text}\n${text}: 1\n`);
  });

  test("values that are no texts are not quoted", () => {
    expect(writeYaml({ a: true, b: null, c: 12, d: 1.5, e: [], f: {} })).toBe(
      "a: true\nb: null\nc: 12\nd: 1.5\ne: []\nf: {}\n",
    );
  });

  test("characters that break lines in YAML 1.1, or that it does not have, are escaped", () => {
    expect(writeYaml({ a: "x\u2028y", b: "\ufeff", "\x85": "\x7f\nz" })).toBe(
      'a: "x\\u2028y"\nb: "\\ufeff"\n"\\u0085": "\\u007f\\nz"\n',
    );
  });
});

test("a text that would not survive as a block is quoted", () => {
  expect(writeYaml(["\tx\ny", "\n\n\tx", " \n", "x\n\t\ny"])).toBe(
    String.raw`- "\tx\ny"
- "\n\n\tx"
- "\ \n"
- "x\n\t\ny"
`,
  );
  expect(writeYaml(["x\n\n\ty\n"])).toBe("- |\n  x\n\n  \ty\n");
});

/** Anything that JSON can hold, with many texts that YAML could misread, as values and as names. */
const text = fc.oneof(
  fc.constantFrom(...ambiguous, ...plain),
  fc.stringMatching(/^[-+.:_0-9xobeTZ ]{1,12}$/),
  fc.string({ unit: fc.constantFrom(..."ab:#-?&*!|>'\"%@`{}[],\\ \t\n\r\0\x85\u2028\ufeffé😀") }),
  fc.string({ unit: "binary" }),
);
const name = text.filter((key) => key !== "__proto__");
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    text,
    fc.oneof(fc.boolean(), fc.constant(null), fc.integer()),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

test("what is written is read again as it was", () => {
  fc.assert(
    fc.property(fc.array(json, { minLength: 1 }), (value) => {
      expect(parseYaml(writeYaml(value))).toEqual([value]);
    }),
  );
});

const kubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;

test.skipIf(!kubectl)("kubectl reads what was written (skipped without one on the PATH)", () => {
  const values = [...ambiguous, ...plain, ...fc.sample(json, { numRuns: 500, seed: 1 })];
  const spec = { values, names: Object.fromEntries(ambiguous.map((key, index) => [key, index])) };
  const object = { apiVersion: "example.com/v1", kind: "Thing", metadata: { name: "a" }, spec };
  const args = ["patch", "--local", "-f", "-", "--type=merge", "--patch={}", "--output=json"];
  const output = execFileSync("kubectl", args, {
    input: writeYaml(object),
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  expect(JSON.parse(output)).toEqual(object);
});
