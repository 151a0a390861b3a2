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
  ['{"a":}', "invalid character '}' looking for beginning of value"],
  ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
  ["[1,]", "invalid character ']' looking for beginning of value"],
  ["tru", "invalid character ' ' in literal true (expecting 'e')"],
  ["[nul]", "invalid character ']' in literal null (expecting 'l')"],
  ["-", "invalid character ' ' in numeric literal"],
  ["[5.]", "invalid character ']' after decimal point in numeric literal"],
  ["1e+", "invalid character ' ' in exponent of numeric literal"],
  ["01", "invalid character '1' after top-level value"],
  [String.raw`"\x"`, "invalid character 'x' in string escape code"],
  [String.raw`"\u12"`, String.raw`invalid character '"' in \u hexadecimal character escape`],
  ['"\n"', String.raw`invalid character '\n' in string literal`],
  ["\u0000", String.raw`invalid character '\x00' looking for beginning of value`],
  ["\u3042", "invalid character '\u00e3' looking for beginning of value"],
  ["{} x", "invalid character 'x' after top-level value"],
])("%s: %s", (text, message) => {
  expect(goJsonError(text)).toBe(message);
});
