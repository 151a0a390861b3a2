import type { Expected } from "./expected.ts";

/** A property of the spec that is written out, with what it needs, and what must come of it. */
export interface MemberRow {
  readonly row: string;
  /** Lines before the spec. */
  readonly outside?: readonly string[];
  /** Lines of the spec; the property is called `row`. */
  readonly lines: readonly string[];
  /** Undefined: it is not there. */
  readonly schema?: Expected;
  readonly optional?: boolean;
  /** Whether that is said only where all types can be read. */
  readonly alone?: boolean;
  /** The line that something must be said of, counted from the first of both, where in it, and a part of what. */
  readonly said?: readonly [line: number, column: number, message: string];
}

const text = { type: "string" };
const truth = { type: "boolean" };
const list = (value: unknown) => Array.isArray(value) && value.length > 0;
const held = [
  "interface Held {",
  "/** @title on */",
  "on: boolean;",
  "off: boolean;",
  "/** @minItems 1 */",
  "list: Nick[];",
];
const kinds = [
  "/** @title either */",
  "either: { a: string } | { b: string };",
  "}",
  "/** @example x */",
  "type Nick = string;",
];
const more = [
  ...held,
  ...kinds,
  "type Of<X, K> = K extends keyof X ? X[K] : never;",
  "/** @minProperties 1 */",
  "interface Box<X> {",
  "/** @title inside */",
  "inside: X;",
  "}",
];

