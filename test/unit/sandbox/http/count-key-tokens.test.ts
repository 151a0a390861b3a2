import { expect, test } from "vitest";
import { countKeyTokens } from "../../../../src/sandbox/http/count-key-tokens.ts";
import { parseJson } from "../../../../src/sandbox/http/parse-json.ts";
import { countKeys } from "../../../../src/sandbox/nesting.ts";

test("a text has as many keys as its value, whatever its strings hold", () => {
  const texts = [
    "{}",
    '"a"',
    '[1, "b:", {"a" : 1}]',
    '{"a":"b\\":","c\\\\":1,"\\"d":{"e":[{"f":null},{"f":2}]}}',
    '{\n\t"a"\r\n : "\\\\",\n"b": "\\\\\\"", "c": ":" }',
    '{"__proto__":{"__proto__":1}}',
    '{"\u00e9\u4e2d":"\ud83d\ude00","":{"":""}}',
  ];
  for (const text of texts) expect(countKeyTokens(text), text).toBe(countKeys(JSON.parse(text)));
});

test("keys that stand twice are counted twice, so that somebody looks which", () => {
  expect(countKeyTokens('{"a":1,"b":{"c":1,"c":2},"a":2}')).toBe(5);
  expect(parseJson('{"a":1,"b":{"c":1,"c":2},"a":2}').duplicates).toEqual(["b.c", "a"]);
  expect(parseJson('{"a":1,"\\u0061":2}').duplicates).toEqual(["a"]);
});

test("numbers that JavaScript cannot hold are found, wherever they stand", () => {
  expect(parseJson('{"a":[1,-1e400]}').hugeNumber).toBe("-1e400");
  expect(parseJson("1.5E+999").hugeNumber).toBe("1.5E+999");
  expect(parseJson('{"a":"1e400","b":1e30}').hugeNumber).toBeUndefined();
  expect(() => parseJson('{"a":12345678901234567}')).toThrow("integers beyond 2^53");
});

test("what is nested too deep has no number", () => {
  const nested = (depth: number) => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`) as unknown;
  expect(countKeys(nested(500))).toBe(0);
  expect(countKeys(nested(501))).toBeUndefined();
});
