import { describe, expect, test } from "vitest";
import { errorsOf, generate, taggedSchema } from "../from-text.ts";

describe("limits that no value keeps are told at the tag that was said last", () => {
  test.each([
    ["@minimum 5 @maximum 3", "Int32", "minimum is 5, and maximum is 3"],
    ["@exclusiveMinimum 3 @maximum 3", "Int32", "minimum is 3 (exclusive), and maximum is 3"],
    [
      "@exclusiveMinimum 3 @exclusiveMaximum 4",
      "Int32",
      "minimum is 3 (exclusive), and maximum is 4 (exclusive)",
    ],
    ["@minLength 5 @maxLength 3", "string", "minLength is 5, and maxLength is 3"],
    ["@minItems 2 @maxItems 1", "string[]", "minItems is 2, and maxItems is 1"],
    [
      "@minProperties 2 @maxProperties 1",
      "Record<string, string>",
      "minProperties is 2, and maxProperties is 1",
    ],
    [
      "+kubebuilder:validation:MinLength=5\n+kubebuilder:validation:MaxLength=3",
      "string",
      "minLength is 5, and maxLength is 3",
    ],
    ["@items.minLength 5 @items.maxLength 3", "string[]", "minLength is 5, and maxLength is 3"],
    ["@maximum -1", "UInt32", "minimum is 0, and maximum is -1"],
  ])("%s on %s", async (comment, type, limits) => {
    const errors = await errorsOf(`/** ${comment} */\np: ${type};`);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(`error: no value keeps both limits: ${limits}`);
  });

  test.each([
    ["@minimum 3 @maximum 3", "Int32"],
    ["@exclusiveMinimum 3 @exclusiveMaximum 5", "Int32"],
    ["@minLength 3 @maxLength 3", "string"],
    ["@minItems 0 @maxItems 0", "string[]"],
  ])("%s on %s can be kept", async (comment, type) => {
    expect(await errorsOf(`/** ${comment} */\np: ${type};`)).toEqual([]);
  });

  test("a field's against that of its type stands at the field's", async () => {
    const declarations =
      "/** @minLength 5 */\ntype Long = string;\n/** @maxLength 3 */\ntype Short = string;";
    expect(
      await errorsOf("/** @maxLength 3 */\np: Long;\n/** @minLength 5 */\nq: Short;", declarations),
    ).toEqual([
      "2:5: error: no value keeps both limits: minLength is 5, and maxLength is 3",
      "4:5: error: no value keeps both limits: minLength is 5, and maxLength is 3",
    ]);
  });

  test("those of @schema stay as they are said", async () => {
    expect(await taggedSchema('@schema {"minimum": 5, "maximum": 3}', "Int32")).toMatchObject({
      minimum: 5,
      maximum: 3,
    });
  });
});

describe("bounds beyond the range of the format, with which the server refuses every value", () => {
  test.each([
    ["@minimum 99999999999", "Int32", "minimum is 99999999999: an int32 is from -2147483648 to 2147483647"],
    ["@maximum 2147483648", "Int32", "maximum is 2147483648: an int32 is from"],
    ["@maximum 10000000000000000000", "Int64", "maximum is 10000000000000000000: an int64 is from"],
  ])("%s on %s", async (comment, type, message) => {
    const errors = await errorsOf(`/** ${comment} */\np: ${type};`);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(`2:5: error: ${message}`);
  });

  test("the ends of the range are in it", async () => {
    expect(await taggedSchema("@minimum -2147483648 @maximum 2147483647", "Int32")).toMatchObject({
      minimum: -2147483648,
      maximum: 2147483647,
    });
  });
});

test("a choice that a tag asks for is an enum, which refuses null whatever the type says", async () => {
  const { crds, errors } = await generate({
    "input.ts": `import { resource, type CustomResource } from "kubewright";
/** @enum a;b */
type A = string | null;
/** @nullable */
type B = "a" | "b";
export const Thing = resource<CustomResource<{ a: A; b: B }>>({ group: "example.com", version: "v1", kind: "Thing" });`,
  });
  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain("2:5: warning: null is one of the values of this type");
  const schemas = crds[0]?.spec.versions[0]?.schema?.openAPIV3Schema?.properties?.spec?.properties;
  expect([schemas?.a, schemas?.b]).toMatchObject([
    { enum: ["a", "b"], nullable: true },
    { enum: ["a", "b"], nullable: true },
  ]);
});

