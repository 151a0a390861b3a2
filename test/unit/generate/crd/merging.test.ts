import { describe, expect, test } from "vitest";
import { errorsOf, generate, specOf } from "../from-text.ts";

// The algebra of controller-tools' pkg/crd/flatten_all_of_test.go and flatten_type_test.go: named types and fields, and intersections, in the place of
// allOf branches and references. `index.yaml` of the golden cases counts them by these titles.

const propertiesOf = async (members: string, declarations = "") =>
  (await specOf(members, declarations)).properties ?? {};

describe("a field, and the types on the way to what it is", () => {
  test("a field is nullable when one of them says so", async () => {
    const declarations =
      "type Maybe = string | null;\ntype Alias = Maybe;\n/** Text. */\ntype Plain = string;";
    expect(await propertiesOf("a: Alias;\n/** @nullable */\nb: Plain;", declarations)).toEqual({
      a: { type: "string", nullable: true },
      b: { type: "string", nullable: true, description: "Text." },
    });
  });

  test("a field is not nullable when none says so", async () => {
    expect(await propertiesOf("a: Alias;", "type Alias = Plain;\ntype Plain = string;")).toEqual({
      a: { type: "string" },
    });
  });

  test("what is said of the values of a map is put together where it can be", async () => {
    const declarations = `/** @values.pattern ^[abc]$ */
type Inner = Record<string, string>;
/** @values.pattern ^[abcdef]$ @values.minLength 1 */
type Outer = Inner;`;
    const { map } = await propertiesOf(
      "/** @values.nullable @values.maxLength 7 */\nmap: Outer;",
      declarations,
    );
    expect(map).toEqual({
      type: "object",
      additionalProperties: {
        type: "string",
        nullable: true,
        maxLength: 7,
        minLength: 1,
        allOf: [{ pattern: "^[abc]$" }, { pattern: "^[abcdef]$" }],
      },
    });
  });

  test("two types at once are refused", async () => {
    const errors = await errorsOf("p: { multiType: string } & { multiType: Int32 };");
    expect(errors).toEqual([
      expect.stringContaining('"multiType" is of two types that have no value in common'),
    ]);
  });

  test("what must be there is joined, each name once", async () => {
    const declarations = `interface A { foo: string; bar: string; baz?: string; quux?: string; cheddar?: string }
interface B { quux: string; cheddar: string }
interface C { bar: string; baz: string; cheddar: string }`;
    const { p } = await propertiesOf("p: A & B & C;", declarations);
    expect(p?.required).toEqual(["bar", "baz", "cheddar", "foo", "quux"]);
    expect(p?.allOf).toBeUndefined();
  });

  test("properties are put together where they can be, and a pair is inside of the property", async () => {
    const declarations = `interface A {
  nonConflicting: string;
  /** @format date-time */
  conflicting1: string;
  nonConflictingDup: boolean;
}
interface B {
  /** @minLength 1 */
  conflicting1: string;
  /** @multipleOf 7 */
  conflicting2: Integer;
}
interface C {
  /** @multipleOf 8 */
  conflicting2: Integer;
  nonConflictingDup: boolean;
}`;
    const { p } = await propertiesOf("p: A & B & C;", declarations);
    expect(p?.properties).toEqual({
      nonConflicting: { type: "string" },
      nonConflictingDup: { type: "boolean" },
      conflicting1: { type: "string", format: "date-time", minLength: 1 },
      conflicting2: {
        type: "integer",
        allOf: expect.arrayContaining([{ multipleOf: 7 }, { multipleOf: 8 }]),
      },
    });
    expect(p?.properties?.conflicting2?.allOf).toHaveLength(2);
  });

  test("rules of a field come before those of its type", async () => {
    const declarations = `/**
 * @validation self != 'rule2'
 * @validation self != 'rule3'
 */
type Ruled = string;`;
    const { p } = await propertiesOf("/** @validation self != 'rule1' */\np: Ruled;", declarations);
    expect(p?.["x-kubernetes-validations"]?.map(({ rule }) => rule)).toEqual([
      "self != 'rule1'",
      "self != 'rule2'",
      "self != 'rule3'",
    ]);
  });

  test("title, description, example and externalDocs are the field's, else the type's", async () => {
    const declarations =
      "/** a desc @title a title @example an ex @externalDocs https://other.example.com some exdocs */\ntype Documented = string;";
    const comment = "/** desc @title title @example ex @externalDocs https://example.com exdocs */";
    expect(await propertiesOf(`${comment}\nown: Documented;\ntheirs: Documented;`, declarations)).toEqual({
      own: {
        type: "string",
        title: "title",
        description: "desc",
        example: "ex",
        externalDocs: { description: "exdocs", url: "https://example.com" },
      },
      theirs: {
        type: "string",
        title: "a title",
        description: "a desc",
        example: "an ex",
        externalDocs: { description: "some exdocs", url: "https://other.example.com" },
      },
    });
  });

  test("what one of them says alone stands as it is", async () => {
    const declarations =
      "type A = string;\n/** @minLength 2 */\ntype B = A;\n/** @enum ab;ac */\ntype C = B;";
    expect(await propertiesOf("p: C;", declarations)).toEqual({
      p: { type: "string", minLength: 2, enum: ["ab", "ac"] },
    });
  });

  test("a pair is as far down as it can be", async () => {
    const declarations = `interface A { prop1: { prop2: First } }
interface B { prop1: { prop2: Second } }
/** @pattern ^[abc]+$ */
type First = string;
/** @pattern ^(bc)+$ */
type Second = string;`;
    const { p } = await propertiesOf("p: A & B;", declarations);
    const pair = p?.properties?.prop1?.properties?.prop2;
    expect(pair).toEqual({
      type: "string",
      allOf: expect.arrayContaining([{ pattern: "^[abc]+$" }, { pattern: "^(bc)+$" }]),
    });
    expect(p?.allOf).toBeUndefined();
  });

  test("a pair that is written as such stays", async () => {
    const raw = '@schema {"allOf": [{"pattern": "^[abc]+$"}, {"pattern": "^(bc)+$"}]}';
    expect(await propertiesOf(`/** ${raw} */\np: string;`)).toEqual({
      p: { type: "string", allOf: [{ pattern: "^[abc]+$" }, { pattern: "^(bc)+$" }] },
    });
  });

  test("three on the way are put together as two are", async () => {
    const declarations =
      "/** @pattern ^[abc]$ */\ntype A = string;\n/** @pattern ^[abcdef]$ @minLength 1 */\ntype B = A;\ntype C = B;";
    expect(await propertiesOf("p: C;", declarations)).toEqual({
      p: { type: "string", minLength: 1, allOf: [{ pattern: "^[abc]$" }, { pattern: "^[abcdef]$" }] },
    });
  });

  test.each([
    ["minProperties", 1],
    ["maxProperties", 10],
  ])("the same %s on both is there once", async (keyword, value) => {
    const declarations = `/** @${keyword} ${value} */\ntype Counted = Record<string, string>;`;
    const { p } = await propertiesOf(`/** @${keyword} ${value} */\np: Counted;`, declarations);
    expect(p).toEqual({ type: "object", additionalProperties: { type: "string" }, [keyword]: value });
  });

  test.each([
    ["minProperties", 1, 2],
    ["maxProperties", 20, 10],
  ])("different %s hold both", async (keyword, first, second) => {
    const declarations = `/** @${keyword} ${first} */\ntype Counted = Record<string, string>;`;
    const { p } = await propertiesOf(`/** @${keyword} ${second} */\np: Counted;`, declarations);
    expect(p?.allOf).toEqual([{ [keyword]: first }, { [keyword]: second }]);
    expect(p).not.toHaveProperty(keyword);
  });
});

