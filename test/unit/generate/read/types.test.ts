import { describe, expect, test } from "vitest";
import { schemaOf, specOf } from "../from-text.ts";

const int32 = { type: "integer", format: "int32" };
const text = { type: "string" };
const intOrString = { anyOf: [{ type: "integer" }, { type: "string" }], "x-kubernetes-int-or-string": true };

describe("scalars", () => {
  test.each([
    ["string", text],
    ["boolean", { type: "boolean" }],
    ["Int32", int32],
    ["Int64", { type: "integer", format: "int64" }],
    ["bigint", { type: "integer", format: "int64" }],
    ["UInt32", { type: "integer", format: "int64", minimum: 0, maximum: 4294967295 }],
    ["Integer", { type: "integer" }],
    ["Time", { type: "string", format: "date-time" }],
    ["Date", { type: "string", format: "date-time" }],
    ["Base64", { type: "string", format: "byte" }],
    ["Uint8Array", { type: "string", format: "byte" }],
    ["IntOrString", intOrString],
    ["number | string", intOrString],
    ["string | number", intOrString],
    ["Int32 | string", intOrString],
    ["unknown", { "x-kubernetes-preserve-unknown-fields": true }],
    ["RawExtension", { type: "object", "x-kubernetes-preserve-unknown-fields": true }],
    [
      "EmbeddedResource",
      {
        type: "object",
        "x-kubernetes-embedded-resource": true,
        "x-kubernetes-preserve-unknown-fields": true,
      },
    ],
    ["string | null", { type: "string", nullable: true }],
    ["(string | null)[]", { type: "array", items: { type: "string", nullable: true } }],
    ["string | undefined", text],
    ["NonNullable<string | null>", text],
    ["string & { readonly __brand: 'Name' }", text],
    ["string & {}", text],
    ["Branded<string, 'Name'>", text],
    ["Int32 & Tagged<'Port'>", int32],
    ["Readonly<string>", text],
  ])("%s", async (type, schema) => {
    const brands = `
      declare const brand: unique symbol;
      type Branded<T, B> = T & { readonly __brand: B };
      interface Tagged<B> { readonly [brand]: B }`;
    expect(await schemaOf(type, brands)).toEqual(schema);
  });

  test("what may be undefined may be left out, by whatever name", async () => {
    const spec = await specOf(
      "a: string | undefined;\nb: Maybe<Int32>;\nc?: string | null | undefined;\nd: Required<{ x?: Maybe<string> }>;\ne: string;",
      "type Maybe<T> = T | undefined;",
    );
    expect(spec.required).toEqual(["d", "e"]);
    expect(spec.properties?.d?.required).toEqual(["x"]);
    expect(spec.properties?.c).toEqual({ type: "string", nullable: true });
  });

  test("a duration is what Go reads", async () => {
    const { pattern = "" } = await schemaOf("Duration");
    const accepted = ["1h30m", "0", "-1.5s", "300ms", ".5h"].filter((value) =>
      new RegExp(pattern).test(value),
    );
    const refused = ["1", "h", "", "1d", "1h 30m"].filter((value) => new RegExp(pattern).test(value));
    expect({ accepted, refused }).toEqual({ accepted: ["1h30m", "0", "-1.5s", "300ms", ".5h"], refused: [] });
  });
});

