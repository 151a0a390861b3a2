import { expect, test } from "vitest";
import { errorsOf, schemaOf } from "../from-text.ts";

const int32 = { type: "integer", format: "int32" };
const text = { type: "string" };
const object = (properties: object, required: string[] = []) => ({
  type: "object",
  properties,
  ...(required.length > 0 ? { required } : {}),
});

const declarations = `
type Unwrap<T> = T extends (infer U)[] ? U : T;
type DeepPartial<T> = T extends object ? { [K in keyof T]?: DeepPartial<T[K]> } : T;
type Simplify<T> = { [K in keyof T]: T[K] } & {};
type StringKeys<T> = { [K in keyof T]: T[K] extends string ? K : never }[keyof T];
type Split<T extends string> = T extends \`\${infer A}-\${infer B}\` ? A | B : never;
interface Wrap<T> { inner: Unwrap<T> }
/** @maxLength 3 */
type Name = string;
type Level = "c" | "a" | "b";
interface Server {
  /** Where it listens. @minimum 1 */
  port: Int32;
  host?: Name;
  level: Level;
  since: Time;
  size: Quantity;
  extra: RawExtension;
}
function make() { return { x: "a", y: true }; }
`;

const port = { ...int32, description: "Where it listens.", minimum: 1 };
const host = { type: "string", maxLength: 3 };
const level = { type: "string", enum: ["c", "a", "b"] };
const since = { type: "string", format: "date-time" };

test.each([
  ["a conditional type", "Unwrap<string[]>", text],
  ["one that says no", "Unwrap<boolean>", { type: "boolean" }],
  ["scalars of the library keep their format", "Unwrap<Int32[]>", int32],
  ["named types keep their tags", "Unwrap<Name[]>", host],
  ["enums keep the order of their source", "Unwrap<Level[]>", level],
  ["inside of a generic, as a whole", "Wrap<Int32[]>", object({ inner: int32 }, ["inner"])],
  ["literals taken apart", 'Split<"a-b">', { type: "string", enum: ["a", "b"] }],
  ["keys chosen by their values", "StringKeys<{ x: string; y: Int32 }>", { type: "string", enum: ["x"] }],
  [
    "properties chosen by their values, with their comments",
    'Pick<Server, Extract<StringKeys<Required<Server>>, "host" | "port">>',
    object({ host }),
  ],
  [
    "what a function returns",
    "ReturnType<typeof make>",
    object({ x: text, y: { type: "boolean" } }, ["x", "y"]),
  ],
  ["what is awaited", "Awaited<Promise<string>>", text],
  [
    "objects chosen from a union",
    'Exclude<{ kind: "a"; x: string } | { kind: "b" }, { kind: "b" }>',
    object({ kind: { type: "string", enum: ["a"] }, x: text }, ["kind", "x"]),
  ],
  ["a map", "Unwrap<Record<string, Int32>[]>", { type: "object", additionalProperties: int32 }],
  ["a tuple", "Unwrap<[Int32, Int32][]>", { type: "array", items: int32, minItems: 2, maxItems: 2 }],
  ["a text with a pattern", "Unwrap<`a${string}`[]>", { type: "string", pattern: "^a[\\s\\S]*$" }],
  ["null", "Unwrap<(string | null)[]>", { type: "string", nullable: true }],
  [
    "a number or a text",
    "Unwrap<IntOrString[]>",
    { anyOf: [{ type: "integer" }, text], "x-kubernetes-int-or-string": true },
  ],
])("%s", async (_, type, schema) => {
  expect(await schemaOf(type, declarations)).toEqual(schema);
});

test("everything may be left out, and says what it said", async () => {
  const { properties, required } = await schemaOf("DeepPartial<Server>", declarations);
  expect(required).toBeUndefined();
  expect(properties).toMatchObject({
    port,
    level,
    since,
    size: { "x-kubernetes-int-or-string": true },
    extra: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  });
});

test("a type is written out without losing what its properties say", async () => {
  expect(await schemaOf('Simplify<Pick<Server, "port" | "host"> & { own: boolean }>', declarations)).toEqual(
    object({ port, host, own: { type: "boolean" } }, ["own", "port"]),
  );
});

