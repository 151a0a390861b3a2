import { expect, test } from "vitest";
import { warningHeaders } from "../../../../src/sandbox/http/warning-headers.ts";

test("warnings are told once each, in quotes, as bytes of UTF-8", () => {
  expect(warningHeaders(["a", "a", 'b "c" \\', "\u00e9", ""])).toEqual([
    '299 - "a"',
    '299 - "b \\"c\\" \\\\"',
    '299 - "\u00c3\u00a9"',
  ]);
});

test("what no header can hold is left out", () => {
  expect(warningHeaders(["a\nb", "\u0085", "c"])).toEqual(['299 - "c"']);
});

test("of too much to tell, each is cut, and what does not fit is left out", () => {
  const texts = Array.from({ length: 40 }, (_, index) => String(index).padEnd(300, "x"));
  const headers = warningHeaders(texts);
  expect(headers.length).toBe(16);
  expect(headers[0]).toBe(`299 - "${"0".padEnd(256, "x")}"`);
});
