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
  ["a text in capitals", "Uppercase<T>"],
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

test.each([
  ["a truth value", 'p: Of<More, "on">;', '"@example" of "on"'],
  ["one of several texts", 'p: Of<More, "mode">;', '"@default" of "mode"'],
  ["a named truth value", "p: Unwrap<Flag[]>;", '"@example" of "Flag"'],
  ["one of a property", "p: Held extends { f: infer F } ? F : never;", '"@example" of "Flag"'],
])("tags that the compiler has lost are told where they are missed: %s", async (_, member, tags) => {
  const more = `
/** @example true */
type Flag = boolean;
interface Held { f: Flag }
interface More {
  /** @example true */
  on: boolean;
  /** @default "a" */
  mode: "a" | "b";
  /** @maxLength 3 */
  name: string;
}
`;
  const said = await errorsOf(member, declarations + tagged + more);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(`2:4: warning: ${tags} cannot stand here: the compiler has computed this type`);
  expect(await errorsOf('p: Of<More, "name">;', declarations + tagged + more)).toEqual([]);
});
