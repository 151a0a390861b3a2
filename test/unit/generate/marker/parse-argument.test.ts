import { describe, expect, test } from "vitest";
import { parseArgument, type ArgumentType } from "../../../../src/generate/marker/parse-argument.ts";
import { parseFields, type Fields } from "../../../../src/generate/marker/parse-fields.ts";

// The cases of controller-tools' pkg/markers/parse_test.go that are about arguments; `index.yaml` of the golden cases counts them by these titles.

const numbers: ArgumentType = { list: { list: "integer" } };
const pairsOfNumbers = [
  [1, 1],
  [2, 3],
  [5, 8],
];

describe("an argument of a known type", () => {
  test.each<[string, ArgumentType, string, unknown]>([
    ["bare strings", "string", "some string here!", "some string here!"],
    ["bare strings containing number-ish values 1", "string", "aa 0Baaa aaa", "aa 0Baaa aaa"],
    [
      "bare strings containing number-ish values 2",
      "string",
      "/tmp/tmp-CHECKCRD-0B7LDeoZta",
      "/tmp/tmp-CHECKCRD-0B7LDeoZta",
    ],
    ["bare strings containing number-ish values 3", "string", ".0B7LDeoZt", ".0B7LDeoZt"],
    ["double-quoted strings", "string", String.raw`"some; string, \nhere"`, "some; string, \nhere"],
    ["raw strings", "string", "`some; string, \\nhere`", String.raw`some; string, \nhere`],
    ["integers", "integer", "42", 42],
    ["negative integers", "integer", "-42", -42],
    ["false booleans", "boolean", "false", false],
    ["true booleans", "boolean", "true", true],
    ["bare slices", { list: "string" }, "hi;hello;hey y'all", ["hi", "hello", "hey y'all"]],
    ["delimitted slices", { list: "string" }, "{hi,hello,hey y'all}", ["hi", "hello", "hey y'all"]],
    ["delimitted slices of bare slices", numbers, "{1;1,2;3,5;8}", pairsOfNumbers],
    ["delimitted slices of delimitted slices", numbers, "{{1,1},{2,3},{5,8}}", pairsOfNumbers],
    ["maps", { map: "string" }, "{formal: hello, `informal`: `hi!`}", { formal: "hello", informal: "hi!" }],
    ["empty maps", { map: "string" }, "{}", {}],
  ])("%s", (_title, type, text, value) => {
    expect(parseArgument(text, type)).toEqual(value);
  });

  test.each<[ArgumentType, string, string]>([
    ["integer", "4.2", 'expected a whole number, found "4.2"'],
    ["integer", "", "expected a whole number, found nothing"],
    ["number", "much", 'expected a number, found "much"'],
    ["boolean", "yes", 'expected true or false, found "yes"'],
    ["string", "one, two", 'expected one text, found "one, two"'],
    ["string", '"open', 'the text is not closed: "open'],
    ["string", String.raw`"\q"`, String.raw`"\q" in "\q" is no escape`],
    [{ map: "string" }, "{a}", 'expected key: value, found "a"'],
    [{ map: "string" }, "a", 'expected {key: value}, found "a"'],
    [{ list: "integer" }, "1;x", 'expected a whole number, found "x"'],
  ])("%j refuses %s", (type, text, message) => {
    expect(() => parseArgument(text, type)).toThrow(message);
  });

  test("quoted texts have Go's escapes", () => {
    expect(parseArgument(String.raw`"\t\x41\u00e9\U0001F600\101\\\""`, "string")).toBe('\tAé😀A\\"');
  });
});