describe("literals", () => {
  test.each([
    ['"c" | "a" | "b"', { type: "string", enum: ["c", "a", "b"] }],
    ['"only"', { type: "string", enum: ["only"] }],
    ["1 | -2", { type: "integer", enum: [1, -2] }],
    ["true", { type: "boolean", enum: [true] }],
    ["true | false", { type: "boolean" }],
    ['"a" | null', { type: "string", pattern: "^(a)$", nullable: true }],
    ['"a.b" | "" | null', { type: "string", pattern: "^(a\\.b|)$", nullable: true }],
    ["true | false | null", { type: "boolean", nullable: true }],
    ['Exclude<"a" | "b" | "c", "b">', { type: "string", enum: ["a", "c"] }],
    ['Extract<"a" | "b" | "c", "b" | "x">', { type: "string", enum: ["b"] }],
    ["`v${1 | 2}`", { type: "string", enum: ["v1", "v2"] }],
    ["`${number}Mi`", { type: "string", pattern: "^-?[0-9]+(\\.[0-9]+)?Mi$" }],
    ["`a.${string}`", { type: "string", pattern: "^a\\.[\\s\\S]*$" }],
    ['`${"x" | "y"}-${bigint}`', { type: "string", pattern: "^(x|y)--?[0-9]+$" }],
  ])("%s", async (type, schema) => {
    expect(await schemaOf(type)).toEqual(schema);
  });

  test("the order of an enum is that of the source, also when a value was seen before", async () => {
    const spec = await specOf('a: "c"; b: "b" | "a" | "c"');
    expect(spec.properties?.b?.enum).toEqual(["b", "a", "c"]);
  });

  test("a union of unions has the values of all, once, and null if one of them has it", async () => {
    const declarations = 'type A = "x" | "y" | null; type B = A | "y" | "z";';
    expect(await schemaOf("B", declarations)).toEqual({
      type: "string",
      pattern: "^(x|y|z)$",
      nullable: true,
    });
  });

  test.each([
    ["1 | -2 | null", { rule: "self == 1 || self == -2", message: "must be 1 or -2" }],
    ["0.5 | 1.5 | null", { rule: "self == 0.5 || self == 1.5", message: "must be 0.5 or 1.5" }],
    ["true | null", { rule: "self == true", message: "must be true" }],
  ])("a choice that has null in it, which a server refuses beside an enum: %s", async (type, rule) => {
    expect(await schemaOf(type)).toMatchObject({ nullable: true, "x-kubernetes-validations": [rule] });
    expect(await schemaOf(type)).not.toHaveProperty("enum");
  });

  test.each([
    ["`a${string}` | 'b.c'", { type: "string", pattern: "^(a[\\s\\S]*|b\\.c)$" }],
    ["(string & {}) | 'a'", { type: "string" }],
    ["Int32 | 'auto' | 'none'", { ...intOrString, pattern: "^(auto|none)$" }],
    ["number | `${number}%`", { ...intOrString, pattern: "^(-?[0-9]+(\\.[0-9]+)?%)$" }],
    ["Exclude<string | null, null>", text],
    ["Extract<'a' | 1, string>", { type: "string", enum: ["a"] }],
    ["Uppercase<'a' | 'b'>", { type: "string", enum: ["A", "B"] }],
    ["`get${Capitalize<'one'>}`", { type: "string", enum: ["getOne"] }],
  ])("%s", async (type, schema) => {
    expect(await schemaOf(type)).toEqual(schema);
  });

  test("enums of numbers count on, compute, and name their members", async () => {
    const declarations =
      "enum A { Zero, Five = 5, Six } const enum Flags { R = 1 << 0, W = 1 << 1, RW = R | W }";
    expect(await schemaOf("A", declarations)).toEqual({ type: "integer", enum: [0, 5, 6] });
    expect(await schemaOf("A.Six", declarations)).toEqual({ type: "integer", enum: [6] });
    expect(await schemaOf("Flags", declarations)).toEqual({ type: "integer", enum: [1, 2, 3] });
    expect(await schemaOf("(typeof A)[keyof typeof A]", declarations)).toEqual({
      type: "integer",
      enum: [0, 5, 6],
    });
  });

  test("enums have their texts; a member has one", async () => {
    const declarations = 'enum Level { Low = "low", High = "high" }';
    expect(await schemaOf("Level", declarations)).toEqual({ type: "string", enum: ["low", "high"] });
    expect(await schemaOf("Level.High", declarations)).toEqual({ type: "string", enum: ["high"] });
  });
});

