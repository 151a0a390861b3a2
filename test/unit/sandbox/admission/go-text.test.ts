import { expect, it } from "vitest";
import { goJson, goQuote, goQuoteList } from "../../../../src/sandbox/admission/go-text.ts";

it("quotes as strconv.Quote: what cannot be printed is escaped, what can is not", () => {
  expect(goQuote('a"b\\c')).toBe('"a\\"b\\\\c"');
  expect(goQuote("\u0000\u0007\n\u007f")).toBe('"\\x00\\a\\n\\x7f"');
  expect(goQuote("grün <&> 😀")).toBe('"grün <&> 😀"');
  expect(goQuote("\u200b\u2028\u00a0")).toBe('"\\u200b\\u2028\\u00a0"');
});

it("writes JSON as encoding/json: safe inside HTML", () => {
  expect(goJson({ a: "<&>\u2028", b: [1, null] })).toBe('{"a":"\\u003c\\u0026\\u003e\\u2028","b":[1,null]}');
});

it("writes lists without commas", () => {
  expect(goQuoteList(["a", 'b"'])).toBe('["a" "b\\""]');
  expect(goQuoteList([])).toBe("[]");
});
