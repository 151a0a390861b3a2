import fc from "fast-check";
import { objectOf, type Expected } from "./expected.ts";

/** A type as a source writes it, and what must come of it. `§` in texts becomes a number that nothing else has. */
export interface TypeCase {
  readonly row: string;
  readonly text: string;
  /** Lines that stand outside of the kind's interface. */
  readonly declarations?: readonly string[];
  /** Further files, by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly schema: Expected;
}

const int32 = { type: "integer", format: "int32" };
const intOrString = { anyOf: [{ type: "integer" }, { type: "string" }], "x-kubernetes-int-or-string": true };
const preserved = { "x-kubernetes-preserve-unknown-fields": true };

/** A pattern that accepts and refuses certain texts. */
const patternOf = (accepted: readonly string[], refused: readonly string[]) => (pattern: unknown) =>
  typeof pattern === "string" &&
  accepted.every((text) => new RegExp(pattern, "u").test(text)) &&
  refused.every((text) => !new RegExp(pattern, "u").test(text));

/** Types without parts: what they are called, and their schema after the table of controller-gen's types. */
const scalars: readonly (readonly [string, Expected])[] = [
  ["string", { type: "string" }],
  ["boolean", { type: "boolean" }],
  ["Int32", int32],
  ["Int64", { type: "integer", format: "int64" }],
  ["UInt32", { type: "integer", format: "int64", minimum: 0, maximum: 2 ** 32 - 1 }],
  ["Integer", { type: "integer" }],
  ["bigint", { type: "integer", format: "int64" }],
  ["Time", { type: "string", format: "date-time" }],
  ["MicroTime", { type: "string", format: "date-time" }],
  ["Date", { type: "string", format: "date-time" }],
  ["Duration", { type: "string", pattern: patternOf(["1h30m", "0", "-1.5s"], ["1", "1d", ""]) }],
  ["Base64", { type: "string", format: "byte" }],
  ["Uint8Array", { type: "string", format: "byte" }],
  ["Quantity", { ...intOrString, pattern: patternOf(["500m", "2Gi", "-1"], ["x", "1 Gi", ""]) }],
  ["IntOrString", intOrString],
  ["number | string", intOrString],
  ["string | number", intOrString],
  ["unknown", preserved],
  ["RawExtension", { type: "object", ...preserved }],
  ["EmbeddedResource", { type: "object", "x-kubernetes-embedded-resource": true, ...preserved }],
  [
    "ObjectMeta",
    { type: "object", properties: (value: unknown) => Object.keys(value ?? {}).includes("labels") },
  ],
  [
    "Condition",
    {
      type: "object",
      required: ["lastTransitionTime", "message", "reason", "status", "type"],
      description: (text: unknown) => typeof text === "string",
      properties: (value: unknown) => Object.keys(value ?? {}).length === 6,
    },
  ],
  [
    "KubernetesObject",
    {
      type: "object",
      properties: {
        apiVersion: { type: "string" },
        kind: { type: "string" },
        metadata: (value: unknown) => value !== undefined,
      },
    },
  ],
  [
    "ObjectMeta<{ name: string }>",
    { type: "object", properties: (value: unknown) => Object.keys(value ?? {}).includes("labels") },
  ],
  ["(string)", { type: "string" }],
  ["string & { readonly __brand: 'B' }", { type: "string" }],
  ["NonNullable<string | null>", { type: "string" }],
  ["NoInfer<string>", { type: "string" }],
  ["DeepReadonly<Int32>", int32],
  ["Readonly<string>", { type: "string" }],
  ["Int32 | 'auto'", { ...intOrString, pattern: patternOf(["auto"], ["other", ""]) }],
  ["{}", { type: "object" }],
];

const scalarRows = scalars.map(([text, schema]): TypeCase => ({ row: text, text, schema }));

/** Some that go into others: short, and without parts of their own. */
const simple: fc.Arbitrary<TypeCase> = fc.constantFrom(
  ...scalarRows.filter(({ text }) => ["string", "boolean", "Int32", "Time", "IntOrString"].includes(text)),
);

const word = fc.constantFrom("a", "bee", "c-d", "E9", "f.g", "h+i", "j(k", "l|m");
const words = fc.uniqueArray(word, { minLength: 1, maxLength: 4 });
const ints = fc.uniqueArray(fc.integer({ min: -9, max: 99 }), { minLength: 1, maxLength: 4 });

const quoted = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join(" | ");
const escaped = (text: string) =>
  [...text].map((char) => (/[A-Za-z0-9-]/.test(char) ? char : `\\${char}`)).join("");
const stringEnum = (values: readonly unknown[]) => ({ type: "string", enum: values });
const intEnum = (values: readonly unknown[]) => ({ type: "integer", enum: values });

const literalRows: Readonly<Record<string, fc.Arbitrary<Omit<TypeCase, "row">>>> = {
  texts: words.map((values) => ({ text: quoted(values), schema: stringEnum(values) })),
  integers: ints.map((values) => ({ text: values.join(" | "), schema: intEnum(values) })),
  truth: fc.boolean().map((value) => ({ text: String(value), schema: { type: "boolean", enum: [value] } })),
  "true | false": fc.constant({ text: "true | false", schema: { type: "boolean" } }),
  null: simple.map(({ text, schema }) => ({ text: `${text} | null`, schema: { ...schema, nullable: true } })),
  "enum of texts": words.map((values) => ({
    text: "E§",
    declarations: [
      `enum E§ { ${values.map((value, at) => `M${at} = ${JSON.stringify(value)}`).join(", ")} }`,
    ],
    schema: stringEnum(values),
  })),
  "enum of numbers": fc.integer({ min: 0, max: 9 }).map((first) => ({
    text: "E§",
    declarations: [`enum E§ { A = ${first}, B, C = ${first} << 4 }`],
    schema: intEnum([...new Set([first, first + 1, first * 16])]),
  })),
  "enum member": words.map((values) => ({
    text: "E§.M0",
    declarations: [
      `enum E§ { ${values.map((value, at) => `M${at} = ${JSON.stringify(value)}`).join(", ")} }`,
    ],
    schema: stringEnum(values.slice(0, 1)),
  })),
  "(typeof list)[number]": words.map((values) => ({
    text: "(typeof list§)[number]",
    declarations: [`const list§ = ${JSON.stringify(values)} as const;`],
    schema: stringEnum(values),
  })),
  "keyof typeof object": words.map((values) => ({
    text: "keyof typeof object§",
    declarations: [
      `const object§ = { ${values.map((value) => `${JSON.stringify(value)}: 1`).join(", ")} } as const;`,
    ],
    schema: stringEnum(values),
  })),
  "values of a constant": ints.map((values) => ({
    text: "(typeof object§)[keyof typeof object§]",
    declarations: [
      `const object§ = { ${values.map((value, at) => `k${at}: ${value}`).join(", ")} } as const;`,
    ],
    schema: intEnum(values),
  })),
  "typeof constant": word.map((value) => ({
    text: "typeof one§",
    declarations: [`const one§ = ${JSON.stringify(value)};`],
    schema: stringEnum([value]),
  })),
  "finite template": words.map((values) => ({
    text: `\`x-\${${quoted(values)}}\``,
    schema: stringEnum(values.map((value) => `x-${value}`)),
  })),
  "pattern template": word.map((value) => ({
    text: `\`${value}\${string}\``,
    schema: {
      type: "string",
      pattern: (pattern: unknown) =>
        typeof pattern === "string" &&
        pattern.startsWith(`^${escaped(value)}`) &&
        new RegExp(pattern).test(`${value}zz`) &&
        !new RegExp(pattern).test(`zz${value}`),
    },
  })),
  "numbers in a template": fc.constant({
    text: "`${number}Mi`",
    schema: { type: "string", pattern: patternOf(["1Mi", "-2.5Mi"], ["Mi", "xMi", "1Mi2"]) },
  }),
  Exclude: words.map((values) => ({
    text: `Exclude<"gone" | ${quoted(values)}, "gone">`,
    schema: stringEnum(values),
  })),
  Extract: words.map((values) => ({
    text: `Extract<"gone" | ${quoted(values)}, ${quoted(values)}>`,
    schema: stringEnum(values),
  })),
  Uppercase: words.map((values) => ({
    text: `Uppercase<${quoted(values)}>`,
    schema: stringEnum([...new Set(values.map((value) => value.toUpperCase()))]),
  })),
  Lowercase: fc.constant({ text: 'Lowercase<"AB" | "c">', schema: stringEnum(["ab", "c"]) }),
  Capitalize: fc.constant({ text: 'Capitalize<"ab" | "c">', schema: stringEnum(["Ab", "C"]) }),
  Uncapitalize: fc.constant({ text: 'Uncapitalize<"AB" | "c">', schema: stringEnum(["aB", "c"]) }),
};

const base = "interface Base§ { one: string; two?: Int32; three: boolean }";
const one = { type: "string" };
const three = { type: "boolean" };
const shapes: Readonly<Record<string, fc.Arbitrary<Omit<TypeCase, "row">>>> = {
  "T[]": simple.map(({ text, schema }) => ({
    text: `(${text})[]`,
    schema: { type: "array", items: schema },
  })),
  "readonly T[]": simple.map(({ text, schema }) => ({
    text: `readonly (${text})[]`,
    schema: { type: "array", items: schema },
  })),
  "Array<T>": simple.map(({ text, schema }) => ({
    text: `Array<${text}>`,
    schema: { type: "array", items: schema },
  })),
  "ReadonlyArray<T>": simple.map(({ text, schema }) => ({
    text: `ReadonlyArray<${text}>`,
    schema: { type: "array", items: schema },
  })),
  "T[][]": simple.map(({ text, schema }) => ({
    text: `(${text})[][]`,
    schema: { type: "array", items: { type: "array", items: schema } },
  })),
  "list of objects": fc.constant({
    text: "{ name: string; size?: Int32 }[]",
    schema: { type: "array", items: objectOf({ name: one, size: int32 }, ["name"]) },
  }),
  "Condition[]": fc.constant({
    text: "Condition[]",
    schema: {
      type: "array",
      items: (value: unknown) => value !== undefined,
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["type"],
    },
  }),
  tuple: fc.tuple(simple, fc.integer({ min: 1, max: 4 })).map(([{ text, schema }, count]) => ({
    text: `[${Array.from({ length: count }, () => text).join(", ")}]`,
    schema: { type: "array", items: schema, minItems: count, maxItems: count },
  })),
  "optional in a tuple": simple.map(({ text, schema }) => ({
    text: `[first: ${text}, second?: ${text}]`,
    schema: { type: "array", items: schema, minItems: 1, maxItems: 2 },
  })),
  "rest of a tuple": simple.map(({ text, schema }) => ({
    text: `readonly [${text}, ...(${text})[]]`,
    schema: { type: "array", items: schema, minItems: 1 },
  })),
  "Record<string, T>": simple.map(({ text, schema }) => ({
    text: `Record<string, ${text}>`,
    schema: { type: "object", additionalProperties: schema },
  })),
  "index signature": simple.map(({ text, schema }) => ({
    text: `{ [key: string]: ${text} }`,
    schema: { type: "object", additionalProperties: schema },
  })),
  "mapped over string": simple.map(({ text, schema }) => ({
    text: `{ [K in string]: ${text} }`,
    schema: { type: "object", additionalProperties: schema },
  })),
  "Record of names": fc.tuple(words, simple).map(([names, { text, schema }]) => ({
    text: `Record<${quoted(names)}, ${text}>`,
    schema: objectOf(Object.fromEntries(names.map((name) => [name, schema])), names),
  })),
  "inline object": fc.tuple(simple, simple).map(([a, b]) => ({
    text: `{ a: ${a.text}; readonly "b-c"?: ${b.text} }`,
    schema: objectOf({ a: a.schema, "b-c": b.schema }, ["a"]),
  })),
  "open object": fc.constant({
    text: "{ a: string; [key: string]: unknown }",
    schema: { ...objectOf({ a: one }, ["a"]), ...preserved },
  }),
  undefined: simple.map(({ text, schema }) => ({
    text: `{ a: ${text} | undefined; b?: undefined }`,
    schema: objectOf({ a: schema }),
  })),
  interface: fc.constant({
    text: "Base§",
    declarations: [base],
    schema: objectOf({ one, two: int32, three }, ["one", "three"]),
  }),
  "merged interface": fc.constant({
    text: "Base§",
    declarations: [base, "interface Base§ { four: string }"],
    schema: objectOf({ one, two: int32, three, four: one }, ["one", "three", "four"]),
  }),
  extends: fc.constant({
    text: "More§",
    declarations: [base, "interface More§ extends Base§ { three: true; four?: string }"],
    schema: objectOf({ one, two: int32, three: { type: "boolean", enum: [true] }, four: one }, [
      "one",
      "three",
    ]),
  }),
  "A & B": fc.constant({
    text: "Base§ & { four: string }",
    declarations: [base],
    schema: objectOf({ one, two: int32, three, four: one }, ["one", "three", "four"]),
  }),
  Pick: fc.constant({
    text: 'Pick<Base§, "two" | "one">',
    declarations: [base],
    schema: objectOf({ one, two: int32 }, ["one"]),
  }),
  Omit: fc.constant({
    text: 'Omit<Base§, "one">',
    declarations: [base],
    schema: objectOf({ two: int32, three }, ["three"]),
  }),
  Partial: fc.constant({
    text: "Partial<Base§>",
    declarations: [base],
    schema: objectOf({ one, two: int32, three }),
  }),
  Required: fc.constant({
    text: "Required<Base§>",
    declarations: [base],
    schema: objectOf({ one, two: int32, three }, ["one", "two", "three"]),
  }),
  mapped: fc.constant({
    text: "{ [K in keyof Base§]: Base§[K] }",
    declarations: [base],
    schema: objectOf({ one, two: int32, three }, ["one", "three"]),
  }),
  "mapped as": fc.constant({
    text: "{ [K in keyof Base§ as `my${Capitalize<K>}`]?: Base§[K] }",
    declarations: [base],
    schema: objectOf({ myOne: one, myTwo: int32, myThree: three }),
  }),
  keyof: fc.constant({
    text: "keyof Base§",
    declarations: [base],
    schema: stringEnum(["one", "two", "three"]),
  }),
  indexed: fc.constant({ text: 'Base§["three"]', declarations: [base], schema: three }),
  generic: simple.map(({ text, schema }) => ({
    text: `Box§<${text}>`,
    declarations: ["interface Box§<T, U = string> { value: T; other?: U }"],
    schema: objectOf({ value: schema, other: one }, ["value"]),
  })),
  "generic in a generic": simple.map(({ text, schema }) => ({
    text: `Pair§<${text}>`,
    declarations: ["type Box§<T> = { value: T };", "type Pair§<T> = { left: Box§<T>; right?: T };"],
    schema: objectOf({ left: objectOf({ value: schema }, ["value"]), right: schema }, ["left"]),
  })),
  class: fc.constant({
    text: "Class§",
    declarations: ["class Class§ { name!: string; size: Int32 = 3; on = true; static count = 1; }"],
    schema: objectOf({ name: one, size: { ...int32, default: 3 }, on: { type: "boolean", default: true } }, [
      "name",
    ]),
  }),
  namespace: simple.map(({ text, schema }) => ({
    text: "Space§.Inner",
    declarations: [`namespace Space§ { export type Inner = ${text} }`],
    schema,
  })),
  "import type": simple.map(({ text, schema }) => ({
    text: 'import("./alias§.ts").Alias',
    files: {
      "alias§.ts": `import type { Int32, IntOrString, Time } from "kubewright";\nexport type Alias = ${text};`,
    },
    schema,
  })),
  "exactly one of": simple.map(({ text, schema }) => ({
    text: `{ a: ${text} } | { b: string; c?: Int32 }`,
    schema: {
      ...objectOf({ a: schema, b: one, c: int32 }),
      oneOf: [{ required: ["a"] }, { required: ["b"] }],
    },
  })),
  exclusive: simple.map(({ text, schema }) => ({
    text: `{ a: ${text}; b?: never } | { b: string; a?: never }`,
    schema: {
      ...objectOf({ a: schema, b: one }),
      oneOf: [
        { required: ["a"], not: { anyOf: [{ required: ["b"] }] } },
        { required: ["b"], not: { anyOf: [{ required: ["a"] }] } },
      ],
    },
  })),
  discriminated: words
    .filter((values) => values.length > 1)
    .map((values) => ({
      text: values.map((value, at) => `{ kind: ${JSON.stringify(value)}; f${at}: string }`).join(" | "),
      schema: {
        ...objectOf(
          { kind: stringEnum(values), ...Object.fromEntries(values.map((_, at) => [`f${at}`, one])) },
          ["kind"],
        ),
        oneOf: values.map((value, at) => ({
          properties: { kind: { enum: [value] } },
          required: [`f${at}`],
          not: { anyOf: values.map((_, other) => ({ required: [`f${other}`] })).toSpliced(at, 1) },
        })),
      },
    })),
  "recursion to a depth": fc.constant({
    text: "Node§",
    declarations: ["/** @maxDepth 1 */", "interface Node§ { name: string; next?: Node§[] }"],
    schema: objectOf(
      {
        name: one,
        next: {
          type: "array",
          items: objectOf({ name: one, next: { "x-kubernetes-preserve-unknown-fields": true } }, ["name"]),
        },
      },
      ["name"],
    ),
  }),
};

/** What only the compiler's checker tells: rare, since each program of it costs. */
const computed: Readonly<Record<string, fc.Arbitrary<Omit<TypeCase, "row">>>> = {
  conditional: simple.map(({ text, schema }) => ({
    text: `Unwrap§<(${text})[]>`,
    declarations: ["type Unwrap§<T> = T extends (infer U)[] ? U : T;"],
    schema,
  })),
  "tags of what is inferred": fc.constant({
    text: "Value§<Held§>",
    declarations: [
      "interface Held§ {",
      "/** @maxLength 3 */",
      "value: string;",
      "}",
      "type Value§<T> = T extends { value: infer V } ? V : never;",
    ],
    schema: { type: "string", maxLength: 3 },
  }),
  ReturnType: fc.constant({
    text: "ReturnType<typeof make§>",
    declarations: ["declare function make§(): { a: string };"],
    schema: objectOf({ a: one }, ["a"]),
  }),
  "deep partial": fc.constant({
    text: "Deep§<Base§>",
    declarations: [base, "type Deep§<T> = T extends object ? { [K in keyof T]?: Deep§<T[K]> } : T;"],
    schema: objectOf({ one, two: int32, three }),
  }),
  Awaited: simple.map(({ text, schema }) => ({ text: `Awaited<Promise<${text}>>`, schema })),
  Parameters: fc.constant({
    text: "Parameters<(a: string) => void>",
    schema: { type: "array", items: one, minItems: 1, maxItems: 1 },
  }),
  ConstructorParameters: fc.constant({
    text: "ConstructorParameters<typeof Made§>",
    declarations: ["declare class Made§ { constructor(name: string); }"],
    schema: { type: "array", items: one, minItems: 1, maxItems: 1 },
  }),
  InstanceType: fc.constant({
    text: "InstanceType<typeof Made§>",
    declarations: ["declare class Made§ { name: string }"],
    schema: objectOf({ name: one }, ["name"]),
  }),
  ThisParameterType: fc.constant({
    text: "ThisParameterType<(this: { a: string }) => void>",
    schema: objectOf({ a: one }, ["a"]),
  }),
  OmitThisParameter: simple.map(({ text, schema }) => ({ text: `OmitThisParameter<${text}>`, schema })),
  "EmbeddedResource<T>": fc.constant({
    text: 'EmbeddedResource<import("kubewright/k8s/core/v1").ConfigMap>',
    schema: {
      type: "object",
      "x-kubernetes-embedded-resource": true,
      properties: (value: unknown) => Object.keys(value ?? {}).includes("binaryData"),
    },
  }),
};

function drawn(
  rows: Readonly<Record<string, fc.Arbitrary<Omit<TypeCase, "row">>>>,
): fc.Arbitrary<TypeCase>[] {
  return Object.entries(rows).map(([row, arbitrary]) => arbitrary.map((one) => ({ row, ...one })));
}

/** Every row of types that have a schema form. */
export const typeCase: fc.Arbitrary<TypeCase> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...scalarRows) },
  { weight: 12, arbitrary: fc.oneof(...drawn(literalRows)) },
  { weight: 20, arbitrary: fc.oneof(...drawn(shapes)) },
  { weight: 1, arbitrary: fc.oneof(...drawn(computed)) },
);

/** Names of all rows. */
export const typeRows: readonly string[] = [
  ...scalarRows.map(({ row }) => row),
  ...[literalRows, shapes, computed].flatMap((rows) => Object.keys(rows)),
];

/** A value that a schema accepts; undefined where none is made up. */
export function exampleOf(schema: Expected): unknown {
  if (schema["x-kubernetes-embedded-resource"] === true) return undefined;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (schema.type === "boolean") return true;
  if (schema.type === "integer") return 6;
  if (schema.type === "string" && schema.format === undefined && schema.pattern === undefined) return "abc";
  if (schema.type === "array" && schema.minItems === undefined) return [];
  if (schema.type === "object" && schema.required === undefined && schema.oneOf === undefined) return {};
  return undefined;
}
