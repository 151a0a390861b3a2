import { expect, it } from "vitest";
import { goJson, goQuoteList } from "../../../../src/sandbox/admission/go-text.ts";

it("writes JSON as encoding/json: safe inside HTML", () => {
  expect(goJson({ a: "<&>\u2028", b: [1, null] })).toBe('{"a":"\\u003c\\u0026\\u003e\\u2028","b":[1,null]}');
});

it("writes lists without commas", () => {
  expect(goQuoteList(["a", 'b"'])).toBe('["a" "b\\""]');
  expect(goQuoteList([])).toBe("[]");
});
