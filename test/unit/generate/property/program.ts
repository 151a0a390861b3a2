import fc from "fast-check";
import { compact, objectOf, type Expected } from "./expected.ts";
import { kindPlan, plainKind, type KindPlan, writeKind } from "./kind-program.ts";
import type { Envelope } from "./kind-rows.ts";
import { memberRows, type MemberRow } from "./member-rows.ts";
import { markerRows } from "./marker-rows.ts";
import { refusedCase, type RefusedCase } from "./refusal-rows.ts";
import { tagRows, type RightUse, type TagRow, type WrongUse } from "./tag-rows.ts";
import { typeCase, type TypeCase } from "./type-rows.ts";

/** Something that must be said, at its place; columns are of tags only. */
export interface ExpectedError {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
  readonly message: string;
}

/** Sources, and what must come of them. */
export interface Program {
  readonly files: Readonly<Record<string, string>>;
  /** The schema of each property of the spec, by name. */
  readonly spec: Expected;
  /** The rest of the definition; undefined where nothing is written of the kind. */
  readonly envelope: Envelope | undefined;
  readonly errors: readonly ExpectedError[];
  /** Names of the rows that it is made of. */
  readonly rows: readonly string[];
}

/** The line of a comment, and what must be said of it. */
interface CommentLine {
  readonly text: string;
  readonly message?: string;
}

/** What is said of a type in one comment. */
interface Said {
  readonly lines: readonly CommentLine[];
  readonly schema: Expected;
  readonly rows: readonly string[];
  readonly parentRule?: RightUse["parentRule"];
}

interface Plan {
  readonly type: TypeCase | RefusedCase;
  readonly said: Said;
  readonly place: Place;
  readonly optional: boolean;
}

/** Where a type stands, with its comment right before it: lines before the kind, and the text of the property. `§` is the number, `~` the question mark of what may be left out. */
interface Place {
  readonly name: string;
  /** Lines outside of the kind; `@` stands for the comment, `T` for the type. */
  readonly outside?: readonly string[];
  /** The property: its comment before it only where there is none outside. */
  readonly inside: readonly string[];
  /** What the property's schema is, by that of the type; the optional name is of the property that is described. */
  readonly wrap: (schema: Expected, held: Held) => Expected;
  /** Which types may stand there; default any. */
  readonly fits?: (type: TypeCase) => boolean;
  /** Whether it is drawn seldom: what the compiler computes takes its time. */
  readonly rare?: boolean;
  /** Whether rules about the old value hold there, and which object must keep the property. */
  readonly keeps?: "spec" | "holder";
}

interface Held {
  readonly optional: boolean;
  readonly parentRule?: RightUse["parentRule"];
}

/** An object that holds the described property under a name. */
function holder(
  name: string,
  schema: Expected,
  { optional, parentRule }: Held,
  more: Readonly<Record<string, Expected>> = {},
): Expected {
  const rule = optional && parentRule ? { "x-kubernetes-validations": [parentRule(name)] } : {};
  return { ...objectOf({ [name]: schema, ...more }, optional ? [] : [name]), ...rule };
}

/** A list; of conditions, one by their types. */
function listOf(items: Expected): Expected {
  const keys = { "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"] };
  const isCondition =
    Array.isArray(items.required) &&
    items.required.includes("lastTransitionTime") &&
    items.nullable === undefined;
  return { type: "array", items, ...(isCondition ? keys : {}) };
}

const inHolder = (schema: Expected, held: Held) => holder("value", schema, held);

/** An object that an interface can extend. */
const isExtensible = ({ schema }: TypeCase) =>
  schema.type === "object" &&
  typeof schema.properties === "object" &&
  schema.oneOf === undefined &&
  schema["x-kubernetes-preserve-unknown-fields"] === undefined;

/** What the compiler and the syntax tell in the same order. */
const isSimple = ({ row, schema }: TypeCase) =>
  /^(string|boolean|Int32|Time|IntOrString|Quantity|one literal|true|T\[\]|interface|Record<string, T>|inline object|generic)$/.test(
    row,
  ) && schema.enum === undefined;

