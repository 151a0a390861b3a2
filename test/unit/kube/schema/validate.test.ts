import { describe, expect, test } from "vitest";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { validateValue } from "../../../../src/kube/schema/validate.ts";

test("null has its type where it may be, and is in no enum, also not in one that lists it", () => {
  const messages = (schema: JsonSchema) => validateValue(schema, null, "p").map(({ message }) => message);
  expect(messages({ type: "string", nullable: true, minLength: 1, anyOf: [{ pattern: "a" }] })).toEqual([]);
  expect(messages({ type: "string" })).toHaveLength(1);
  for (const values of [["a"], ["a", null]])
    expect(messages({ type: "string", nullable: true, enum: values })).toEqual([
      expect.stringContaining("Unsupported value: null"),
    ]);
});

const causes = (schema: JsonSchema, value: unknown, before?: unknown) =>
  validateValue(schema, value, "p", before === undefined ? {} : { before: { value: before } }).map(
    ({ field, message }) => `${field}: ${message}`,
  );

describe("strings", () => {
  test("of length and pattern the first that is wrong is told, and the format besides", () => {
    const schema: JsonSchema = { type: "string", maxLength: 1, minLength: 3, pattern: "^b", format: "date" };
    expect(causes(schema, "aa")).toEqual([
      "p: Too long: may not be more than 1 byte",
      'p: Invalid value: "aa": p in body must be of type date: "aa"',
    ]);
    expect(causes({ ...schema, maxLength: 9 }, "aa")[0]).toContain("at least 3 chars");
  });

  test("a format is asked of every string, whatever the type: in alternatives, which have none, too", () => {
    expect(causes({ type: "string", anyOf: [{ format: "ipv4" }, { format: "ipv6" }] }, "x")).toEqual(
      [
        'p: Invalid value: "x": p in body must be of type ipv4: "x"',
        '<nil>: Invalid value: "": "p" must validate at least one schema (anyOf)',
      ].reverse(),
    );
    expect(causes({ "x-kubernetes-int-or-string": true, format: "date" }, "x")).toHaveLength(1);
  });

  test("are quoted as Go quotes them", () => {
    expect(causes({ type: "string", pattern: "^b" }, "ü\u007f")[0]).toContain('"ü\\x7f"');
  });
});

describe("types", () => {
  test("a format takes the place of the type in the words, and of a value's type its own", () => {
    expect(causes({ type: "integer", format: "int32" }, true)).toEqual([
      'p: Invalid value: "": p in body must be of type int32: ""',
    ]);
    expect(causes({ type: "string", format: "date" }, 5)).toEqual([
      'p: Invalid value: "int64": p in body must be of type date: "int64"',
    ]);
    expect(causes({ type: "integer", format: "int32" }, "x")[0]).toContain("of type integer");
  });

  test("a list passes for a string with a format; a format that the server does not know changes nothing", () => {
    expect(causes({ type: "string", format: "byte" }, [])).toEqual([]);
    expect(causes({ type: "string", format: "ip" }, [])).toHaveLength(1);
  });

  test("a number that is nearly an integer passes for one, but not for its range", () => {
    expect(causes({ type: "integer" }, 3.0000000001)).toEqual([
      '<nil>: Invalid value: "": Checked value must be of type integer (default format) in p',
    ]);
  });
});

describe("numbers", () => {
  test("a bound that does not fit the type is told of with every value", () => {
    expect(causes({ type: "integer", maximum: 1.5 }, 1)).toEqual([
      '<nil>: Invalid value: "": Maximum boundary value must be of type integer (default format) in p',
    ]);
    expect(causes({ type: "integer", maximum: 1.5 }, 2)[1]).toContain("less than or equal to 1.5");
  });

  test("multiple, then minimum, then maximum; a factor is cut off for integers", () => {
    expect(causes({ type: "number", multipleOf: 2, minimum: 5, maximum: 1 }, 3)).toEqual([
      "p: Invalid value: 3: p in body should be a multiple of 2",
      "p: Invalid value: 3: p in body should be greater than or equal to 5",
      "p: Invalid value: 3: p in body should be less than or equal to 1",
    ]);
    expect(causes({ type: "number", multipleOf: 0.5 }, 3)).toEqual([
      "p: Invalid value: 0: factor MultipleOf declared for p must be positive: 0",
    ]);
  });

  test("are printed as Go prints them", () => {
    expect(causes({ type: "number", maximum: 0.00001 }, 0.00002)[0]).toContain(
      "Invalid value: 2e-05: p in body should be less than or equal to 1e-05",
    );
  });
});

describe("alternatives", () => {
  const some: JsonSchema = { required: ["a"] };

  test("what several of them say is told once", () => {
    expect(causes({ type: "object", allOf: [some, some] }, {})).toEqual([
      "p.a: Required value",
      '<nil>: Invalid value: "": "p" must validate all the schemas (allOf). None validated',
    ]);
  });

  test("of failing ones the one is told that passed most checks", () => {
    const schema: JsonSchema = {
      type: "object",
      anyOf: [{ required: ["a"] }, { properties: { b: { minLength: 1, pattern: "^x" } }, required: ["c"] }],
    };
    expect(causes(schema, { b: "x" })).toEqual([
      '<nil>: Invalid value: "": "p" must validate at least one schema (anyOf)',
      "p.c: Required value",
    ]);
  });

  test("where nothing has changed nothing is told of them", () => {
    const schema: JsonSchema = {
      type: "object",
      properties: { a: { type: "string", not: { minLength: 1 } } },
    };
    expect(causes(schema, { a: "x" })).toHaveLength(1);
    expect(causes(schema, { a: "x" }, { a: "x" })).toEqual([]);
  });
});

test("an enum of numbers takes the whole part of a number, one of texts the character of that number", () => {
  expect(causes({ type: "number", enum: [1] }, 1.5)).toEqual([]);
  expect(causes({ enum: ["a"] }, 97)).toEqual([]);
  expect(causes({ type: "object", enum: [{ a: 1, b: 2 }] }, { b: 2, a: 1 })).toEqual([]);
  expect(causes({ type: "object", enum: [{ a: 1 }] }, { b: "<" })).toEqual([
    'p: Unsupported value: {"b":"\\u003c"}: supported values: "{\\"a\\":1}"',
  ]);
});

test("the root has no name, and its entries have a dot before theirs in the words", () => {
  const messages = (schema: JsonSchema, value: unknown) => validateValue(schema, value);
  expect(messages({ type: "object", minProperties: 1 }, {})).toMatchObject([{ field: "<nil>" }]);
  expect(messages({ type: "object", additionalProperties: { type: "string" } }, { a: 1 })).toEqual([
    {
      type: "FieldValueTypeInvalid",
      field: "a",
      message: 'Invalid value: "integer": .a in body must be of type string: "integer"',
    },
  ]);
});