describe("references", () => {
  const leaf = "/** @pattern ^[abc]$ */\ntype Leaf = string;";

  test("a chain of names ends in what the last one is", async () => {
    expect(await propertiesOf("refProp: Alias;", `type Alias = Leaf;\n${leaf}`)).toEqual({
      refProp: { type: "string", pattern: "^[abc]$" },
    });
  });

  test("a circle is refused, and found to be one", async () => {
    const errors = await errorsOf("refProp: A;", "type A = B;\ntype B = A;");
    expect(errors).toEqual([expect.stringContaining("contains itself")]);
  });

  test("types that name others are written out", async () => {
    expect(await propertiesOf("refProp: Sub;", `type Sub = Record<string, Leaf>;\n${leaf}`)).toEqual({
      refProp: { type: "object", additionalProperties: { type: "string", pattern: "^[abc]$" } },
    });
  });

  test("each use of a type has its own, and the type stays as it is", async () => {
    const members = `/** has other pattern @pattern ^[cde]$ */
useWithOtherPattern: Leaf;
/** has min len @minLength 1 */
useWithMinLen: Leaf;
/** has max len @maxLength 3 */
useWithMaxLen: Leaf;
plain: Leaf;`;
    const pattern = "^[abc]$";
    expect(await propertiesOf(members, leaf)).toEqual({
      useWithOtherPattern: {
        type: "string",
        description: "has other pattern",
        allOf: [{ pattern }, { pattern: "^[cde]$" }],
      },
      useWithMinLen: { type: "string", description: "has min len", pattern, minLength: 1 },
      useWithMaxLen: { type: "string", description: "has max len", pattern, maxLength: 3 },
      plain: { type: "string", pattern },
    });
  });

  test("each use of a type has its own documentation", async () => {
    const members = `/** has title @title some title */
hasTitle: Leaf;
/** has example @example [42] */
hasExample: Leaf;
/** has external docs @externalDocs https://example.com somewhere else */
hasExternalDocs: Leaf;`;
    const common = { type: "string", pattern: "^[abc]$" };
    expect(await propertiesOf(members, leaf)).toEqual({
      hasTitle: { ...common, description: "has title", title: "some title" },
      hasExample: { ...common, description: "has example", example: "[42]" },
      hasExternalDocs: {
        ...common,
        description: "has external docs",
        externalDocs: { description: "somewhere else", url: "https://example.com" },
      },
    });
  });

  test("what is no name is written beside what is", async () => {
    const declarations = `interface Sub { leafRef: Leaf; alsoNotRef: boolean }\n${leaf}`;
    expect(await propertiesOf("isRef: Sub;\nnotRef: Integer;", declarations)).toEqual({
      isRef: {
        type: "object",
        required: ["alsoNotRef", "leafRef"],
        properties: { leafRef: { type: "string", pattern: "^[abc]$" }, alsoNotRef: { type: "boolean" } },
      },
      notRef: { type: "integer" },
    });
  });
});