/** Without the description: that is the parent's own. */
const asParent = (schema: Expected): Expected => {
  const { description, ...rest } = schema;
  return description === undefined || description === "About it." ? rest : schema;
};

const places: readonly Place[] = [
  { name: "property", inside: ["@", "p§~: T;"], wrap: (schema) => schema, keeps: "spec" },
  {
    name: "type",
    outside: ["@", "type A§ = T;"],
    inside: ["p§~: A§;"],
    wrap: (schema) => schema,
    keeps: "spec",
  },
  {
    name: "type of a type",
    outside: ["@", "type B§ = T;", "type A§ = B§;"],
    inside: ["p§~: A§;"],
    wrap: (schema) => schema,
    keeps: "spec",
  },
  { name: "nested", inside: ["p§: {", "@", "value~: T;", "};"], wrap: inHolder, keeps: "holder" },
  {
    name: "generic",
    outside: ["interface G§<X> {", "@", "value~: X;", "}"],
    inside: ["p§: G§<T>;"],
    wrap: inHolder,
    keeps: "holder",
  },
  {
    name: "argument",
    outside: ["@", "type A§ = T;", "interface G§<X> { value~: X }"],
    inside: ["p§: G§<A§>;"],
    wrap: inHolder,
    keeps: "holder",
  },
  {
    name: "extended",
    outside: ["interface H§ {", "@", "value~: T;", "}", "interface I§ extends H§ {}"],
    inside: ["p§: I§;"],
    wrap: inHolder,
    keeps: "holder",
  },
  {
    name: "intersection",
    outside: ["interface H§ {", "@", "value~: T;", "}"],
    inside: ["p§: H§ & { more?: boolean };"],
    wrap: (schema, held) => holder("value", schema, held, { more: { type: "boolean" } }),
    keeps: "holder",
  },
  {
    name: "class",
    outside: ["class H§ {", "@", "value~: T;", "}"],
    inside: ["p§: H§;"],
    wrap: inHolder,
    keeps: "holder",
  },
  {
    name: "items",
    outside: ["@", "type A§ = T;"],
    inside: ["p§: A§[];"],
    wrap: listOf,
  },
  {
    name: "values",
    outside: ["@", "type A§ = T;"],
    inside: ["p§: Record<string, A§>;"],
    wrap: (schema) => ({ type: "object", additionalProperties: schema }),
  },
  {
    name: "index signature",
    inside: ["p§: {", "@", "[key: string]: T;", "};"],
    wrap: (schema) => ({ type: "object", additionalProperties: schema }),
  },
  {
    name: "picked",
    outside: ["interface H§ {", "@", "value~: T;", "other: string;", "}"],
    inside: ['p§: Pick<H§, "value">;'],
    wrap: inHolder,
    keeps: "holder",
  },
  {
    name: "mapped",
    outside: ["interface H§ {", "@", "value~: T;", "}"],
    inside: ["p§: { [K in keyof H§]: H§[K] };"],
    wrap: inHolder,
  },
  {
    name: "indexed",
    outside: ["interface H§ {", "@", "value: T;", "}"],
    inside: ['p§: H§["value"];'],
    wrap: (schema) => schema,
  },
  {
    name: "alternative",
    outside: ["interface H§ {", 'kind: "h";', "@", "value: T;", "}"],
    inside: ['p§: H§ | { kind: "o"; other: string };'],
    wrap: (schema) => ({
      ...objectOf({ kind: { type: "string", enum: ["h", "o"] }, value: schema, other: { type: "string" } }, [
        "kind",
      ]),
      oneOf: [
        alternative("h", { required: ["value"], excluded: ["other"] }),
        // what has a default is there in each
        alternative("o", { required: ["other"], excluded: "default" in schema ? [] : ["value"] }),
      ],
    }),
  },
  {
    name: "parent",
    outside: ["@", "type A§ = T;", "interface I§ extends A§ {}"],
    inside: ["p§~: I§;"],
    wrap: asParent,
    keeps: "spec",
    fits: isExtensible,
  },
  {
    name: "parent of a parent",
    outside: [
      "@",
      "type A§ = T;",
      "interface I§ extends A§ {}",
      "class J§ { own = true }",
      "interface K§ extends I§ {}",
    ],
    inside: ["p§~: K§;"],
    wrap: asParent,
    keeps: "spec",
    fits: isExtensible,
  },
  {
    name: "same keys",
    outside: ["@", "type A§ = T;", "type M§<X> = { [K in keyof X]: X[K] };"],
    inside: ["p§~: M§<A§>;"],
    wrap: (schema) => schema,
    keeps: "spec",
    fits: isExtensible,
  },
  {
    name: "merged",
    outside: ["interface H§ { other: boolean }", "interface H§ {", "@", "value~: T;", "}"],
    inside: ["p§: H§;"],
    wrap(schema, held) {
      const { required = [], ...rest } = holder("value", schema, held, { other: { type: "boolean" } });
      return { ...rest, required: ["other", ...(required as string[])] };
    },
    keeps: "holder",
  },
  {
    name: "default of a parameter",
    outside: ["@", "type A§ = T;", "interface G§<X = A§> { value~: X }"],
    inside: ["p§: G§;"],
    wrap: inHolder,
    keeps: "holder",
  },
  {
    name: "on the line",
    outside: ["@/ type A§ = T;"],
    inside: ["p§~: A§;"],
    wrap: (schema) => schema,
    keeps: "spec",
  },
  {
    name: "condition",
    outside: ["@", "type A§ = T;", "type C§<X> = X extends infer U ? U : never;"],
    inside: ["p§~: C§<A§>;"],
    wrap: (schema) => schema,
    keeps: "spec",
    fits: isSimple,
    rare: true,
  },
  {
    name: "inferred from afar",
    outside: [
      "interface H§ {",
      "@",
      "value: T;",
      "}",
      "interface I§ { far: H§ }",
      "type V§<X> = X extends { far: infer H } ? (H extends { value: infer V } ? V : never) : never;",
    ],
    inside: ["p§: V§<I§>;"],
    wrap: (schema) => schema,
    fits: isSimple,
    rare: true,
  },
  {
    name: "key of a condition",
    outside: [
      "interface H§ {",
      "@",
      "value: T;",
      "other: T;",
      "}",
      "type O§<X, K> = K extends keyof X ? X[K] : never;",
    ],
    inside: ['p§: O§<H§, "value">;'],
    wrap: (schema) => schema,
    fits: isSimple,
    rare: true,
  },
  {
    name: "written out by a condition",
    outside: [
      "interface H§ {",
      "@",
      "value~: T;",
      "}",
      "type W§<X> = X extends object ? { [K in keyof X]: X[K] } : X;",
    ],
    inside: ["p§: W§<H§>;"],
    wrap: inHolder,
    fits: isSimple,
    rare: true,
  },
  {
    name: "namespace",
    outside: ["namespace N§ {", "@", "export type A = T;", "}"],
    inside: ["p§~: N§.A;"],
    wrap: (schema) => schema,
    keeps: "spec",
  },
];