describe("an argument of any type", () => {
  test.each([
    ["bare strings", "some string here!", "some string here!"],
    ["double-quoted strings", String.raw`"some; string, \nhere"`, "some; string, \nhere"],
    ["raw strings", "`some; string, \\nhere`", String.raw`some; string, \nhere`],
    ["integers", "42", 42],
    ["negative integers", "-42", -42],
    ["false booleans", "false", false],
    ["true booleans", "true", true],
    ["bare slices", "hi;hello;hey y'all", ["hi", "hello", "hey y'all"]],
    ["delimitted slices", "{hi,hello,hey y'all}", ["hi", "hello", "hey y'all"]],
    ["delimitted slices of bare slices", "{1;1,2;3,5;8}", pairsOfNumbers],
    ["delimitted slices of delimitted slices", "{{1,1},{2,3},{5,8}}", pairsOfNumbers],
    [
      "non-uniform, nested maps",
      '{text: "abc", len: 3, "as bytes": 97;98;99, props: {encoding: ascii, nullsafe: true, tags: {"triple", "in a row"}}}',
      {
        text: "abc",
        len: 3,
        "as bytes": [97, 98, 99],
        props: { encoding: "ascii", nullsafe: true, tags: ["triple", "in a row"] },
      },
    ],
    ["number-ish strings with invalid octal prefix", "087bdd", "087bdd"],
    ["path-like strings", "/tmp/tmp.4paHkdEcpK", "/tmp/tmp.4paHkdEcpK"],
    ["numeric path", "123/config", "123/config"],
    ["invalid octal number", "0987", "0987"],
    ["resource quantity", "100Mi", "100Mi"],
    ["date-like string", "2024-01-15", "2024-01-15"],
    ["SHA prefix", "sha256:08a7b", "sha256:08a7b"],
    ["UUID-like string", "00000000-1234-5678", "00000000-1234-5678"],
    ["alphanumeric starting with number", "123abc", "123abc"],
    ["custom", "{hi}", ["hi"]],
  ])("%s", (_title, text, value) => {
    expect(parseArgument(text, "any")).toEqual(value);
  });

  test.each([
    ["1.5", 1.5],
    ["-.5", -0.5],
    ["1e3", 1000],
    ["{}", {}],
    ["{{a: 1}, {a: 2}}", [{ a: 1 }, { a: 2 }]],
    ["{a: {b}}", { a: ["b"] }],
  ])("%s", (text, value) => {
    expect(parseArgument(text, "any")).toEqual(value);
  });
});

describe("named arguments", () => {
  const fields: Fields = {
    str: { type: "string" },
    int: { type: "integer" },
    bool: { type: "boolean" },
    any: { type: "any" },
    ptrOpt: { type: "string", optional: true },
    normalOpt: { type: "string", optional: true },
    other: { type: "string" },
    both: { type: "string", optional: true },
    slice: { type: { list: "integer" } },
    sliceOfSlice: { type: numbers },
  };
  const needed = {
    str: "some str",
    int: 42,
    bool: true,
    any: 21,
    other: "yet another",
    slice: [99, 104, 101, 101, 115, 101],
    sliceOfSlice: pairsOfNumbers,
  };

  test("multiple fields with the appropriate names", () => {
    const text =
      'str=some str,int=42,bool=true,any=21,ptrOpt="optional string",normalOpt="other string",other="yet another",both="and one more",slice=99;104;101;101;115;101,sliceOfSlice={{1,1},{2,3},{5,8}}';
    expect(parseFields(text, fields)).toEqual({
      ...needed,
      ptrOpt: "optional string",
      normalOpt: "other string",
      both: "and one more",
    });
  });

  test("any order, and a value that is repeated", () => {
    const text =
      'int=42,str=some str,any=21,bool=true,any=21,sliceOfSlice={{1,1},{2,3},{5,8}},slice=99;104;101;101;115;101,other="yet another"';
    expect(parseFields(text, fields)).toEqual(needed);
  });

  test("optional fields left out", () => {
    const text =
      'str=some str,bool=true,any=21,other="yet another",slice=99;104;101;101;115;101,sliceOfSlice={{1,1},{2,3},{5,8}},int=42';
    expect(parseFields(text, fields)).toEqual(needed);
  });

  test("no arguments where all are optional", () => {
    const optional: Fields = {
      optStr: { type: "string", optional: true },
      optInt: { type: "integer", optional: true },
    };
    expect(parseFields("", optional)).toEqual({});
    expect(parseFields("optStr=other string", optional)).toEqual({ optStr: "other string" });
  });

  test.each([
    ["str=`hi`", '"int" is missing'],
    ["strr=a", 'unknown argument "strr=a": expected str=, int=, bool='],
    ["str", 'unknown argument "str": expected str='],
    ["int=1,int=2", '"int" is given twice'],
    ["int=one", 'expected a whole number, found "one"'],
  ])("%s is refused", (text, message) => {
    expect(() => parseFields(text, fields)).toThrow(message);
  });

  test("nothing may follow a marker without arguments", () => {
    expect(() => parseFields("a=1", {})).toThrow('expected nothing after it, found "a=1"');
    expect(parseFields("", {})).toEqual({});
  });
});