describe("lists and maps", () => {
  test.each([
    ["string[]", { type: "array", items: text }],
    ["readonly string[]", { type: "array", items: text }],
    ["Array<Int32>", { type: "array", items: int32 }],
    ["ReadonlyArray<string>", { type: "array", items: text }],
    ["string[][]", { type: "array", items: { type: "array", items: text } }],
    ["[string, string]", { type: "array", items: text, minItems: 2, maxItems: 2 }],
    ["readonly [first: string, second: string]", { type: "array", items: text, minItems: 2, maxItems: 2 }],
    ["[string, string?]", { type: "array", items: text, minItems: 1, maxItems: 2 }],
    ["[string, ...string[]]", { type: "array", items: text, minItems: 1 }],
    ["[string, ...[string, string?]]", { type: "array", items: text, minItems: 2, maxItems: 3 }],
    ["[...string[], string]", { type: "array", items: text, minItems: 1 }],
    ["Record<string, Int32>", { type: "object", additionalProperties: int32 }],
    ["{ [name: string]: Int32 }", { type: "object", additionalProperties: int32 }],
    ["{ [K in string]: Int32 }", { type: "object", additionalProperties: int32 }],
    [
      'Record<"a" | "b", Int32>',
      { type: "object", properties: { a: int32, b: int32 }, required: ["a", "b"] },
    ],
    ['Partial<Record<"a" | "b", string>>', { type: "object", properties: { a: text, b: text } }],
  ])("%s", async (type, schema) => {
    expect(await schemaOf(type)).toEqual(schema);
  });

  test("a list of conditions is a map by type, unless the field says otherwise", async () => {
    const conditions = await schemaOf("Condition[]");
    expect(conditions).toMatchObject({
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["type"],
    });
    expect(conditions.items?.required).toEqual(["lastTransitionTime", "message", "reason", "status", "type"]);
    const spec = await specOf("/** @listType atomic */\np: Condition[];");
    expect(spec.properties?.p?.["x-kubernetes-list-type"]).toBe("atomic");
    expect(spec.properties?.p).not.toHaveProperty("x-kubernetes-list-map-keys");
  });

  test("an interface of an index signature alone is a map", async () => {
    expect(await schemaOf("Table", "interface Table { [name: string]: string }")).toEqual({
      type: "object",
      additionalProperties: text,
    });
  });
});