function alternative(kind: string, said: { required: string[]; excluded: string[] }): Expected {
  const { required, excluded } = said;
  const not = { anyOf: excluded.map((name) => ({ required: [name] })) };
  return { properties: { kind: { enum: [kind] } }, required, ...(excluded.length > 0 ? { not } : {}) };
}

const maxDrawn = 3;

/** Names of all places. */
export const placeNames: readonly string[] = places.map(({ name }) => name);

function placeFor(type: TypeCase): fc.Arbitrary<Place> {
  const fitting = places.filter(({ fits: may = () => true }) => may(type));
  return fc.constantFrom(
    ...fitting.flatMap((place) => (place.rare ? [place] : [place, place, place, place])),
  );
}

function plan(): fc.Arbitrary<Plan> {
  const saying = (type: TypeCase, said: (place: Place) => fc.Arbitrary<Said>) =>
    placeFor(type).chain((place) =>
      fc.record({
        type: fc.constant(type),
        place: fc.constant(place),
        optional: fc.boolean(),
        said: said(place),
      }),
    );
  const byType = typeCase.chain((type) => saying(type, (place) => comment(type.schema, place)));
  // tags that fit few types would hardly ever be drawn with one of them
  const byTag = fc
    .constantFrom(...rows.filter(([name]) => name !== "@maxDepth"))
    .chain((row) =>
      typeCase
        .filter(({ schema }) => row[1].right(schema) !== undefined)
        .chain((type) =>
          saying(type, (place) => fc.constant(together(type.schema, fits(row[0], place) ? [row] : []))),
        ),
    );
  const byMistake = fc
    .constantFrom(...rows.filter(([, row]) => hasWrong(row)))
    .chain(([name, row]) =>
      typeCase
        .filter(({ schema }) => row.wrong(schema).length > 0)
        .chain((type) => saying(type, () => mistaken(type.schema, name, row))),
    );
  return fc.oneof(
    { weight: 6, arbitrary: byType },
    { weight: 3, arbitrary: byTag },
    { weight: 2, arbitrary: byMistake },
    { weight: 1, arbitrary: refusedPlan() },
  );
}

