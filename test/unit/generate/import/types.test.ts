import { expect, test } from "vitest";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { declarationsOf } from "./round-trip.ts";

const text = { type: "string" } as const;

test("formats and patterns that have an alias are written as it, others as tags", async () => {
  const source = await declarationsOf({
    at: { type: "string", format: "date-time" },
    data: { type: "string", format: "byte" },
    ip: { type: "string", format: "ipv4" },
    small: { type: "integer", format: "int32" },
    port: { type: "integer", format: "uint16" },
    any: { type: "integer" },
  });
  expect(source).toContain(
    "  at?: Time;\n  data?: Base64;\n  /** @format ipv4 */\n  ip?: string;\n  small?: Int32;\n",
  );
  expect(source).toContain("  /** @format uint16 */\n  port?: Integer;\n  any?: Integer;\n");
});

test("the four kinds of empty objects are told apart", async () => {
  const source = await declarationsOf({
    nothing: { type: "object" },
    anyObject: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    anyValue: { "x-kubernetes-preserve-unknown-fields": true },
    anyMap: { type: "object", additionalProperties: { "x-kubernetes-preserve-unknown-fields": true } },
  });
  expect(source).toContain("  nothing?: Record<string, never>;\n");
  expect(source).toContain("  anyObject?: RawExtension;\n");
  expect(source).toContain("  anyValue?: unknown;\n");
  expect(source).toContain("  anyMap?: Record<string, unknown>;\n");
});

test("unknown fields beside known ones are an index signature", async () => {
  const source = await declarationsOf({
    open: { type: "object", properties: { a: text }, "x-kubernetes-preserve-unknown-fields": true },
  });
  expect(source).toContain("export interface Open {\n  a?: string;\n  [key: string]: unknown;\n}\n");
});

test("an object that the server takes as a whole has what it asks for, whatever the schema lists", async () => {
  const nothing: JsonSchema = { type: "object" };
  const whole = { type: "object", "x-kubernetes-embedded-resource": true } as const;
  const source = await declarationsOf({
    bare: { ...whole, properties: { spec: { type: "object", properties: { a: text } } } },
    listed: {
      ...whole,
      properties: { apiVersion: text, kind: text, metadata: nothing, spec: nothing },
      required: ["apiVersion"],
    },
    narrowed: { ...whole, properties: { metadata: { ...nothing, properties: { name: text } } } },
    open: { ...whole, properties: { spec: nothing }, "x-kubernetes-preserve-unknown-fields": true },
    choice: {
      ...whole,
      properties: { a: text, b: text },
      oneOf: [{ required: ["a"] }, { required: ["b"] }],
    },
    other: { type: "object", properties: { metadata: nothing, a: text } },
  });
  const ignored = (...members: string[]) =>
    members.map((member) => `  /** @ignore */\n  ${member};\n`).join("");
  const all = ignored("apiVersion: string", "kind: string", "metadata?: ObjectMeta");
  expect(source).toContain(`export interface Bare {\n${all}  spec?: BareSpec;\n}\n`);
  expect(source).toContain(
    `export interface Listed {\n  apiVersion: string;\n  kind?: string;\n  /** @schema {"properties":null} */\n  metadata?: ObjectMeta;\n  spec?: Record<string, never>;\n}\n`,
  );
  expect(source).toContain(
    `export interface Narrowed {\n${ignored("apiVersion: string", "kind: string")}  /** @schema {"properties":{"name":{"type":"string"}}} */\n  metadata?: ObjectMeta;\n}\n`,
  );
  expect(source).toContain(`export interface Open {\n${all}`);
  expect(source).toContain(`export interface Choice {\n${all}`);
  // the server keeps nothing in this one
  expect(source).toContain("export interface Other {\n  metadata?: Record<string, never>;\n");
});

test("values to choose from are a union in their order, with a name when they are used again", async () => {
  const mode = { type: "string", enum: ["b", "a"] } as const;
  const once = await declarationsOf({ mode: { ...mode, enum: [...mode.enum] } });
  expect(once).toContain('  mode?: "b" | "a";\n');
  const twice = await declarationsOf({
    readMode: { ...mode, enum: [...mode.enum] },
    writeMode: { ...mode, enum: [...mode.enum], default: "a" },
  });
  expect(twice).toContain('  readMode?: Mode;\n  /** @default "a" */\n  writeMode?: Mode;\n');
  expect(twice).toContain('export type Mode = "b" | "a";\n');
});

test("a field with a default may be left out, also where the schema requires it", async () => {
  const source = await declarationsOf(
    { size: { type: "integer", default: 3 }, name: text, free: text },
    { required: ["name", "size"] },
  );
  expect(source).toContain(
    "  /**\n   * @required\n   * @default 3\n   */\n  size?: Integer;\n  name: string;\n  free?: string;\n",
  );
});

test("the order of required is kept where it is not the alphabet's", async () => {
  const source = await declarationsOf({ a: text, b: text }, { required: ["b", "a"] });
  expect(source).toContain('@schema {"required":["b","a"]}');
  expect(await declarationsOf({ a: text, b: text }, { required: ["a", "b"] })).not.toContain("@schema");
});

test("null is part of the type, of what is inside too", async () => {
  const source = await declarationsOf({
    one: { type: "string", nullable: true },
    many: { type: "array", items: { type: "integer", nullable: true, minimum: 1 } },
  });
  expect(source).toContain("  one?: string | null;\n");
  expect(source).toContain("  /** @items.minimum 1 */\n  many?: (Integer | null)[];\n");
});

test("@immutable stands for its rule on a field that must be there", async () => {
  const rules = [{ rule: "self == oldSelf", message: "field is immutable" }];
  const source = await declarationsOf(
    {
      a: { type: "string", "x-kubernetes-validations": rules },
      b: { type: "string", "x-kubernetes-validations": rules },
    },
    { required: ["a"] },
  );
  expect(source).toContain("  /** @immutable */\n  a: string;\n");
  expect(source).toContain(
    '  /** @validation rule="self == oldSelf", message="field is immutable" */\n  b?: string;\n',
  );
});

test("what the generator would make of a type is taken away again where the schema does not have it", async () => {
  const source = await declarationsOf({
    bare: { "x-kubernetes-int-or-string": true },
    every: { type: "object", additionalProperties: true },
  });
  expect(source).toContain('  /** @schema {"anyOf":null} */\n  bare?: IntOrString;\n');
  expect(source).toContain(
    '  /** @schema {"additionalProperties":true} */\n  every?: Record<string, unknown>;\n',
  );
});