/** What single rows of types and tags do not come to. */
export const memberRows: readonly MemberRow[] = [
  {
    row: "gated type",
    outside: ["/** @featureGate Later */", "type Gated = string;"],
    lines: ["row: Gated[];"],
    said: [1, 5, "only a property or a kind can be behind a feature gate"],
  },
  { row: "gated property", lines: ["/** @featureGate Later */", "row?: string;"] },
  { row: "ignored property", lines: ["/** @ignore */", "row: string;"] },
  { row: "optional by a tag", lines: ["/** @optional */", "row: string;"], schema: text, optional: true },
  {
    row: "stray tag",
    lines: ["/** @minLength=3 */", "row: string;"],
    said: [1, 5, '"@minLength=3" is written in a form'],
  },
  {
    row: "plain comment",
    lines: ["// @minLength 3", "row: string;"],
    said: [1, 4, '"@minLength 3" is written in a form'],
  },
  {
    row: "comment of the line above",
    lines: ["before?: never; /** @title row */", "row: string;"],
    said: [2, 1, "belongs to the line above"],
  },
  {
    row: "comment inside of a type",
    lines: ["row: /** @title row */ string;"],
    said: [1, 10, "belongs to nothing"],
  },
  {
    row: "bounds of both",
    outside: ["/** @maxLength 9 */", "type Name = string;"],
    lines: ["/** @maxLength 5 */", "row: Name;"],
    schema: { ...text, allOf: [{ maxLength: 9 }, { maxLength: 5 }] },
  },
  {
    row: "inexact number",
    lines: ["/** @maximum 9007199254740993 */", "row: Integer;"],
    said: [1, 5, "9007199254740993"],
  },
  {
    row: "no number fits",
    lines: ["/** @minimum 5", " * @maximum 3 */", "row: Int32;"],
    said: [2, 4, "maximum"],
  },
  {
    row: "rule of anything",
    lines: ["/** @validation true */", "row: unknown;"],
    said: [1, 5, "a rule cannot be about a value of any type"],
  },
  {
    row: "second rule",
    lines: ["/**", " * @validation true", " * @validation self.size( */", "row: string;"],
    said: [3, 4, "is not valid"],
  },
  {
    row: "union in rules",
    lines: ["/** @union cel */", 'row: { kind: "a"; x: string } | { kind: "b"; y: string };'],
    schema: {
      type: "object",
      properties: { kind: { ...text, enum: ["a", "b"] }, x: text, y: text },
      required: ["kind"],
      "x-kubernetes-validations": list,
    },
  },
  {
    row: "union in a rule",
    lines: ["/** @union cel */", "row: { x: string } | { y: string };"],
    schema: { type: "object", properties: { x: text, y: text }, "x-kubernetes-validations": list },
  },
  {
    row: "marker of types only",
    lines: ["// +k8s:enum", 'row: "a" | "b";'],
    said: [1, 4, "it belongs before a type"],
  },
  {
    row: "depth of nothing",
    lines: ["/** @maxDepth 2 */", "row: string;"],
    said: [1, 5, "the type does not contain itself"],
  },
  {
    row: "constant in a tag",
    outside: ["const MAX = 7;"],
    lines: ["/** @maxLength {@link MAX} */", "row: string;"],
    schema: { ...text, maxLength: 7 },
  },
  {
    row: "no constant in a tag",
    lines: ["/** @maxLength {@link MIN} */", "row: string;"],
    said: [1, 5, 'there is no constant "MIN"'],
  },
  { row: "given twice", lines: ["row: string;", "row: string;"], said: [2, 1, '"row" is declared twice'] },
  {
    row: "replaced property",
    outside: [
      "interface Parent {",
      "/** @title p */",
      "p: string;",
      "}",
      "interface Own extends Parent { p: 'x' }",
    ],
    lines: ["row: Own;"],
    schema: { type: "object", properties: { p: { ...text, enum: ["x"] } }, required: ["p"] },
  },
  {
    row: "another type of the same keys",
    outside: ["/** @title t */", "interface T { a: string }", "type Flags<X> = { [K in keyof X]: boolean };"],
    lines: ["row: Flags<T>;"],
    said: [1, 5, '"@title" has no effect'],
  },
  {
    row: "first of two in a merged interface",
    outside: ["interface M {", "/** @title first */", "a: string;", "}", "interface M { a: string }"],
    lines: ["row: M;"],
    said: [2, 5, '"@title" has no effect'],
    alone: true,
  },
  {
    row: "truth value of a condition",
    outside: more,
    lines: ['row: Of<Held, "on">;'],
    schema: { ...truth, title: "on" },
  },
  { row: "another truth value of it", outside: more, lines: ['row: Of<Held, "off">;'], schema: truth },
  {
    row: "one of two truth values",
    outside: more,
    lines: ['row: Of<Held, "on" | "off">;'],
    said: [2, 5, '"@title" of "on" may be lost'],
  },
  {
    row: "list of a condition",
    outside: more,
    lines: ['row: Of<Held, "list">;'],
    schema: { type: "array", items: { ...text, example: "x" }, minItems: 1 },
  },
  {
    row: "union of a condition",
    outside: more,
    lines: ['row: Of<Held, "either">;'],
    schema: { type: "object", title: "either", properties: { a: text, b: text }, oneOf: list },
  },
  {
    row: "generic of a condition",
    outside: more,
    lines: ['row: Of<{ box: Box<boolean> }, "box">;'],
    schema: {
      type: "object",
      minProperties: 1,
      properties: { inside: { ...truth, title: "inside" } },
      required: ["inside"],
    },
  },
  {
    row: "inside of a generic",
    outside: more,
    lines: ['row: Of<Box<boolean>, "inside">;'],
    schema: { ...truth, title: "inside" },
  },
  {
    row: "text of a condition",
    outside: ["type Make<X> = X extends string ? `p-${X}-${string}` : never;"],
    lines: ['row: Make<"a">;'],
    schema: { ...text, pattern: (value: unknown) => typeof value === "string" && value.startsWith("^p-a-") },
  },
  {
    row: "text with tags in a text",
    outside: [
      "/** @maxLength 9 */",
      "type Named = string;",
      "type Made<X> = X extends string ? `p-${X}` : never;",
    ],
    lines: ["row: Made<Named>;"],
    said: [4, 6, "whose tags cannot hold inside of it"],
  },
  {
    row: "signs in a pattern",
    lines: ["row: `a.b-${string}`;"],
    schema: {
      ...text,
      pattern: (value: unknown) => typeof value === "string" && value.startsWith("^a\\.b-"),
    },
  },
  {
    row: "a text that is one of two",
    lines: ['row: string & ("a" | "b");'],
    schema: { ...text, enum: ["a", "b"] },
  },
  {
    row: "object of a condition",
    outside: [
      "interface Has {",
      "/** @minProperties 1 */",
      "o: { a?: string };",
      "}",
      "type Of<X, K> = K extends keyof X ? X[K] : never;",
    ],
    lines: ['row: Of<Has, "o">;'],
    schema: { type: "object", properties: { a: text }, minProperties: 1 },
  },
  {
    row: "null added by a condition",
    outside: [
      "/** @minLength 1 */",
      "type Short = string;",
      "interface Has {",
      "/** @maxLength 9 */",
      "a: string;",
      "/** @title b */",
      "b: Short;",
      "}",
      "type Null<X> = X extends object ? { [K in keyof X]: X[K] | null } : X;",
    ],
    lines: ["row: Null<Has>;"],
    schema: {
      type: "object",
      properties: {
        a: { ...text, maxLength: 9, nullable: true },
        b: { ...text, minLength: 1, title: "b", nullable: true },
      },
      required: ["a", "b"],
    },
  },
];
