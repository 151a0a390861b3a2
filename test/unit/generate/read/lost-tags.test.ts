import { describe, expect, test } from "vitest";
import { tagRules } from "../../../../src/generate/crd/tag-rules.ts";
import { tagNames } from "../../../../src/generate/model/tag-names.ts";
import { errorsOf, generate, schemaOf } from "../from-text.ts";

const text = { type: "string" };

test("every tag is known by its name where it is read", () => {
  const others = ["optional", "required", "featureGate"];
  expect([...tagNames].sort()).toEqual([...Object.keys(tagRules), ...others].sort());
});

describe("what is written like a tag, and is none, is not taken for text", () => {
  test.each([
    ["/** @minLength=3 */", 5, "@minLength=3"],
    ["/** @minLength: 3 */", 5, "@minLength: 3"],
    ["/** @items.minLength(3) */", 5, "@items.minLength(3)"],
    ["/** {@minLength 3} */", 6, "@minLength 3}"],
    ["/** At most (@maxLength 3). */", 14, "@maxLength 3)."],
    ["/** **@minLength** 3 */", 7, "@minLength** 3"],
    ["/* @minLength 3 */", 4, "@minLength 3"],
    ["// @minLength 3", 4, "@minLength 3"],
    ["/// +kubebuilder:validation:MinLength=3", 5, "+kubebuilder:validation:MinLength=3"],
    ["// + kubebuilder:validation:MinLength=3", 4, "+ kubebuilder:validation:MinLength=3"],
    ["// +kubebuilder:validation:MinLength = 3", 4, "+kubebuilder:validation:MinLength = 3"],
    ["// kubebuilder:validation:MinLength=3", 4, "kubebuilder:validation:MinLength=3"],
    ["// +optional, as in Go", 4, "+optional, as in Go"],
    ["/** Text. +kubebuilder:validation:MinLength=3 */", 11, "+kubebuilder:validation:MinLength=3"],
  ])("%s", async (comment, column, said) => {
    const errors = await errorsOf(`${comment}\np: string[];`);
    const message = `2:${column}: error: "${said}" is written in a form that is not read: expected`;
    expect(errors).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    "/** Mail to me@default.org, or see @kubernetes/client-node: `@minLength=3`. */",
    '/** Says "@default=3" and {@link Spec}; the type (a text). */',
    "/** A plus +1 begins no marker; neither does a + b. */",
    "/* eslint-disable */",
    "// the default is empty",
    "// @ts-expect-error",
    "/** ```\n@minLength=3\n``` */",
    "/** @pattern ^\\+kubebuilder:.*$ */",
  ])("but text is text: %s", async (comment) => {
    expect(await errorsOf(`${comment}\np: string;`)).toEqual([]);
  });
});

const declarations = `
/** Both. @validation self.a != self.b */
interface Base {
  /** @minLength 2 */
  a: string;
  b: string;
}
/** @minProperties 1 */
interface More extends Base { c?: string }
interface Most extends More, Base { d?: string }
/** @title Key */
type Key = "a" | "b";
/** @maxLength 9 */
type Name = string;
type Same<T> = { [K in keyof T]: T[K] };
type Renamed<T> = { [K in keyof T as \`my-\${K & string}\`]: T[K] };
type Flags<T> = { [K in keyof T]: boolean };
type Phantom<T> = string & { readonly __of: T };
`;
const rule = { rule: "self.a != self.b" };
const noEffect = (tag: string) => `warning: "${tag}" has no effect`;

describe("tags of a type hold for what is made of it", () => {
  test.each([
    ["More", { minProperties: 1, "x-kubernetes-validations": [rule] }],
    ["Most", { minProperties: 1, "x-kubernetes-validations": [rule] }],
    ["Same<Base>", { description: "Both.", "x-kubernetes-validations": [rule] }],
    ["{ [K in keyof Base]?: Base[K] }", { "x-kubernetes-validations": [rule] }],
    ["Partial<More>", { minProperties: 1, "x-kubernetes-validations": [rule] }],
  ])("%s", async (type, schema) => {
    expect(await schemaOf(type, declarations)).toMatchObject(schema);
  });

  test("a class has the tags of the class that it extends, not its description", async () => {
    const classes =
      "/** Low. @minProperties 1 */\nclass Low { a = true }\n/** High. */\nclass High extends Low {}";
    const schema = await schemaOf("High", classes);
    expect(schema).toMatchObject({ description: "High.", minProperties: 1 });
  });
});