test("built-in types are computed with, property by property", async () => {
  const core = 'import type { Container, Toleration } from "kubewright/k8s/core/v1";';
  expect(await schemaOf('Unwrap<Container[]>["image"]', core + declarations)).toEqual(text);
  const toleration = await schemaOf("DeepPartial<Toleration>", core + declarations);
  expect(toleration.properties?.tolerationSeconds).toEqual({ type: "integer", format: "int64" });
});

test("types of other files are computed with, at the place where they are asked for", async () => {
  expect(await errorsOf("p: Unwrap<string[]>;\nq: Unwrap<any[]>;", declarations)).toEqual([
    '3:11: error: "any" has no schema form\n  hint: Use "unknown" for a value of any type, or RawExtension for any object.',
  ]);
});

const tagged = `
interface Opts {
  /** Its name. @maxLength 3 */
  name: string;
  /** @minimum 1 */
  size?: Int32 | null;
  /** @maxItems 3 */
  names?: readonly string[];
  /** @minItems 1 */
  sizes?: readonly Int32[];
  /** @example "x" */
  label: Short;
}
/** @minLength 1 */
type Short = string;
/** @maxItems 5 */
type Shorts = Short[];
type Of<T, K extends keyof T> = T extends object ? T[K] : never;
type Nullable<T> = { [K in keyof T]: T[K] | null };
`;

test.each([
  ["of a property by its key", 'Of<Opts, "name">', { ...text, description: "Its name.", maxLength: 3 }],
  ["of a number that may be nothing", 'NonNullable<Of<Opts, "size">>', { ...int32, minimum: 1 }],
  ["of a list", 'NonNullable<Of<Opts, "sizes">>', { type: "array", items: int32, minItems: 1 }],
  [
    "inferred",
    "Opts extends { name: infer N } ? N : never",
    { ...text, description: "Its name.", maxLength: 3 },
  ],
  [
    "in place",
    'Opts["name"] extends string ? Opts["name"] : never',
    { ...text, description: "Its name.", maxLength: 3 },
  ],
  ["of a named list", "Unwrap<Shorts[]>", { type: "array", items: { ...text, minLength: 1 }, maxItems: 5 }],
  ["of the items of a named list", "Unwrap<Shorts>", { ...text, minLength: 1 }],
  ["of a property and of its type", 'Of<Opts, "label">', { ...text, minLength: 1, example: "x" }],
])("what a condition takes out of a type keeps its tags: %s", async (_, type, schema) => {
  expect(await schemaOf(type, declarations + tagged)).toEqual(schema);
});

test("tags of a property whose type a computed type adds to are not given twice", async () => {
  const { properties } = await schemaOf("Unwrap<Nullable<Opts>[]>", declarations + tagged);
  expect(properties?.name).toEqual({ ...text, description: "Its name.", maxLength: 3, nullable: true });
  expect(properties?.names).toEqual({ type: "array", items: text, maxItems: 3, nullable: true });
});

test("an interface may be what a condition written in place gives", async () => {
  expect(
    await schemaOf("Wide extends { a: string } ? Wide : never", "interface Wide { a: string; b?: Int32 }"),
  ).toEqual(object({ a: text, b: int32 }, ["a"]));
});

test.each([
  ["a text", "`p-${T}`"],
  ["a key", "{ [K in T]: Int32 }"],
])("tags cannot be said of a part of %s", async (_, made) => {
  const make = `type Make<T> = T extends string ? ${made} : never;`;
  const message = '"Make<Name>" makes a text or a key of a type whose tags cannot hold inside of it';
  expect((await errorsOf("p: Make<Name>;", declarations + make)).join()).toContain(message);
});

test("a literal that has tags is compared as it is", async () => {
  const more = '/** @example "a" */\ntype A = "a";\ntype Is<T> = T extends "a" ? "yes" : "no";';
  expect(await schemaOf("Is<A>", declarations + more)).toEqual({ type: "string", enum: ["yes"] });
});