function refusedPlan(): fc.Arbitrary<Plan> {
  return refusedCase.chain((type) =>
    fc.record({
      type: fc.constant(type),
      place: fc.constantFrom(
        ...places.filter(({ name }) =>
          (type.used ? /^(property|nested)$/ : /^(property|type|nested|items)$/).test(name),
        ),
      ),
      optional: fc.boolean(),
      said: fc.constantFrom<Said>(
        { lines: [], schema: {}, rows: [] },
        unknownTag("minimun"),
        unknownTag("+kubebuilder:validation:Minimun"),
      ),
    }),
  );
}

function unknownTag(name: string): Said {
  const tag = name.startsWith("+") ? `${name}=1` : `@${name} 1`;
  return { lines: [{ text: tag, message: "unknown tag" }], schema: {}, rows: ["unknown tag"] };
}

const rows: readonly (readonly [string, TagRow])[] = [
  ...Object.entries(tagRows).map(([name, row]) => [`@${name}`, row] as const),
  ...Object.entries(markerRows).map(([name, row]) => [`+${name}`, row] as const),
];

/** Whether a tag may stand at a place: what is about the old value not in lists and maps, what is about types not on properties. */
function fits(name: string, place: Place): boolean {
  if (/immutable$/.test(name)) return place.keeps !== undefined;
  return name !== "+k8s:enum" || /^(type|argument|items|values|namespace)/.test(place.name);
}

function hasWrong(row: TagRow): boolean {
  return typicalSchemas.some((schema) => row.wrong(schema).length > 0);
}

const typicalSchemas: readonly Expected[] = [
  { type: "string" },
  { type: "string", enum: ["a"] },
  { type: "integer" },
  { type: "boolean" },
  { type: "array", items: { type: "string" } },
  { type: "object" },
];

/** A comment with tags that go together on a schema, or one about what is inside of it. */
function comment(schema: Expected, place: Place): fc.Arbitrary<Said> {
  const fitting = rows.filter(([name, row]) => fits(name, place) && row.right(schema) !== undefined);
  const right =
    fitting.length === 0
      ? fc.constant<Said>({ lines: [], schema, rows: [] })
      : fc
          .shuffledSubarray([...fitting], { minLength: 1, maxLength: Math.min(fitting.length, 2 * maxDrawn) })
          .map((drawn) => together(schema, drawn));
  const below = fc.constantFrom(...rows).map(([name, row]) => inside(schema, name, row));
  return fc.oneof({ weight: 5, arbitrary: right }, { weight: 1, arbitrary: below });
}