describe("types as such (controller-tools' pkg/crd/schema_test.go)", () => {
  const schemaWith = async (type: string) => {
    const text = `import { resource, type CustomResource, type JsonNumber } from "kubewright";
export const Thing = resource<CustomResource<{ p: ${type} }>>({ group: "example.com", version: "v1", kind: "Thing" });`;
    const { crds, errors } = await generate({ "input.ts": text }, { allowFloats: true });
    const spec = crds[0]?.spec.versions[0]?.schema?.openAPIV3Schema?.properties?.spec;
    return { schema: spec?.properties?.p, errors };
  };
  const numbers = { type: "array", items: { type: "number" } };

  test("a map whose keys are texts", async () => {
    expect((await schemaWith("Record<string, string>")).schema).toEqual({
      type: "object",
      additionalProperties: { type: "string" },
    });
  });

  test("a map whose keys are none is refused", async () => {
    expect((await schemaWith("{ [key: number]: string }")).errors).toEqual([
      expect.stringContaining('keys of a map must be "string", found "number"'),
    ]);
  });

  test("a list of floating-point numbers", async () => {
    expect((await schemaWith("JsonNumber[]")).schema).toEqual(numbers);
  });

  test("a map of lists of floating-point numbers", async () => {
    expect((await schemaWith("Record<string, JsonNumber[]>")).schema).toEqual({
      type: "object",
      additionalProperties: numbers,
    });
  });

  test("what decides what others may stand on is applied first, what needs others last", async () => {
    const comment = '@maxLength 3 @type string @schema {"maxLength": 4} @default abcd';
    expect(await propertiesOf(`/** ${comment} */\np: { a: string };`)).toEqual({
      p: { type: "string", maxLength: 4, default: "abcd" },
    });
  });
});