const more = `
/** @example true */
type Flag = boolean;
/** @title E */
enum Color { Red = "red" }
/** @example {} */
interface Limits { cpu?: string }
/** @title B */
interface Box<T> {
  /** @title V */
  value: T;
}
interface Held { f: Flag }
interface Far { two: { three: More } }
interface More {
  /** @example true */
  on: boolean;
  off: boolean;
  /** @default "a" */
  mode?: "a" | "b" | null;
  /** @title one */
  one: "x";
  /** @maxItems 2 */
  list: Array<string>;
  /** @minItems 1 */
  limits: Limits[];
  /** @minProperties 1 */
  limit: Limits;
  /** @title either */
  either: { a: string } | { b: string };
  /** @minProperties 2 */
  free: Record<string, string>;
  box: Box<string>;
  color: Color;
}
type Way<K> = Far extends { two: infer A } ? (A extends { three: infer B } ? (K extends keyof B ? B[K] : never) : never) : never;
type Whole<T> = T extends object ? (T extends readonly any[] ? T : { [K in keyof T]?: Whole<T[K]> }) : T;
`;
const cpu = { type: "object", properties: { cpu: text } };

test.each([
  ["a truth value", 'Of<More, "on">', { type: "boolean", example: true }],
  ["another truth value beside it has none", 'Of<More, "off">', { type: "boolean" }],
  ["one of several texts", 'NonNullable<Of<More, "mode">>', { ...text, enum: ["a", "b"], default: "a" }],
  ["one text", 'Of<More, "one">', { ...text, enum: ["x"], title: "one" }],
  ["a named truth value", "Unwrap<Flag[]>", { type: "boolean", example: true }],
  ["one of a property", "Held extends { f: infer F } ? F : never", { type: "boolean", example: true }],
  ["a list that is written as Array", 'Of<More, "list">', { type: "array", items: text, maxItems: 2 }],
  ["a list of objects", 'Of<More, "limits">', { type: "array", items: { ...cpu, example: {} }, minItems: 1 }],
  ["its items", 'Unwrap<Of<More, "limits">>', { ...cpu, example: {} }],
  ["a property and its type", 'Of<More, "limit">', { ...cpu, example: {}, minProperties: 1 }],
  ["alternatives", 'Of<More, "either">', { type: "object", title: "either" }],
  ["a map", 'Of<More, "free">', { type: "object", additionalProperties: text, minProperties: 2 }],
  ["a generic", 'Of<More, "box">', { title: "B", properties: { value: { ...text, title: "V" } } }],
  ["a property of a generic", 'Of<Box<boolean>, "value">', { type: "boolean", title: "V" }],
  ["an enum", 'Of<More, "color">', { ...text, enum: ["red"], title: "E" }],
  ["several declarations away", 'Way<"on">', { type: "boolean", example: true }],
  [
    "all that is inside of an object",
    "Whole<{ list: string[]; more: Held }>",
    { properties: { more: { properties: { f: { example: true } } } } },
  ],
  ["a name with arguments", "Named<string[]>", { ...text, minLength: 3 }],
])("tags hold through conditions of whatever they are said: %s", async (_, type, schema) => {
  const named = "/** @minLength 3 */\ntype Named<T> = Unwrap<T> extends infer U ? U : never;";
  expect(await schemaOf(type, declarations + tagged + more + named)).toMatchObject(schema);
});

test.each([
  ["one of two that are alike", 'Of<More, "on" | "off">', '"@example" of "on"'],
  ["an object as a whole, of which another is made", "Whole<{ a: Limits }>", '"@example" of "Limits"'],
])("tags that may be lost are told at their place: %s", async (_, type, tags) => {
  const said = await errorsOf(`p: ${type};`, declarations + tagged + more);
  expect(said).toEqual([expect.stringContaining(`warning: ${tags} may be lost: `)]);
  expect(said[0]).toContain("in line 2 is computed, and the compiler does not tell where it comes from");
});

test("what is computed is the same with tags and without", async () => {
  const is = 'type Is<T> = true extends T ? (T extends boolean ? "truth" : "some") : "other";';
  const values = "type Values<T> = { [K in keyof T]: Is<T[K]> }[keyof T];";
  expect(await schemaOf("Values<{ on: Flag; off: boolean }>", declarations + more + is + values)).toEqual({
    ...text,
    enum: ["truth"],
  });
});
