import fc from "fast-check";
import { expect, test } from "vitest";
import { parseWithoutManagedFields } from "../../../../src/runtime/client/without-managed-fields.ts";

type Fields = Record<string, unknown>;
const spaces = fc.constantFrom(undefined, 1, "\t");
const name = fc.constantFrom(
  "a",
  "kind",
  "metadata",
  "managedFields",
  "object",
  "spec",
  'x"managedFields',
  "\\",
  "ü",
);
const value = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>('{"metadata":{"managedFields":[]}}', "\\", '"', "}", [{ managedFields: ["]"] }], {
    metadata: { managedFields: [1] },
  }),
);
const fields = fc.dictionary(name, value);

/** As JSON.parse, and then what is to go goes. */
function expected(json: string): Fields {
  const object = JSON.parse(json) as { metadata?: unknown };
  const { metadata } = object;
  if (typeof metadata === "object" && metadata !== null && !Array.isArray(metadata))
    delete (metadata as Fields).managedFields;
  return object;
}

test("any object is parsed without its own managedFields, and with all others, wherever they are", () => {
  fc.assert(
    fc.property(
      fields,
      fc.oneof(fields, fc.jsonValue()),
      fc.boolean(),
      spaces,
      (rest, metadata, first, space) => {
        const { metadata: _, ...others } = rest;
        const json = JSON.stringify(
          first ? { metadata, ...others } : { ...others, metadata },
          undefined,
          space,
        );
        expect(parseWithoutManagedFields(Buffer.from(json), "object")).toEqual(expected(json));
      },
    ),
    { numRuns: 1_000 },
  );
});

test("any event is, in whatever order it is written", () => {
  fc.assert(
    fc.property(fields, fields, fc.boolean(), spaces, (rest, metadata, first, space) => {
      const object = { ...rest, metadata };
      const event = first ? { type: "ADDED", object } : { object, type: "ADDED" };
      const json = JSON.stringify(event, undefined, space);
      const { metadata: kept } = expected(JSON.stringify(object));
      expect(parseWithoutManagedFields(Buffer.from(json), "event")).toEqual({
        type: "ADDED",
        object: { ...(JSON.parse(JSON.stringify(rest)) as Fields), metadata: kept },
      });
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  '{"metadata":null,"x":"managedFields"}',
  '{"metadata":[{"managedFields":1}]}',
  '{"type":"ERROR","object":null,"managedFields":1}',
  '["managedFields"]',
  '"managedFields"',
])("what has another form is left as it is: %s", (json) => {
  expect(parseWithoutManagedFields(Buffer.from(json), "object")).toEqual(JSON.parse(json));
  expect(parseWithoutManagedFields(Buffer.from(json), "event")).toEqual(JSON.parse(json));
});

test.each([
  '{"metadata":{"managedFields":[',
  '{"metadata":{"managedFields" 1}}',
  '{"metadata":{"managedFields":[1]',
])("what is no JSON is refused: %s", (json) => {
  expect(() => parseWithoutManagedFields(Buffer.from(json), "object")).toThrow(SyntaxError);
});
