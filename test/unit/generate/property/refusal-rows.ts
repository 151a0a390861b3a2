import fc from "fast-check";

/** A type that has no schema form, and a part of what is said about it. */
export interface RefusedCase {
  readonly row: string;
  readonly text: string;
  readonly declarations?: readonly string[];
  readonly message: string;
  /** Whether it is said where the type is declared, on the first line of the declarations, rather than where it is used. */
  readonly declared?: boolean;
  /** Whether it may have a name, and is wrong only where that is used. */
  readonly used?: boolean;
}

const refused: readonly RefusedCase[] = [
  { row: "number", text: "number", message: '"number" does not say how large' },
  { row: "any", text: "any", message: '"any" has no schema form' },
  { row: "object", text: "object", message: '"object" has no schema form' },
  { row: "symbol", text: "symbol", message: '"symbol" has no schema form' },
  { row: "null", text: "null", message: '"null" has no schema form' },
  { row: "function", text: "() => void", message: '"() => void" has no schema form' },
  { row: "bigint literal", text: "1n", message: '"1n" has no schema form' },
  { row: "Map", text: "Map<string, string>", message: 'cannot find the type "Map"' },
  { row: "Set", text: "Set<string>", message: 'cannot find the type "Set"' },
  { row: "slip of the pen", text: "Int23", message: 'cannot find the type "Int23"' },
  { row: "float", text: "Double", message: '"Double" is a floating-point number' },
  { row: "numeric keys", text: "Record<Int32, string>", message: 'keys of a map must be "string"' },
  { row: "numeric index", text: "{ [key: number]: string }", message: 'keys of a map must be "string"' },
  {
    row: "keys of a pattern",
    text: "Record<`x-${string}`, string>",
    message: "a schema cannot say what the keys of a map look like",
  },
  { row: "mixed tuple", text: "[string, Int32]", message: "the items of a tuple must be of one type" },
  { row: "empty tuple", text: "[]", message: "expected at least one item" },
  { row: "mixed enum", text: '"a" | 1', message: "the values of an enum must be of one type" },
  {
    row: "two scalars at once",
    text: "string & Int32",
    message: "only objects, unions of objects, and scalars of one type can be intersected",
  },
  { row: "property of two types", text: "{ a: string } & { a: Int32 }", message: '"a" is of two types' },
  {
    row: "alternatives of two types",
    text: "{ a: string; x: string } | { b: string; x: Int32 }",
    message: '"x" is of another type in another alternative',
  },
  {
    row: "alternatives alike",
    text: "{ a: string } | { a: string; b?: string }",
    message: "cannot be told apart",
  },
  { row: "scalar or object", text: "string | { a: string }", message: "has no schema form" },
  { row: "method", text: "{ call(): void }", message: '"call(): void" has no schema form' },
  { row: "getter", text: "{ get a(): string }", message: '"get a(): string" has no schema form' },
  { row: "no type", text: "{ a }", message: 'property "a" has no type' },
  { row: "undefined in a list", text: "(string | undefined)[]", message: 'may hold "undefined"' },
  { row: "missing property", text: 'Pick<{ a: string }, "b">', message: 'has no property "b"' },
  { row: "missing argument", text: "Partial", message: '"Partial" has 0 type arguments' },
  {
    row: "wide constant",
    text: "(typeof list§)[number]",
    declarations: ['const list§ = ["a"];'],
    message: "is wider than its values",
  },
  {
    row: "class with a method",
    text: "Class§",
    declarations: ["class Class§ { run(): void {} }"],
    message: '"run(): void {}" has no schema form',
    declared: true,
  },
  {
    row: "private field",
    text: "Class§",
    declarations: ["class Class§ { #a = true }"],
    message: '"#a" is not a plain public property',
    declared: true,
  },
  {
    row: "enum of two types",
    text: "Enum§",
    declarations: ['enum Enum§ { A, B = "b" }'],
    message: "are of several types",
    declared: true,
  },
  {
    row: "recursion",
    text: "Node§",
    declarations: ["interface Node§ { next?: Node§ }"],
    message: '"Node§" contains itself at spec',
    declared: true,
  },
  { row: "unknown module", text: 'import("./gone.ts").Name', message: "cannot find" },
  { row: "never", text: "never[]", message: '"never" has no values' },
  {
    row: "a constant as a whole",
    text: "typeof list§",
    declarations: ['const list§ = ["a"] as const;'],
    message: "a constant that is a list or an object has no schema form",
    used: true,
  },
];

/** Every row of types that are refused. */
export const refusedCase: fc.Arbitrary<RefusedCase> = fc.constantFrom(...refused);

/** Names of all rows. */
export const refusedRows: readonly string[] = refused.map(({ row }) => row);
