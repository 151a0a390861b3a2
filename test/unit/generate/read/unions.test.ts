import { describe, expect, test } from "vitest";
import { validateValue } from "../../../../src/kube/schema/validate.ts";
import { errorsOf, schemaOf } from "../from-text.ts";

/** Which of the values a type's schema accepts. */
async function accepted(type: string, values: readonly object[], declarations = ""): Promise<object[]> {
  const schema = await schemaOf(type, declarations);
  return values.filter((value) => validateValue(schema, value).length === 0);
}

describe("exactly one of", () => {
  const type = "{ http: string } | { grpc: string; port?: Int32 }";
  test("has the properties of all, and one of the groups", async () => {
    expect(await schemaOf(type)).toEqual({
      type: "object",
      properties: {
        http: { type: "string" },
        grpc: { type: "string" },
        port: { type: "integer", format: "int32" },
      },
      oneOf: [{ required: ["http"] }, { required: ["grpc"] }],
    });
    expect(
      await accepted(type, [
        { http: "a" },
        { grpc: "a" },
        { grpc: "a", port: 1 },
        {},
        { http: "a", grpc: "a" },
      ]),
    ).toEqual([{ http: "a" }, { grpc: "a" }, { grpc: "a", port: 1 }]);
  });

  test("written with never, what is excluded is excluded", async () => {
    const xor = "{ http: string; port?: never } | { grpc: string; port?: Int32; http?: never }";
    expect(await accepted(xor, [{ http: "a" }, { http: "a", port: 1 }, { grpc: "a", port: 1 }])).toEqual([
      { http: "a" },
      { grpc: "a", port: 1 },
    ]);
  });

  test("one that is part of another is told apart by what it lacks", async () => {
    const values = [{ a: "1" }, { a: "1", b: "2" }, { b: "2" }, {}];
    expect(await accepted("{ a: string } | { a: string; b: string }", values)).toEqual([
      { a: "1" },
      { a: "1", b: "2" },
    ]);
    // as TypeScript has it: nothing keeps an object of the second from having more
    expect(await accepted("{ a?: string } | { b: string }", values)).toEqual(values);
  });

  test("what all alternatives must have is asked of the whole", async () => {
    const schema = await schemaOf("{ name: string; a: string } | { name: string; b: string }");
    expect(schema).toMatchObject({ required: ["name"], oneOf: [{ required: ["a"] }, { required: ["b"] }] });
  });

  test("an intersection gives its properties to every alternative", async () => {
    const schema = await schemaOf("{ name: string } & ({ a: string } | { b: string })");
    expect(schema).toMatchObject({ required: ["name"], oneOf: [{ required: ["a"] }, { required: ["b"] }] });
    expect(Object.keys(schema.properties ?? {}).sort()).toEqual(["a", "b", "name"]);
  });

  test("unions inside of unions are one", async () => {
    const declarations = "type One = { a: string } | { b: string };";
    expect((await schemaOf("One | { c: string }", declarations)).oneOf).toHaveLength(3);
  });

  test("a list of them, and one that may be null", async () => {
    expect((await schemaOf("({ a: string } | { b: string })[]")).items?.oneOf).toHaveLength(2);
    expect(await schemaOf("{ a: string } | { b: string } | null")).toMatchObject({ nullable: true });
  });
});

describe("discriminated", () => {
  const type = '{ kind: "circle"; radius: Int32 } | { kind: "square"; side: Int32 } | { kind: "dot" }';
  test("says which properties go with which value", async () => {
    expect(await schemaOf(type)).toMatchObject({
      properties: { kind: { type: "string", enum: ["circle", "square", "dot"] } },
      required: ["kind"],
      oneOf: [
        { properties: { kind: { enum: ["circle"] } }, required: ["radius"] },
        { properties: { kind: { enum: ["square"] } }, required: ["side"] },
        { properties: { kind: { enum: ["dot"] } } },
      ],
    });
    expect(
      await accepted(type, [
        { kind: "circle", radius: 1 },
        { kind: "circle" },
        { kind: "dot" },
        { kind: "dot", radius: 1 },
        { kind: "circle", radius: 1, side: 1 },
        { radius: 1 },
        { kind: "x" },
      ]),
    ).toEqual([{ kind: "circle", radius: 1 }, { kind: "dot" }]);
  });

  test("by a boolean, or by several values of one alternative", async () => {
    expect((await schemaOf("{ on: true; a: string } | { on: false }")).properties?.on).toMatchObject({
      type: "boolean",
    });
    const several = '{ kind: "a" | "b"; x: string } | { kind: "c" }';
    expect(await accepted(several, [{ kind: "b", x: "1" }, { kind: "b" }, { kind: "c" }])).toEqual([
      { kind: "b", x: "1" },
      { kind: "c" },
    ]);
  });

  test("what has a default is set by the server in every alternative, so that none may exclude it", async () => {
    const port = "interface Http { kind: 'http'; path?: string;\n/** @default 80 */\nport: Int32 }";
    const type = "Http | { kind: 'exec' }";
    const values = [
      { kind: "exec", port: 80 },
      { kind: "http", port: 80, path: "/" },
      { kind: "exec", port: 80, path: "/" },
    ];
    expect(await accepted(type, values, port)).toEqual(values.slice(0, 2));
    const rules = await schemaOf("U", `${port}\n/** @union cel */\ntype U = ${type};`);
    expect(rules["x-kubernetes-validations"]?.map(({ message }) => message)).toEqual([
      "path is forbidden unless kind is http",
    ]);
  });

  test("a property of constants that two alternatives share tells nothing apart", async () => {
    const type = '{ kind: "a"; x: string } | { kind: "a"; y: string }';
    expect((await schemaOf(type)).oneOf).toEqual([{ required: ["x"] }, { required: ["y"] }]);
  });
});

describe("refused", () => {
  test("a property that has two types", async () => {
    expect(await errorsOf("p: { a: string; x: string } | { b: string; x: Int32 };")).toEqual([
      '2:44: error: "x" is of another type in another alternative of the union\n  hint: A schema has one type for a property: give them different names.',
    ]);
  });

  test("alternatives that cannot be told apart", async () => {
    const [error] = await errorsOf("p: { a: string } | { a: string; b?: string };");
    expect(error).toContain(
      "2:4: error: the alternatives of this union cannot be told apart by their properties",
    );
  });

  test("a default in one of the alternatives that are told apart by what is there", async () => {
    const [error] = await errorsOf("p: A | { b: string };", "interface A {\n/** @default 1 */\na: Int32 }");
    expect(error).toContain(
      '6:1: error: "a" of one alternative of a union has a default, so that it would be there in the others too',
    );
  });

  test("scalars and objects together", async () => {
    const [error] = await errorsOf("p: string | { a: string };");
    expect(error).toContain('2:4: error: "string | { a: string }" has no schema form');
  });

  test("tags on a type that is part of a union", async () => {
    expect(await errorsOf('p: A | "b";', '/** @default "a" */\ntype A = "a";')).toEqual([
      '4:5: error: "@default" has no effect: its type is used as part of a union\n  hint: Put it on the property, or on the name of the union.',
    ]);
  });
});
