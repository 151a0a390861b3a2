import { expect, test } from "vitest";
import { applyJsonPatch } from "../../../../src/kube/patch/json-patch.ts";
import { PatchError } from "../../../../src/kube/patch/patch-error.ts";

test.each([
  [
    "add to an object",
    { foo: "bar" },
    [{ op: "add", path: "/baz", value: "qux" }],
    { foo: "bar", baz: "qux" },
  ],
  [
    "add into an array",
    { foo: ["a", "c"] },
    [{ op: "add", path: "/foo/1", value: "b" }],
    { foo: ["a", "b", "c"] },
  ],
  ["append", { foo: ["a"] }, [{ op: "add", path: "/foo/-", value: ["b"] }], { foo: ["a", ["b"]] }],
  ["add replaces what is there", { foo: 1 }, [{ op: "add", path: "/foo", value: null }], { foo: null }],
  [
    "remove",
    { foo: ["a", "b"], x: 1 },
    [
      { op: "remove", path: "/foo/0" },
      { op: "remove", path: "/x" },
    ],
    { foo: ["b"] },
  ],
  ["replace", { foo: { a: 1 } }, [{ op: "replace", path: "/foo/a", value: 2 }], { foo: { a: 2 } }],
  ["replace the whole document", { foo: 1 }, [{ op: "replace", path: "", value: { bar: 2 } }], { bar: 2 }],
  ["move", { a: { b: 1 }, c: {} }, [{ op: "move", from: "/a/b", path: "/c/d" }], { a: {}, c: { d: 1 } }],
  ["copy", { a: [1] }, [{ op: "copy", from: "/a", path: "/b" }], { a: [1], b: [1] }],
  [
    "escaped names",
    { "a/b": 1, "m~n": 2 },
    [
      { op: "test", path: "/a~1b", value: 1 },
      { op: "remove", path: "/m~0n" },
    ],
    { "a/b": 1 },
  ],
  ["a test of a null", { a: null }, [{ op: "test", path: "/a", value: null }], { a: null }],
])("%s", (_what, document, operations, wanted) => {
  const before = structuredClone(document);
  expect(applyJsonPatch(document, operations)).toEqual(wanted);
  expect(document).toEqual(before);
});

test.each([
  ["removing what is not there", { a: 1 }, [{ op: "remove", path: "/b" }]],
  ["adding below what is not there", { a: 1 }, [{ op: "add", path: "/b/c", value: 1 }]],
  ["an index beyond the end", { a: [1] }, [{ op: "add", path: "/a/2", value: 1 }]],
  ["a test that fails", { a: 1 }, [{ op: "test", path: "/a", value: "1" }]],
  ["moving from nowhere", { a: 1 }, [{ op: "move", from: "/b", path: "/c" }]],
])("%s does not fit", (_what, document, operations) => {
  expect(() => applyJsonPatch(document, operations)).toThrowError(
    expect.objectContaining({ reason: "unprocessable" }) as Error,
  );
});

test.each([
  ["no array", { op: "add" }],
  ["no path", [{ op: "add", value: 1 }]],
  ["no from", [{ op: "copy", path: "/a" }]],
  ["an unknown operation", [{ op: "merge", path: "/a", value: 1 }]],
  ["a pointer without a slash", [{ op: "add", path: "a", value: 1 }]],
])("%s is refused", (_what, operations) => {
  expect(() => applyJsonPatch({ a: 1 }, operations)).toThrowError(PatchError);
});

test("a replace of a key that is not there adds it, as on the real server", () => {
  expect(applyJsonPatch({ a: 1 }, [{ op: "replace", path: "/b", value: 1 }])).toEqual({ a: 1, b: 1 });
});

test("an operation that fails leaves nothing of those before it", () => {
  const document = { a: [1] };
  expect(() =>
    applyJsonPatch(document, [
      { op: "add", path: "/a/-", value: 2 },
      { op: "remove", path: "/b" },
    ]),
  ).toThrow();
  expect(document).toEqual({ a: [1] });
});

test("more operations than the server takes are refused", () => {
  const operations = Array.from({ length: 10_001 }, () => ({ op: "test", path: "/a", value: 1 }));
  expect(() => applyJsonPatch({ a: 1 }, operations)).toThrowError(/10000/);
});

test("a path through __proto__ reaches no prototype", () => {
  expect(() => applyJsonPatch({}, [{ op: "add", path: "/__proto__/polluted", value: 1 }])).toThrow();
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});