function mistaken(schema: Expected, name: string, row: TagRow): fc.Arbitrary<Said> {
  const uses: readonly WrongUse[] = row.wrong(schema);
  return fc.constantFrom(...uses).map(({ line, message }): Said => ({
    lines: [{ text: line, message }],
    schema,
    rows: [`${name} wrong`],
  }));
}

function together(schema: Expected, drawn: readonly (readonly [string, TagRow])[]): Said {
  let said: Said = { lines: [], schema, rows: [] };
  const set = new Set<string>();
  for (const [name, row] of drawn) {
    if (said.rows.length >= maxDrawn) break;
    const use = row.right(said.schema);
    const alone = use?.sets.includes("all") === true;
    if (!use || use.sets.some((keyword) => set.has(keyword)) || set.has("all") || (alone && set.size > 0))
      continue;
    for (const keyword of use.sets) set.add(keyword);
    said = {
      lines: [...said.lines, ...use.lines.map((text) => ({ text }))],
      schema: use.schema,
      rows: [...said.rows, name],
      ...(use.parentRule
        ? { parentRule: use.parentRule }
        : said.parentRule
          ? { parentRule: said.parentRule }
          : {}),
    };
  }
  return said;
}

/** `@items.x` and `@values.x`, where there is something inside; else a tag that says so is wrong. */
function inside(schema: Expected, name: string, row: TagRow): Said {
  const [step, key] = schema.items
    ? (["items", "items"] as const)
    : (["values", "additionalProperties"] as const);
  const below = schema[key];
  if (name.startsWith("+") || typeof below !== "object" || below === null)
    return {
      lines: [
        {
          text: "@items.title Inside",
          message: schema.items || name.startsWith("+") ? "" : '"@items.title" cannot stand here',
        },
      ].filter(({ message }) => message !== ""),
      schema,
      rows: [],
    };
  const use = row.right(below as Expected);
  if (!use || /immutable|type$|schemaless|intOrString|union|validation/i.test(name))
    return { lines: [], schema, rows: [] };
  return {
    lines: use.lines.map((text) => ({ text: text.replace("@", `@${step}.`) })),
    schema: { ...schema, [key]: use.schema },
    rows: [`${step}.${name}`],
  };
}

interface Style {
  readonly newline: string;
  readonly indent: string;
  readonly mark: string;
}

const imports =
  'import { resource, type Base64, type Condition, type CustomResource, type DeepReadonly, type Double, type Duration, type EmbeddedResource, type Int32, type Int64, type Integer, type IntOrString, type KubernetesObject, type MicroTime, type ObjectMeta, type Quantity, type RawExtension, type Time, type UInt32 } from "kubewright";';

