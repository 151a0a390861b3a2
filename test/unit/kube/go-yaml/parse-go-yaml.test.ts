import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { GoYamlError, NotRead, TooDeep, UnsupportedValue } from "../../../../src/kube/go-yaml/errors.ts";
import { parseGoYaml } from "../../../../src/kube/go-yaml/parse-go-yaml.ts";

const read = (text: string) => parseGoYaml(text).value;

test.each([
  ["yes", true],
  ["Off", false],
  ["y", true],
  ["!!str 5", "5"],
  ["!!str yes", "yes"],
  ["tRUE", "tRUE"],
  ["~", null],
  ["", null],
  ["010", 8],
  ["0o10", 8],
  ["0x1F", 31],
  ["0b11", 3],
  ["1_000", 1000],
  ["-5", -5],
  [".5", 0.5],
  ["1e3", 1000],
  ["1:30", "1:30"],
  ["2020-01-01", "2020-01-01"],
  ["08", 8],
  ["'5'", "5"],
  ['"yes"', "yes"],
  ["=", "="],
])("%s is %j", (text, value) => {
  expect(read(`a: ${text}\n`)).toEqual({ a: value });
});

test("keys are texts whatever they look like, and prototypes are names like others", () => {
  expect(read("1: a\nyes: b\n")).toEqual({ 1: "a", true: "b" });
  expect(() => read("null: c\n")).toThrow("unsupported map key of type: %!s(<nil>), key: <nil>");
  expect(Object.keys(read("__proto__: {a: b}\nconstructor: c\n") as object)).toEqual([
    "__proto__",
    "constructor",
  ]);
});

test("anchors are copied, and merged where a key says so", () => {
  expect(read("a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}\n")).toEqual({
    a: { b: 1 },
    c: { b: 1 },
    d: { b: 1, e: 2 },
  });
});

test("a key that is there twice counts with its last value, and is told of", () => {
  expect(parseGoYaml("a:\n  b: 1\n  b: 2\n")).toEqual({
    value: { a: { b: 2 } },
    duplicates: ['line 3: key "b" already set in map'],
  });
});

test("the first document is the one, and there may be none", () => {
  expect(read("---\na: 1\n---\nb: 2\n")).toEqual({ a: 1 });
  expect(read("")).toBeUndefined();
  expect(read("# nothing\n")).toBeUndefined();
});

test.each([
  ["a: 1\n\tb: 2\n", "line 2: found a tab character that violates indentation"],
  ["a: *x\n", "unknown anchor 'x' referenced"],
  ['a: "b\n', "line 2: found unexpected end of stream"],
  ["a: b: c", "mapping values are not allowed in this context"],
  ["{", "line 1: did not find expected node content"],
])("%j is refused in the words of Go's reader", (text, message) => {
  expect(() => parseGoYaml(text)).toThrow(new GoYamlError(message));
});

test("what JSON has no number for is refused", () => {
  expect(() => parseGoYaml("a: .inf")).toThrow(new UnsupportedValue("json: unsupported value: +Inf"));
  expect(() => parseGoYaml("a: -.Inf")).toThrow(new UnsupportedValue("json: unsupported value: -Inf"));
  expect(() => parseGoYaml("a: .NaN")).toThrow(new UnsupportedValue("json: unsupported value: NaN"));
});

test("aliases of aliases end before memory does", () => {
  const bomb = [
    "a: &a [x]",
    ...[..."bcdefghij"].map(
      (name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdefghi"[index]}`).join(",")}]`,
    ),
  ];
  expect(() => parseGoYaml(bomb.join("\n"))).toThrow("document contains excessive aliasing");
});

// near the end of the stack V8 ends the process when it compiles a regular expression, so none of these may get there
test.each([
  ["flow lists", "[".repeat(9000) + "]".repeat(9000)],
  ["lists in one line", "- ".repeat(9000)],
  ["maps", Array.from({ length: 600 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
])("%s that are nested too deep are refused before they fill the stack", (_, text) => {
  expect(() => parseGoYaml(text)).toThrow(TooDeep);
});

test("what Go does not read either is refused in its words", () => {
  expect(() => parseGoYaml("[".repeat(10_001))).toThrow(new GoYamlError("exceeded max depth of 10000"));
  expect(() => parseGoYaml("a: &a\n  b: *a\n")).toThrow(new GoYamlError("anchor 'a' value contains itself"));
});

test("400 levels are read, of lists and of maps", () => {
  const maps = Array.from({ length: 400 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n");
  expect(JSON.stringify(parseGoYaml(maps).value)).toBe(`${'{"a":'.repeat(400)}null${"}".repeat(400)}`);
  expect(JSON.stringify(parseGoYaml("[".repeat(400) + "]".repeat(400)).value)).toHaveLength(800);
});

/* Texts with mistakes of every sort, and what kube-apiserver 1.36.3 said of them. */
interface Recorded {
  readonly text?: string;
  readonly base64?: string;
  readonly error?: string;
}
const recorded = readFileSync(join(import.meta.dirname, "../../../golden/yaml/words.jsonl"), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Recorded);

test.each(recorded)("as a real server reads it: $text $base64", ({ text, base64, error }) => {
  const read = () => parseGoYaml(text ?? Buffer.from(base64 ?? "", "base64"));
  if (error === undefined) expect(read).not.toThrow();
  else expect(read).toThrow(error.replace(/^yaml: /, ""));
});

test("UTF-16 is read, and what is no text is told when the characters around it are read", () => {
  expect(parseGoYaml(Buffer.from("\ufeffa: ü\n", "utf16le")).value).toEqual({ a: "ü" });
  expect(parseGoYaml(Buffer.from("\ufeffa: ü\n", "utf16le").swap16()).value).toEqual({ a: "ü" });
  const wrong = Buffer.concat([Buffer.from("a: [}\n"), Buffer.alloc(600, "#"), Buffer.from([0xff])]);
  expect(() => parseGoYaml(wrong)).toThrow(new GoYamlError("did not find expected node content"));
  expect(() => parseGoYaml(Buffer.concat([Buffer.from("a: [}\n"), Buffer.from([0xff])]))).toThrow(
    new GoYamlError("invalid leading UTF-8 octet"),
  );
  expect(() => parseGoYaml("\ufeff\ufeffa: b")).toThrow(NotRead);
});

test("keys come in their order, and those of Go's other types are written as it writes them", () => {
  expect(Object.keys(read("b: 1\na: {d: 1, c: 2}\n") as object)).toEqual(["a", "b"]);
  expect(read("1.5: a\n0x10: b\n1e30: c\n")).toEqual({ "1.5": "a", 16: "b", "1e+30": "c" });
});
