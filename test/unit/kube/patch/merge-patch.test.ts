import fc from "fast-check";
import { expect, test } from "vitest";
import { applyMergePatch, createMergePatch } from "../../../../src/kube/patch/merge-patch.ts";

// the table of RFC 7386, appendix A
test.each([
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b" }, { a: null }, {}],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [
    ["a", "b"],
    ["c", "d"],
    ["c", "d"],
  ],
  [{ a: "b" }, ["c"], ["c"]],
  [{ a: "foo" }, null, null],
  [{ a: "foo" }, "bar", "bar"],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: "b", c: null }, { a: "b" }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])("%j patched with %j is %j", (document, patch, wanted) => {
  expect(applyMergePatch(document, patch)).toEqual(wanted);
});

const withoutNull = fc.jsonValue().filter((value) => !JSON.stringify(value).includes("null"));

test("the patch from one value to another makes the one of the other", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), withoutNull),
      fc.dictionary(fc.string(), withoutNull),
      (from, to) => {
        const patch = createMergePatch(from, to);
        expect(patch === undefined ? from : applyMergePatch(from, patch)).toEqual(to);
      },
    ),
  );
});

test("equal values need no patch", () => {
  expect(createMergePatch({ a: [1], b: { c: 1 } }, { b: { c: 1 }, a: [1] })).toBeUndefined();
});

test("a patch names only what changed", () => {
  expect(createMergePatch({ a: 1, b: { c: 1, d: 1 }, e: 1 }, { a: 1, b: { c: 2, d: 1 } })).toEqual({
    b: { c: 2 },
    e: null,
  });
});