describe("formats", () => {
  test.each([
    [
      "@format foo",
      "string",
      'the API server ignores the format "foo" of a string\n  hint: Known: bsonobjectid,',
    ],
    ["@format int64", "string", 'the API server ignores the format "int64" of a string'],
    [
      "@format datetim",
      "string",
      'the API server ignores the format "datetim" of a string\n  hint: Did you mean "date-time"?',
    ],
    [
      "@format date",
      "boolean",
      'the API server ignores the format "date" of a boolean\n  hint: Of such a type it knows none.',
    ],
  ])("%s on %s is warned of, and written", async (comment, type, message) => {
    const { crds, errors } = await generate({
      "input.ts": `import { resource, type CustomResource } from "kubewright";
/** ${comment} */
type A = ${type};
export const Thing = resource<CustomResource<{ a: A }>>({ group: "example.com", version: "v1", kind: "Thing" });`,
    });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(`2:5: warning: ${message}`);
    expect(JSON.stringify(crds)).toContain(`"format":"${comment.slice(8)}"`);
  });

  test.each(["date-time", "datetime", "k8s-short-name", "uuid4", "password"])(
    "%s is known",
    async (format) => {
      expect(await taggedSchema(`@format ${format}`, "string")).toMatchObject({ format });
    },
  );
});

describe("whole numbers that a double cannot hold are told, never written as others", () => {
  const loss =
    "9007199254740993 would become 9007199254740992: whole numbers are exact up to 9007199254740991 (2^53 - 1)";

  test.each([
    ["@default 9007199254740993", "Int64"],
    ["@enum 1,9007199254740993", "Int64"],
    ["@enum [1, 9007199254740993]", "Int64"],
    ["@minimum 9007199254740993", "Int64"],
    ["@maximum 9007199254740993", "Int64"],
    ["@exclusiveMaximum 9007199254740993", "Int64"],
    ["@multipleOf 9007199254740993", "Int64"],
    ["@maxLength 9007199254740993", "string"],
    ["@example 9007199254740993", "Int64"],
    ['@default {"a": [9007199254740993]}', "{ a?: Int64[] }"],
    ['@schema {"maximum": 9007199254740993}', "Int64"],
    ["+kubebuilder:default=9007199254740993", "Int64"],
    ["+kubebuilder:default={a: 9007199254740993}", "{ a?: Int64 }"],
    ["+default=9007199254740993", "Int64"],
    ["+kubebuilder:validation:Maximum=9007199254740993", "Int64"],
    ["+kubebuilder:validation:Enum=1;9007199254740993", "Int64"],
    ["+kubebuilder:validation:MaxLength=9007199254740993", "string"],
  ])("%s on %s", async (comment, type) => {
    const [name = ""] = comment.split(/[ =]/);
    expect(await errorsOf(`/** ${comment} */\np?: ${type};`)).toEqual([
      `2:5: error: wrong argument of "${name}": ${loss}`,
    ]);
  });

  test("as a text it is one", async () => {
    expect(await taggedSchema("@default 9007199254740993", "string")).toMatchObject({
      default: "9007199254740993",
    });
  });

  test("in a type, where it is written", async () => {
    expect(await errorsOf("p: 1 | 9_007_199_254_740_993;")).toEqual([`2:8: error: ${loss}`]);
  });

  test("in constants and data, where it is written", async () => {
    const text = (value: string) => `import { resource, type CustomResource, type Int64 } from "kubewright";
const big = ${value};
export const Thing = resource<CustomResource<{ a?: Int64 }>>({ group: "example.com", version: "v1", kind: "Thing", defaults: { spec: { a: big } } });`;
    for (const value of ["9007199254740993", "9_007_199_254_740_993"])
      expect((await generate({ "input.ts": text(value) })).errors).toEqual([`input.ts:2:13: error: ${loss}`]);
    const { errors } = await generate({ "input.ts": text("2 ** 63 - 1") });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain("input.ts:2:13: error: 9223372036854775808 would become 9223372036854776000");
    expect((await generate({ "input.ts": text("2 ** 53") })).errors).toEqual([]);
  });
});
