import { expect, test } from "vitest";
import { scanJson } from "../../../../src/sandbox/http/scan-json.ts";

test("keys that come twice are found at any depth, once each, with their path", () => {
  const text = '{"a":1,"b":{"c":[{"d":1,"d":2,"d":3}]},"a":{"x":1},"e":{"a":1}}';
  expect(scanJson(text).duplicates).toEqual(["b.c[0].d", "a"]);
});

test("strings do not confuse the scanner", () => {
  expect(scanJson('{"a":"{\\"a\\":1,\\"a\\":2}","b":"}]","c":["a","a"]}').duplicates).toEqual([]);
  expect(scanJson('{"\\u0061":1,"a":2}').duplicates).toEqual(["a"]);
});

test("integers that a double would round are found, other numbers are not", () => {
  expect(scanJson('{"a":9007199254740993}').unsafeInteger).toBe("9007199254740993");
  expect(
    scanJson('{"a":9007199254740991,"b":1.2345678901234567,"c":"9007199254740993"}').unsafeInteger,
  ).toBeUndefined();
});

test("numbers beyond what a float can be are found", () => {
  expect(scanJson('{"a":1e308,"b":-1e400,"c":1e400}').hugeNumber).toBe("-1e400");
  expect(scanJson('{"a":"1e400","b":1e-400}').hugeNumber).toBeUndefined();
});