test.each([
  ["names that are changed", "Renamed<Base>"],
  ["types that are changed", "Flags<Base>"],
])(
  "what is said of a type as a whole is said to be lost where a mapped type is another: %s",
  async (_, type) => {
    const errors = await errorsOf(`p: ${type};`, declarations);
    expect(errors).toEqual([expect.stringContaining(noEffect("@validation"))]);
    expect(errors[0]).toMatch(/^5:11:/);
  },
);

test.each([
  ["properties that are left out", 'Omit<Omit<More, "a">, "b"> extends never ? string : string'],
  ["other properties than the one that is named", 'Base["b"]'],
  ["a list, of its items", "Names[number]"],
  ["names of keys", "keyof Base"],
  ["keys that are written down", "Record<Key, string>"],
  ["keys of a mapped type", "{ [K in Key]: string }"],
  ["keys that are picked", "Pick<{ a: string; b: string }, Key>"],
  ["literals that are taken out", 'Exclude<"a" | "c", Key>'],
  ["a type that only names a brand", "Phantom<More>"],
  ["a parent's property that is replaced", "Own"],
])("tags of what is left out on purpose are not missed: %s", async (_, type) => {
  const more =
    "/** @minItems 1 */\ntype Names = Name[];\ninterface Parent { /** @title P */ p: string }\ninterface Own extends Parent { p: 'x' }";
  expect(await errorsOf(`p: ${type};`, declarations + more)).toEqual([]);
});

test("an object keeps its tags where it is taken out of another", async () => {
  expect(await schemaOf('{ n: Name; o: Base }["n"]', declarations)).toEqual({ ...text, maxLength: 9 });
});

test("a part of a definition that is given twice is told, and so is what is wrong with a version that is left out", async () => {
  const kind = (more: string) => ({
    "input.ts": `import { resource, type CustomResource } from "kubewright";
interface Spec { /** @minLength x */ a: string }
export const T = resource<CustomResource<Spec>>({ group: "example.com", version: "v1", kind: "T",
${more} });`,
  });
  const twice = await generate(kind('scope: "Cluster", scope: "Namespaced"'));
  expect(twice.errors[1]).toContain('input.ts:4:19: error: "scope" is given twice');
  const skipped = await generate(kind("skip: true"));
  expect(skipped.errors).toEqual([
    expect.stringContaining('input.ts:2:22: error: wrong argument of "@minLength"'),
  ]);
});

test("what is said of a constant is not said of the type that is made of it, which is told", async () => {
  const constants = `
/** Sizes. @default s @example sizes[0] */
const sizes = ["s", "m"] as const;
const names = { /** @title A */ a: "x" } as const;
/** A note. @see sizes */
const plain = "y";`;
  const members = "a: (typeof sizes)[number];\nb: (typeof names)[keyof typeof names];\nc: typeof plain;";
  const errors = await errorsOf(members, constants);
  expect(errors).toEqual([
    expect.stringContaining('7:12: warning: "@default" has no effect'),
    expect.stringContaining('9:21: warning: "@title" has no effect'),
  ]);
});

test("one wrong annotation does not take the others away", async () => {
  const { errors } = await generate({
    "input.ts": `import { resource, type CustomResource } from "kubewright";
export const T = resource<CustomResource<unknown>>({ group: "example.k8s.io", version: "v1", kind: "T",
annotations: { "api-approved.kubernetes.io": "https://github.com/kubernetes/enhancements/pull/1", "a key": "x" } });`,
  });
  expect(errors).toEqual([expect.stringContaining('error: annotations: the key "a key" is not valid')]);
});

test.each([
  ["min", "minimum"],
  ["max", "maximum"],
  ["defaultValue", "default"],
  ["readonly", "immutable"],
  ["regex", "pattern"],
])("what other tools call @%s leads to @%s", async (name, tag) => {
  const [error] = await errorsOf(`/** @${name} 1 */\np: Int32;`);
  expect(error).toContain(`Did you mean "@${tag}"?`);
});