/** The text of a program, with an account of where everything stands. */
function write(
  plans: readonly Plan[],
  { newline, indent, mark, kind, member }: Style & { kind: KindPlan; member: MemberRow | undefined },
): Program {
  const lines: string[] = [imports];
  const errors: ExpectedError[] = [];
  const envelope = writeKind(kind, { lines, errors });
  const files: Record<string, string> = {};
  const put = (index: number, { type, said, optional }: Plan, texts: readonly string[]) => {
    for (const text of texts) {
      if (text.startsWith("@")) putComment(said.lines);
      if (text === "@") continue;
      const isOnLine = text.startsWith("@/") && said.lines.length > 0;
      const before = isOnLine ? `${lines.pop() ?? ""} ` : indent;
      const own = text.replace(/^@\/ /, "");
      const written = own.replace("~", optional ? "?" : "").replace(/\bT\b/, () => type.text);
      lines.push(before + written.replaceAll("§", String(index)));
      if ("message" in type && !type.declared && /\bT\b/.test(text))
        errors.push({
          file: "input.ts",
          line: lines.length,
          message: type.message.replaceAll("§", String(index)),
        });
    }
  };
  const putComment = (said: readonly CommentLine[]) => {
    if (said.length === 0) return;
    lines.push(`${indent}/**`, `${indent} * About it.`);
    for (const { text, message } of said) {
      lines.push(`${indent} * ${text}`);
      if (message !== undefined)
        errors.push({ file: "input.ts", line: lines.length, column: indent.length + 4, message });
    }
    lines.push(`${indent} */`);
  };
  for (const [index, one] of plans.entries()) {
    const { type } = one;
    for (const text of type.declarations ?? []) {
      lines.push(text.replaceAll("§", String(index)));
      if ("message" in type && type.declared && text === type.declarations?.[0])
        errors.push({
          file: "input.ts",
          line: lines.length,
          message: type.message.replaceAll("§", String(index)),
        });
    }
    for (const [name, text] of Object.entries(("files" in type ? type.files : undefined) ?? {}))
      files[name.replaceAll("§", String(index))] = text;
    put(index, one, one.place.outside ?? []);
  }
  const before = lines.length;
  const { outside = [], lines: inside = [], said } = member ?? {};
  lines.push(...outside, "interface Spec {", "key: string;", "size?: Int32;", ...inside);
  const own: ExpectedError[] = (said ? [said] : []).map(([at, column, message]) => ({
    file: "input.ts",
    line: before + at + (at > outside.length ? 3 : 0),
    column,
    message,
  }));
  for (const [index, one] of plans.entries()) put(index, one, one.place.inside);
  lines.push("}");
  return {
    files: { "input.ts": mark + lines.join(newline) + newline, ...files },
    spec: specOf(plans, { key: envelope?.key ?? {}, member }),
    envelope,
    errors: member?.alone && plans.some(isRefused) ? errors : [...errors, ...own],
    rows: [...(member ? [member.row] : []), kind.place, ...kind.uses.map(({ row }) => row)].concat(
      plans.flatMap(({ type, said, place }) => [type.row, ...said.rows, place.name]),
    ),
  };
}

/** Whether a type cannot be read as a whole. */
function isRefused({ type, said }: Plan): boolean {
  return "message" in type || said.rows.some((row) => row.includes("maxDepth"));
}

/** The kind's spec: what its properties are, which must be there, and which may not be taken away. */
function specOf(
  plans: readonly Plan[],
  { key, member }: { key: Expected; member: MemberRow | undefined },
): Expected {
  const properties: Record<string, Expected> = { key, size: { type: "integer", format: "int32" } };
  const required: string[] = ["key"];
  if (member?.schema) properties.row = member.schema;
  if (member?.schema && !member.optional) required.push("row");
  const rules: Expected[] = [];
  for (const [index, { type, said, place, optional }] of plans.entries()) {
    if ("message" in type) continue;
    const name = `p${index}`;
    const described =
      said.lines.length > 0 && !("description" in said.schema)
        ? { description: "About it.", ...said.schema }
        : said.schema;
    const own = place.keeps === "spec";
    properties[name] = place.wrap(described, {
      optional,
      ...(said.parentRule ? { parentRule: said.parentRule } : {}),
    });
    if (!own || !optional) required.push(name);
    if (own && optional && said.parentRule) rules.push(said.parentRule(name));
  }
  return compact({
    ...objectOf(properties, required),
    "x-kubernetes-validations": rules.length > 0 ? rules : undefined,
  });
}

const style = {
  newline: fc.constantFrom("\n", "\n", "\r\n"),
  indent: fc.constantFrom("", "  ", "\t"),
  mark: fc.constantFrom("", "", "\uFEFF"),
};

/** Programs of a few properties, each of a type with a comment at some place, right or wrong; of a kind of which something may be said; seldom with a property that is written out. */
export const program: fc.Arbitrary<Program> = fc
  .record({
    plans: fc.array(plan(), { minLength: 1, maxLength: 3 }),
    kind: kindPlan,
    member: fc.oneof(
      { weight: 11, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom(...memberRows) },
    ),
    ...style,
  })
  .map(({ plans, ...rest }) => write(plans, rest));

/** For each property that is written out a program of it alone. */
export const memberPrograms: readonly Program[] = memberRows.map((member) =>
  write([], { kind: plainKind, member, newline: "\n", indent: "", mark: "" }),
);
