import { expect, test } from "vitest";
import { goJsonError } from "../../../../src/sandbox/go-json-error.ts";

test.each([
  ["", "unexpected end of JSON input"],
  ["{", "unexpected end of JSON input"],
  ['{"a":', "unexpected end of JSON input"],
  ["x", "invalid character 'x' looking for beginning of value"],
  ["{a:1}", "invalid character 'a' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b":2}', "invalid character '\"' after object key:value pair"],
  ["[1 2]", "invalid character '2' after array element"],
  ["{} x", "invalid character 'x' after top-level value"],
])("%s: %s", (text, message) => {
  expect(goJsonError(text)).toBe(message);
});
