import fc from "fast-check";
import { expect, test } from "vitest";
import { ListSplitter } from "../../../../src/runtime/client/list-splitter.ts";

/** A list cut into items, when it comes in chunks of these lengths. */
function split(text: string, lengths: readonly number[]) {
  const splitter = new ListSplitter();
  const bytes = Buffer.from(text);
  const found: unknown[] = [];
  let at = 0;
  for (const length of [...lengths, bytes.length]) {
    const chunk = Buffer.from(bytes.subarray(at, at + length));
    for (const item of splitter.feed(chunk)) found.push(JSON.parse(item.toString()));
    // nothing may be left in what the network reuses
    chunk.fill(0x7d);
    at += length;
  }
  return { items: found, list: splitter.end() };
}

const lengths = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 50 });
const spaces = fc.constantFrom(undefined, 1, "\t");

test("any list, cut anywhere, gives its items and the rest", () => {
  const item = fc.dictionary(fc.string(), fc.jsonValue());
  const rest = fc.dictionary(
    fc.string().filter((name) => name !== "items" && name !== "__proto__"),
    fc.oneof(fc.jsonValue(), fc.constantFrom("items", '"items":[', { items: [{ a: 1 }] }, [["items"]])),
  );
  fc.assert(
    fc.property(fc.array(item), rest, rest, lengths, spaces, (all, before, after, cuts, space) => {
      const text = JSON.stringify({ ...before, items: all, ...after }, undefined, space);
      const whole = JSON.parse(text) as { items: unknown[] };
      expect(split(text, cuts)).toEqual({ items: whole.items, list: { ...whole, items: [] } });
    }),
    { numRuns: 500 },
  );
});

test.each([
  [
    '{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":null}',
    { kind: "PodList", metadata: { resourceVersion: "1" }, items: null },
  ],
  ['{"metadata":{}}', { metadata: {} }],
  ["[]", []],
  ['"items"', "items"],
])("%s has no items", (text, list) => {
  expect(split(text, [3])).toEqual({ items: [], list });
});

test.each(["", "{", '{"items":[', '{"items":[{"a":1},{"b"', '{"items":[{"a":1}]', "not found"])(
  "%j is not a whole list",
  (text) => {
    expect(() => split(text, [])).toThrow(SyntaxError);
  },
);
