import { expect, it } from "vitest";
import { goQuote } from "../../../src/base/go-quote.ts";

it("quotes as strconv.Quote: what cannot be printed is escaped, what can is not", () => {
  expect(goQuote('a"b\\c')).toBe('"a\\"b\\\\c"');
  expect(goQuote("\u0000\u0007\n\u007f")).toBe('"\\x00\\a\\n\\x7f"');
  expect(goQuote("grün <&> 😀")).toBe('"grün <&> 😀"');
  expect(goQuote("\u200b\u2028\u00a0")).toBe('"\\u200b\\u2028\\u00a0"');
});
