import { expect, test } from "vitest";
import { errorsOf, schemaOf, specOf } from "../from-text.ts";

const int32 = { type: "integer", format: "int32" };

test("a class without methods is an object; what its properties begin with is their default", async () => {
  const declarations = `
    const three = 3;
    class Base { id: string = "x"; }
    class Server extends Base {
      static kind = "Server";
      /** How many. @maximum 5 */
      replicas: Int32 = three;
      on = true;
      name = "a";
      readonly host!: string;
      zone?: string;
      list: string[] = [];
      options: { a: Int32 } = { a: 1 };
      unset: string | undefined = undefined;
    }`;
  expect(await schemaOf("Server", declarations)).toEqual({
    type: "object",
    properties: {
      id: { type: "string", default: "x" },
      replicas: { ...int32, description: "How many.", maximum: 5, default: 3 },
      on: { type: "boolean", default: true },
      name: { type: "string", default: "a" },
      host: { type: "string" },
      zone: { type: "string" },
      list: { type: "array", items: { type: "string" }, default: [] },
      options: { type: "object", properties: { a: int32 }, required: ["a"], default: { a: 1 } },
      unset: { type: "string" },
    },
    required: ["host"],
  });
});

test("generic classes take arguments", async () => {
  expect(await schemaOf("Box<Int32>", "class Box<T> { value!: T }")).toEqual({
    type: "object",
    properties: { value: int32 },
    required: ["value"],
  });
});

test("a default that its type does not allow is told where it stands", async () => {
  const [error] = await errorsOf("p: C;", "class C {\n  /** @maximum 3 */\n  a: Int32 = 5;\n}");
  expect(error).toMatch(/^6:14: error: the default is not valid/);
});

test("two defaults are one too many", async () => {
  const [error] = await errorsOf("p: C;", "class C {\n  /** @default 1 */\n  a: Int32 = 2;\n}");
  expect(error).toBe('6:14: error: "@default" cannot stand here: it is given twice');
});

test("what cannot be read without running it is told where it stands", async () => {
  const [error] = await errorsOf("p: C;", "class C {\n  a: string = process.cwd();\n}");
  expect(error).toMatch(/^5:15: error: cannot read "process.cwd\(\)": expected a constant/);
});

test("implementing an interface adds nothing", async () => {
  const spec = await specOf("p: C;", "interface I { a: string }\nclass C implements I { a = 'x'; }");
  expect(Object.keys(spec.properties?.p?.properties ?? {})).toEqual(["a"]);
});
