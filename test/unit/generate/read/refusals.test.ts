import { describe, expect, test } from "vitest";
import { errorsOf, generate } from "../from-text.ts";

describe("types that have no schema form", () => {
  test.each([
    ["number", '"number" does not say how large: expected an alias of "kubewright"'],
    ["any", '"any" has no schema form'],
    ["object", '"object" has no schema form'],
    ["symbol", '"symbol" has no schema form'],
    ["undefined", '"undefined" has no schema form'],
    ["null", '"null" has no schema form'],
    ["() => void", '"() => void" has no schema form'],
    ["new () => string", '"new () => string" has no schema form'],
    ["{ call(): void }", '"call(): void" has no schema form'],
    ["{ get a(): string }", '"get a(): string" has no schema form'],
    ["{ a }", 'property "a" has no type'],
    ["{ [Symbol.iterator]: string }", "the name of a property must be a constant"],
    [
      "{ a: string; [key: string]: string }",
      "named properties and an index signature cannot stand in one object",
    ],
    ["Record<number, string>", '"number" does not say how large: expected an alias of "kubewright"'],
    ["Record<Int32, string>", 'keys of a map must be "string", found "Int32"'],
    ["Record<1 | 2, string>", 'keys of a map must be "string", found "1 | 2"'],
    ["{ [key: number]: string }", 'keys of a map must be "string", found "number"'],
    ["Record<`x-${string}`, string>", "a schema cannot say what the keys of a map look like"],
    ["[string, Int32]", '"[string, Int32]" has no schema form: the items of a tuple must be of one type'],
    ["[]", '"[]" has no schema form: expected at least one item'],
    [
      "[string, ...Int32[]]",
      '"[string, ...Int32[]]" has no schema form: the items of a tuple must be of one type',
    ],
    ["1n", '"1n" has no schema form'],
    ["number | Int32", '"number | Int32" has no schema form'],
    [
      "(string | undefined)[]",
      '"(string | undefined)[]" may hold "undefined", which JSON has no form for in a list',
    ],
    [
      "string extends string ? number : boolean",
      '"string extends string ? number : boolean" is "number", which has no schema form',
    ],
    ["ReturnType<() => any>", '"ReturnType<() => any>" is "any", which has no schema form'],
    ["Uppercase<string>", '"string" is no list of texts'],
    ["`${string | null}`", '"string | null" may be nothing, which cannot stand inside of a text'],
    ['"a" | 1', "the values of an enum must be of one type, found string and integer"],
    ["string & Int32", "only objects, unions of objects, and scalars of one type can be intersected"],
    ["{ a: string } & { a: Int32 }", '"a" is of two types that have no value in common'],
    ['{ a: "x" } & { a: "y" }', '"a" has no value that both types allow'],
    ["Map<string, string>", 'cannot find the type "Map"'],
    ["Int23", 'cannot find the type "Int23"'],
    ["Double", '"Double" is a floating-point number, which clients round differently'],
    ["Client", '"Client" of "kubewright" has no schema form'],
    ["Partial<string>", '"string" is no object with named properties'],
    ["Pick<{ a: string }, string>", '"string" is no list of property names'],
    ['Pick<{ a: string }, "b">', '"{ a: string }" has no property "b"'],
    ['{ a: string }["b"]', '"{ a: string }" has no property "b"'],
    ["Partial", '"Partial" has 0 type arguments: expected 1'],
    ["keyof string", '"string" has no named properties'],
    ["typeof missing", 'cannot find the constant "missing"'],
    ["EmbeddedResource<string>", '"string" is no kind of "kubewright/k8s"'],
  ])("%s", async (type, message) => {
    const [error] = await errorsOf(`p: ${type};`);
    expect(error?.split("\n")[0]).toMatch(/^2:\d+: error: /);
    expect(error?.split("\n")[0]?.replace(/^\d+:\d+: error: /, "")).toBe(message);
  });

  test.each([
    ["a class with a number of no size", "C", "class C { a = 1 }", 'property "a" has no type'],
    ["a class with a method", "C", "class C { a(): void {} }", '"a(): void {}" has no schema form'],
    [
      "a class with a getter",
      "C",
      "class C { get a() { return 1 } }",
      '"get a() { return 1 }" has no schema form',
    ],
    [
      "a class with a private field",
      "C",
      "class C { #a = true }",
      '"#a" is not a plain public property: everything in an object is on the wire',
    ],
    ["a class with a decorator", "C", "class C { @IsInt() a?: Int32 }", '"@IsInt()" has no schema form'],
    [
      "an enum of texts and numbers",
      "E",
      'enum E { A, B = "b" }',
      'the members of "E" are of several types: expected texts only, or whole numbers only',
    ],
    ["a member that an enum lacks", "E.C", "enum E { A, B }", '"E" has no member "C"'],
    ["a namespace", "N", "namespace N { export type A = string }", 'cannot find the type "N"'],
    [
      "a comment on the line of the declaration before",
      "B",
      "type A = string; /** @maxLength 3 */\ntype B = A;",
      "the comment before this type belongs to the line above",
    ],
    [
      "a depth of what is not recursive",
      "A",
      "/** @maxDepth 2 */\ninterface A { b: string }",
      '"@maxDepth" cannot stand here: the type does not contain itself',
    ],
    [
      "a depth that is none",
      "A",
      "/** @maxDepth 99 */\ninterface A { b?: A }",
      'wrong argument of "@maxDepth": expected a whole number from 1 to 16, found "99"',
    ],
    [
      "a recursion that only the compiler sees",
      "D<A>",
      "type D<T> = T extends object ? { [K in keyof T]: D<T[K]> } : T; interface A { a?: A }",
      '"A" contains itself at spec.p.a: a schema cannot be recursive',
    ],
    [
      "a list that is not constant",
      "(typeof l)[number]",
      'const l = ["a"];',
      'the type of "l" is wider than its values',
    ],
    [
      "a list as a type of its own",
      "typeof l",
      'const l = ["a"] as const;',
      "a constant that is a list or an object has no schema form",
    ],
    ["too few type arguments", "Box", "type Box<T> = { t: T };", '"Box" has 0 type arguments: expected 1'],
    [
      "too many type arguments",
      "Box<string, string>",
      "type Box<T> = { t: T };",
      '"Box<string, string>" has 2 type arguments: expected 1',
    ],
    [
      "recursion",
      "Node",
      "interface Node { next?: Node }",
      '"Node" contains itself at spec.p.next: a schema cannot be recursive',
    ],
    [
      "recursion around a corner",
      "A",
      "type A = { b: B[] }; type B = { a: Record<string, A> };",
      '"A" contains itself at spec.p.b.a: a schema cannot be recursive',
    ],
    [
      "keys that are renamed to any text",
      "{ [K in keyof B as `${K}${string}`]: string }",
      "interface B { a: string }",
      '"`${K}${string}`" gives a key more names than can be written down',
    ],
    [
      "extending a scalar",
      "C",
      "interface C extends Name {} type Name = string;",
      'cannot extend "Name": expected an object',
    ],
    [
      "keys with tags",
      "Record<Name, string>",
      "/** @maxLength 3 */ type Name = string;",
      "a schema cannot say what the keys of a map look like",
    ],
  ])("%s", async (_, type, declarations, message) => {
    const [error] = await errorsOf(`p: ${type};`, declarations);
    expect(error?.split("\n")[0]?.replace(/^\d+:\d+: error: /, "")).toBe(message);
  });

  test("the hint names what to write instead", async () => {
    expect((await errorsOf("p: Adress;", "interface Address { a: string }"))[0]).toContain(
      'hint: Did you mean "Address"?',
    );
    expect((await errorsOf("p: Int23;"))[0]).toContain('hint: Did you mean "Int32"?');
    expect((await errorsOf("p: Map<string, string>;"))[0]).toContain("hint: Use Record<string, …>");
    expect((await errorsOf("p: any;"))[0]).toContain('hint: Use "unknown"');
  });
});

describe("sources that are wrong", () => {
  test("what does not parse is told where", async () => {
    const { errors } = await generate({ "input.ts": "interface A {\n  a: string\n  b: ;\n}" });
    expect(errors[0]).toBe("input.ts:3:6: error: cannot read the source: Type expected");
  });

  test("types of other packages, and of files that are not there", async () => {
    const declarations = 'import type { Pod } from "@acme/types";\nimport type { Lost } from "./lost.ts";';
    const [foreign, missing] = await errorsOf("a: Pod;\nb: Lost;", declarations);
    expect(foreign).toContain(
      '2:4: error: cannot find the types of "@acme/types" that "Pod" is imported from\n  hint: Is it installed',
    );
    expect(missing).toBe('3:4: error: cannot find the file "./lost.ts" that "Lost" is imported from');
  });
});
