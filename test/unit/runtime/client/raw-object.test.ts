import fc from "fast-check";
import { expect, test } from "vitest";
import { membersOf, skipValue } from "../../../../src/runtime/client/json-scan.ts";
import { takeRaw } from "../../../../src/runtime/client/raw-object.ts";

const own = { apiVersion: "v1", kind: "Pod" };
const spaces = fc.constantFrom(undefined, 1, "\t");

/** Takes an object out of the middle of other bytes. */
function take(text: string) {
  const around = Buffer.from(`xx${text}yy`);
  const raw = takeRaw(around, { start: 2, end: around.length - 2, own });
  // a slice of what came over the network would change with it
  around.fill(0x20);
  return raw;
}

test("the members of any object are found where they are", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), spaces, (object, space) => {
      const json = Buffer.from(`[${JSON.stringify(object, undefined, space)}, 1]`);
      const found = [...membersOf(json, 1)].map(({ from, start, end }) => {
        const name: unknown = JSON.parse(json.toString("utf8", from, json.lastIndexOf(":", start)).trim());
        return [name, JSON.parse(json.toString("utf8", start, end))];
      });
      expect(found).toEqual(Object.entries(JSON.parse(JSON.stringify(object)) as object));
      expect(json.toString("utf8", 1, skipValue(json, 1))).toBe(JSON.stringify(object, undefined, space));
    }),
    { numRuns: 300 },
  );
});

const name = fc.constantFrom(
  "a",
  "kind",
  "metadata",
  "managedFields",
  "spec",
  "apiVersion",
  '"metadata":{',
  "\\",
);
const value = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('{"managedFields":[]}', "\\", '"', "}", { managedFields: 1 }),
);

test("any object is the same but for its managedFields, whatever the order of its fields", () => {
  fc.assert(
    fc.property(
      fc.dictionary(name, value),
      fc.dictionary(name, value),
      fc.boolean(),
      spaces,
      (fields, metadata, first, space) => {
        const { kind: _, apiVersion: __, ...others } = fields;
        const identified = { kind: "Widget", apiVersion: "x/v1" };
        const { metadata: _metadata, ...rest } = others;
        const object = first ? { ...identified, metadata, ...rest } : { ...rest, metadata, ...identified };
        const raw = take(JSON.stringify(object, undefined, space));
        const { managedFields: _managed, ...kept } = metadata;
        const expected = JSON.parse(JSON.stringify({ ...object, metadata: kept })) as object;
        expect(raw.parse()).toEqual(expected);
        expect(raw).toMatchObject(identified);
        expect(raw.metadata).toEqual(JSON.parse(JSON.stringify(kept)));
      },
    ),
    { numRuns: 500 },
  );
});

test.each([
  ['{"metadata":{"managedFields":[{"a":"}"}],"name":"x"}}', '{"metadata":{"name":"x"}}'],
  [
    '{"metadata":{"annotations":{"managedFields":"kept"},"managedFields":[]}}',
    '{"metadata":{"annotations":{"managedFields":"kept"}}}',
  ],
  ['{"metadata":{"managedFields":[]}}', '{"metadata":{}}'],
  ['{"metadata":{"a":1,"managedFields":[] , "b":2}}', '{"metadata":{"a":1,"b":2}}'],
])("%s is kept as %s", (text, kept) => {
  const raw = take(text);
  expect(raw.size).toBe(kept.length);
  expect(raw.parse()).toEqual({ ...own, ...(JSON.parse(kept) as object) });
});

test("what lacks kind and apiVersion, as items of lists do, gets its own", () => {
  expect(take('{"metadata":{"name":"é"}}').parse()).toEqual({ ...own, metadata: { name: "é" } });
});

test.each(["{}", "[]", '{"metadata"', '{"metadata":{"a":}}', '{"metadata":{"a":"', '{"spec":{}}', "null"])(
  "%s is no object",
  (text) => {
    expect(() => takeRaw(Buffer.from(text), { start: 0, end: text.length, own })).toThrow(SyntaxError);
  },
);