describe("objects", () => {
  const object = (properties: object, required: string[] = []) => ({
    type: "object",
    properties,
    ...(required.length > 0 ? { required } : {}),
  });
  const zone = { type: "string", description: "Zone." };
  const named = "interface Base {\n /** Zone. */\n zone: string;\n rack?: Int32;\n}";

  test.each([
    ["{ a: string; b?: Int32 }", object({ a: text, b: int32 }, ["a"])],
    ["{}", { type: "object" }],
    ["Base", object({ zone, rack: int32 }, ["zone"])],
    ["Base & { a: string }", object({ zone, rack: int32, a: text }, ["a", "zone"])],
    ["Base & { rack: Int32 }", object({ zone, rack: int32 }, ["rack", "zone"])],
    ['Pick<Base, "rack">', object({ rack: int32 })],
    ['Omit<Base, "rack">', object({ zone }, ["zone"])],
    ["Partial<Base>", object({ zone, rack: int32 })],
    ["Required<Base>", object({ zone, rack: int32 }, ["rack", "zone"])],
    ["Readonly<Base>", object({ zone, rack: int32 }, ["zone"])],
    ['Base["zone"]', zone],
    ['Base[keyof Pick<Base, "rack">]', int32],
    ["{ [K in keyof Base]: string }", object({ zone: text, rack: text }, ["zone"])],
    ["{ [K in keyof Base]-?: Base[K] }", object({ zone, rack: int32 }, ["rack", "zone"])],
    ["{ [K in keyof Base]?: Base[K] }", object({ zone, rack: int32 })],
    ["keyof Base", { type: "string", enum: ["zone", "rack"] }],
    ["keyof Record<string, string>", text],
    ["keyof Base & string", { type: "string", enum: ["zone", "rack"] }],
    ["{ [K in keyof Base & string]: Base[K] }", object({ zone, rack: int32 }, ["zone"])],
    ["Partial<Record<string, Int32>>", { type: "object", additionalProperties: int32 }],
    [
      "{ [K in keyof Base as `my${Capitalize<K>}`]: Base[K] }",
      object({ myZone: zone, myRack: int32 }, ["myZone"]),
    ],
    ['{ [K in keyof Base as Exclude<K, "zone">]: Base[K] }', object({ rack: int32 })],
    ['MyPick<Base, "rack">', object({ rack: int32 })],
    ['({ kind: "a"; x: string } | { kind: "b" })["kind"]', { type: "string", enum: ["a", "b"] }],
    ['keyof ({ kind: "a"; x: string } | { kind: "b" })', { type: "string", enum: ["kind"] }],
    ["{ a?: undefined; b: string }", object({ b: text }, ["b"])],
    [
      '{ ["quoted-name"]: string; 5: string; [key]: string }',
      object({ "quoted-name": text, "5": text, computed: text }, ["5", "computed", "quoted-name"]),
    ],
    ['Pick<ObjectMeta, "labels">', object({ labels: { type: "object", additionalProperties: text } })],
  ])("%s", async (type, schema) => {
    const more = 'type MyPick<T, K extends keyof T> = { [P in K]: T[P] };\nconst key = "computed";';
    expect(await schemaOf(type, `${named}\n${more}`)).toEqual(schema);
  });

  test("a comment may stand on the line of its property, whatever stands there before", async () => {
    const line = "type Line = { /** A. @minLength 2 */ a: string; /** @title B */ b?: Int32 }";
    expect(await schemaOf("Line", line)).toEqual(
      object({ a: { ...text, description: "A.", minLength: 2 }, b: { ...int32, title: "B" } }, ["a"]),
    );
  });

  test("a comment on the line of another property is not lost in silence", async () => {
    const above = "interface Above { a: string; /** Zone. */\nzone: string }";
    await expect(schemaOf("Above", above)).rejects.toThrow(
      "the comment before this property belongs to the line above",
    );
  });

  test("an interface has what it extends, replaced by its own, and what is declared of it elsewhere", async () => {
    const declarations = `
      interface A { one: string; two: string }
      interface B<T> { three: T }
      interface C extends A, B<Int32> { two: "x" }
      interface C { four: boolean }`;
    const schema = await schemaOf("C", declarations);
    expect(Object.keys(schema.properties ?? {})).toEqual(["four", "one", "three", "two"]);
    expect(schema.properties).toMatchObject({ two: { enum: ["x"] }, three: int32 });
  });

  test("a part of a type may be named inside of it; a part that holds itself is a recursion", async () => {
    const declarations =
      "interface S { health?: { ok: boolean }; parts?: { health: NonNullable<S['health']> }[] }";
    const schema = await schemaOf("S", declarations);
    expect(schema.properties?.parts?.items?.properties?.health).toEqual(schema.properties?.health);
    await expect(schemaOf("R", "interface R { a?: { b?: R['a'] } }")).rejects.toThrow("contains itself");
  });

  test.each([
    [
      "keys",
      "interface R { a: string; b: Int32; by?: keyof R }",
      "by",
      { type: "string", enum: ["a", "b", "by"] },
    ],
    ["keys of a class", "class R { a: string; by?: keyof R }", "by", { type: "string", enum: ["a", "by"] }],
    [
      "keys with those of what is extended",
      "interface P { a: string } interface R extends P { b?: Exclude<keyof R, 'b'> }",
      "b",
      { type: "string", enum: ["a"] },
    ],
    [
      "properties for keys",
      "interface R { a?: string; all?: { [K in Exclude<keyof R, 'all'>]: Int32 } }",
      "all",
      { type: "object", properties: { a: int32 }, required: ["a"] },
    ],
    [
      "a property of what it extends",
      "interface P {\n/** @maxLength 3 */\na: string } interface R extends P { b?: R['a'] }",
      "b",
      { type: "string", maxLength: 3 },
    ],
    [
      "one of two properties",
      "class R { a: 'x'; c: 'y'; b?: R['a' | 'c'] }",
      "b",
      { type: "string", enum: ["x", "y"] },
    ],
  ])("a type may name its own parts: %s", async (_, declarations, name, schema) => {
    expect((await schemaOf("R", declarations)).properties?.[name]).toEqual(schema);
  });

  test("an alias of its own keys is refused", async () => {
    await expect(schemaOf("R", "type R = keyof R;")).rejects.toThrow('"R" contains itself');
  });

  test("what goes on below a depth may be anything, whatever is said of it", async () => {
    const open = { "x-kubernetes-preserve-unknown-fields": true };
    const spec = await schemaOf(
      "T",
      "/** @maxDepth 1 */\ninterface T {\nv: string;\n/** More. @maxItems 3 */\nkids?: T[];\n/** @immutable */\nby?: Record<string, T>;\nnext: T | null;\nalso?: T & { x: string } }",
    );
    expect(spec.properties?.next?.properties).toEqual({
      v: text,
      kids: { description: "More.", ...open },
      by: open,
      next: { ...open, nullable: true },
      also: open,
    });
    expect(spec.properties?.next?.required).toEqual(["next", "v"]);
    expect(spec.properties?.kids).toMatchObject({ maxItems: 3, items: { properties: { v: text } } });
  });

  test("what extends a known type has its properties", async () => {
    const schema = await schemaOf("Mine", "interface Mine extends Condition { extra: string }");
    expect(Object.keys(schema.properties ?? {})).toContain("lastTransitionTime");
    expect(schema.required).toContain("extra");
  });
});

describe("generics", () => {
  test("arguments, defaults of parameters, and generics inside of generics", async () => {
    const declarations = `
      interface Page<T, U = string> { items: T[]; next?: U }
      type Box<T> = { value: T };`;
    expect(await schemaOf("Page<Box<Int32>>", declarations)).toEqual({
      type: "object",
      required: ["items"],
      properties: {
        items: {
          type: "array",
          items: { type: "object", properties: { value: int32 }, required: ["value"] },
        },
        next: text,
      },
    });
    expect((await schemaOf("Box<Box<Int32>>", declarations)).properties?.value?.properties?.value).toEqual(
      int32,
    );
  });

  test("a parameter of one type does not reach into another of the same name", async () => {
    const declarations =
      "type Port = Int32; interface Inner { port: Port } interface Wrap<Port> { own: Port; inner: Inner }";
    const schema = await schemaOf("Wrap<string>", declarations);
    expect(schema.properties).toMatchObject({ own: text, inner: { properties: { port: int32 } } });
  });
});

describe("constants as types", () => {
  const declarations = `
    const sizes = ["small", "large"] as const;
    const codes = { ok: 1, bad: 2 } as const;
    const one = "1";
    const list = [{ name: "a", size: 1 }, { name: "b", size: 2 }] as const;
    const wide = { k1: Math.random(), k2: 2 };
    const typed: "x" | "y" = "x";
    enum Level { Low = "low", High = "high" }
    namespace Inner { export const sizes = ["s"] as const }`;
  test.each([
    ["(typeof sizes)[number]", { type: "string", enum: ["small", "large"] }],
    ["keyof typeof codes", { type: "string", enum: ["ok", "bad"] }],
    ["(typeof codes)[keyof typeof codes]", { type: "integer", enum: [1, 2] }],
    ['(typeof codes)["bad"]', { type: "integer", enum: [2] }],
    ["typeof one", { type: "string", enum: ["1"] }],
    ['(typeof list)[number]["name"]', { type: "string", enum: ["a", "b"] }],
    ["typeof codes.bad", { type: "integer", enum: [2] }],
    ["keyof typeof wide", { type: "string", enum: ["k1", "k2"] }],
    ["typeof typed", { type: "string", enum: ["x", "y"] }],
    ["(typeof Level)[keyof typeof Level]", { type: "string", enum: ["low", "high"] }],
    ["keyof typeof Level", { type: "string", enum: ["Low", "High"] }],
    ["(typeof Inner.sizes)[number]", { type: "string", enum: ["s"] }],
    [
      "{ [K in (typeof sizes)[number]]: boolean }",
      {
        type: "object",
        properties: { small: { type: "boolean" }, large: { type: "boolean" } },
        required: ["large", "small"],
      },
    ],
  ])("%s", async (type, schema) => {
    expect(await schemaOf(type, declarations)).toEqual(schema);
  });
});

describe("built-in types", () => {
  const core =
    'import type { PodSpec, ResourceRequirements, Service } from "kubewright/k8s/core/v1"; import * as apps from "kubewright/k8s/apps/v1";';
  test("keep their topology, and have no references", async () => {
    const pod = await schemaOf("PodSpec", core);
    const ports = pod.properties?.containers?.items?.properties?.ports;
    expect(ports).toMatchObject({
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["containerPort", "protocol"],
    });
    expect(ports?.items?.properties?.protocol?.default).toBe("TCP");
    expect(JSON.stringify(pod)).not.toContain("$ref");
  });

  test("can be taken apart and put together", async () => {
    expect(await schemaOf('Pick<PodSpec, "hostname">', core)).toEqual({
      type: "object",
      properties: { hostname: text },
    });
    expect(await schemaOf('PodSpec["containers"][number]["image"]', core)).toEqual(text);
    expect(
      (await schemaOf("Mine", `${core} interface Mine extends ResourceRequirements { extra: string }`))
        .properties,
    ).toHaveProperty("limits");
  });

  test("are found through a namespace, and inside of import()", async () => {
    expect((await schemaOf("apps.DeploymentSpec", core)).properties).toHaveProperty("replicas");
    expect((await schemaOf('import("kubewright/k8s/core/v1").ObjectReference')).properties).toHaveProperty(
      "uid",
    );
  });

  test("metadata of a template keeps labels, which the server would prune from a bare object", async () => {
    const schema = await schemaOf("apps.DeploymentSpec", core);
    expect(schema.properties?.template?.properties?.metadata?.properties).toHaveProperty("labels");
  });

  test("an embedded kind is checked as a whole object", async () => {
    expect(await schemaOf("EmbeddedResource<Service>", core)).toMatchObject({
      type: "object",
      "x-kubernetes-embedded-resource": true,
      properties: { metadata: { type: "object" }, spec: { type: "object" } },
    });
  });
});
