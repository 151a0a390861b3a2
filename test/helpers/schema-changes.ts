import type { ChangeClass } from "../../src/generate/diff/change.ts";
import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";

/** How a server shows that a verdict is right; `p` is the property that changes, `note` one beside it. */
export type Proof =
  /** The stored object reads as it was, can be changed, and made again. */
  | { readonly kind: "survives" }
  /** The stored object can be changed elsewhere; its `p` cannot become `other`, nor can the object be made again. */
  | { readonly kind: "ratchets"; readonly other: unknown }
  /** The stored object's `p` reads as this. */
  | { readonly kind: "reads"; readonly value: unknown }
  /** A change of `note` is refused. */
  | { readonly kind: "refused" }
  /** A change of `note` passes, one inside of `p` is refused. */
  | { readonly kind: "refused-inside"; readonly patch: unknown }
  /** The stored object cannot be changed by server-side apply. */
  | { readonly kind: "apply-fails" }
  /** The object can be written, and this value of `p` is refused. */
  | { readonly kind: "refuses"; readonly value: unknown }
  /** Making an object anew, this is what comes of its `p`. */
  | { readonly kind: "makes"; readonly value: unknown }
  /** The server does not take the new definition. */
  | { readonly kind: "definition-refused" };

/** A change of the schema of `spec.p`, and what is to be said about it. */
export interface SchemaChange {
  readonly name: string;
  readonly old: JsonSchema | undefined;
  readonly now: JsonSchema | undefined;
  readonly rule: string;
  readonly class: ChangeClass;
  /** Default `spec.p`. */
  readonly path?: string;
  /** Words of the reason. */
  readonly reason: string;
  /** `p` of an object that is stored before; absent when it is left out. */
  readonly stored?: unknown;
  readonly proof: Proof;
  /** `p` is required, before or after. */
  readonly required?: readonly ["old" | "now", ...("old" | "now")[]];
}

const survives: Proof = { kind: "survives" };
const ratchets = (other: unknown): Proof => ({ kind: "ratchets", other });
const reads = (value: unknown): Proof => ({ kind: "reads", value });
const string: JsonSchema = { type: "string" };
const integer: JsonSchema = { type: "integer" };
const object = (properties: Record<string, JsonSchema>, more: JsonSchema = {}): JsonSchema => ({
  type: "object",
  properties,
  ...more,
});
const list = (items: JsonSchema, more: JsonSchema = {}): JsonSchema => ({ type: "array", items, ...more });
const keyed = (more: JsonSchema = {}, key = "name"): JsonSchema =>
  list(object({ name: string, port: integer }, { required: ["name", "port"], ...more }), {
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": [key],
  });
/** One of two fields. */
const either = (b = string): JsonSchema =>
  object({ a: string, b }, { oneOf: [{ required: ["a"] }, { required: ["b"] }] });
const map = (entries: JsonSchema): JsonSchema => ({ type: "object", additionalProperties: entries });
const free: JsonSchema = { type: "object", additionalProperties: true };
const open: JsonSchema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
const intOrString: JsonSchema = { "x-kubernetes-int-or-string": true };
const ruled = (schema: JsonSchema, rule: string, more: object = {}): JsonSchema => ({
  ...schema,
  "x-kubernetes-validations": [{ rule, ...more }],
});

const breaking = (rule: string, reason: string) => ({ rule, reason, class: "breaking" }) as const;
const tightening = (rule: string, reason: string) => ({ rule, reason, class: "tightening" }) as const;
const compatible = (rule: string, reason: string) => ({ rule, reason, class: "compatible" }) as const;
const untouched = "as long as spec.p is not changed";

/** Changes of a property, one row each. What they come to is what the server's source says, and what the integration test sees. */
export const schemaChanges: readonly SchemaChange[] = [
  // types
  {
    name: "string to integer",
    old: string,
    now: integer,
    ...breaking("type-changed", "of the old type"),
    stored: "5",
    proof: { kind: "apply-fails" },
  },
  {
    name: "string to object",
    old: string,
    now: object({ a: string }),
    ...breaking("type-changed", "of the old type"),
    stored: "5",
    proof: { kind: "apply-fails" },
  },
  {
    name: "object to list",
    old: map(string),
    now: list(string),
    ...breaking("type-changed", "of the old type"),
    stored: { a: "b" },
    proof: { kind: "apply-fails" },
  },
  {
    name: "integer to number",
    old: integer,
    now: { type: "number" },
    ...compatible("type-widened", "fractions are accepted"),
    stored: 5,
    proof: survives,
  },
  {
    name: "number to integer",
    old: { type: "number" },
    now: integer,
    ...tightening("type-narrowed", untouched),
    stored: 1.5,
    proof: ratchets(2.5),
  },
  {
    name: "integer to int-or-string",
    old: integer,
    now: intOrString,
    ...compatible("type-widened", "integers and strings"),
    stored: 5,
    proof: survives,
  },
  {
    name: "int-or-string to integer",
    old: intOrString,
    now: integer,
    ...breaking("type-changed", "of the old type"),
    stored: "50%",
    proof: { kind: "refuses", value: "60%" },
  },
  {
    name: "string to anything",
    old: string,
    now: { "x-kubernetes-preserve-unknown-fields": true },
    ...compatible("type-widened", "any type"),
    stored: "a",
    proof: survives,
  },
  {
    name: "anything to string",
    old: { "x-kubernetes-preserve-unknown-fields": true },
    now: string,
    ...breaking("type-changed", "of the old type"),
    stored: { a: 1 },
    proof: { kind: "apply-fails" },
  },
  // properties
  {
    name: "property added",
    old: undefined,
    now: string,
    ...compatible("property-added", "do without it as before"),
    proof: survives,
  },
  {
    name: "property with a default added",
    old: undefined,
    now: { ...string, default: "x" },
    ...compatible("property-added", 'read with "x"'),
    proof: reads("x"),
  },
  {
    name: "required property added",
    old: undefined,
    now: string,
    required: ["now"],
    ...breaking("required-added", "as soon as anything in spec is changed"),
    proof: { kind: "refused" },
  },
  {
    name: "required property with a default added",
    old: undefined,
    now: { ...string, default: "x" },
    required: ["now"],
    ...compatible("required-added", 'with "x"'),
    proof: reads("x"),
  },
  {
    name: "property removed",
    old: string,
    now: undefined,
    ...breaking("property-removed", "pruned when an object is read"),
    stored: "a",
    proof: reads(undefined),
  },
  {
    name: "property removed where unknown fields are kept",
    old: object({ a: string, b: string }, { "x-kubernetes-preserve-unknown-fields": true }),
    now: object({ a: string }, { "x-kubernetes-preserve-unknown-fields": true }),
    path: "spec.p.b",
    ...compatible("property-removed", "no longer validated"),
    stored: { a: "1", b: "2" },
    proof: survives,
  },
  {
    name: "default lost with a property whose values are kept",
    old: object(
      { a: string, b: { ...string, default: "x" } },
      { "x-kubernetes-preserve-unknown-fields": true },
    ),
    now: object({ a: string }, { "x-kubernetes-preserve-unknown-fields": true }),
    path: "spec.p.b",
    ...breaking("default-removed", "no longer filled in"),
    stored: { a: "1" },
    proof: { kind: "makes", value: { a: "1" } },
  },
  {
    name: "property named where unknown fields are kept",
    old: open,
    now: object({ a: integer }, { "x-kubernetes-preserve-unknown-fields": true }),
    path: "spec.p.a",
    ...tightening("property-added", "without a schema"),
    stored: { a: "text" },
    proof: { kind: "refuses", value: { a: "other" } },
  },
  {
    name: "object named where unknown fields are kept",
    old: open,
    now: object({ a: object({ b: string }) }, { "x-kubernetes-preserve-unknown-fields": true }),
    path: "spec.p.a",
    ...breaking("property-added", "is pruned"),
    stored: { a: { b: "1", c: "2" } },
    proof: reads({ a: { b: "1" } }),
  },
  {
    name: "becomes required",
    old: string,
    now: string,
    required: ["now"],
    ...breaking("required-added", "as soon as anything in spec is changed"),
    proof: { kind: "refused" },
  },
  {
    name: "becomes required, with a default",
    old: string,
    now: { ...string, default: "x" },
    required: ["now"],
    ...compatible("required-added", 'read and written with "x"'),
    proof: reads("x"),
  },
  {
    name: "becomes required inside of an object",
    old: object({ a: string, b: string }),
    now: object({ a: string, b: string }, { required: ["a"] }),
    path: "spec.p.a",
    ...breaking("required-added", "as soon as anything in spec.p is changed"),
    stored: { b: "1" },
    proof: { kind: "refused-inside", patch: { b: "2" } },
  },
  {
    name: "no longer required",
    old: string,
    now: string,
    required: ["old"],
    ...compatible("required-removed", "ready to find none"),
    stored: "a",
    proof: survives,
  },
  // maps and unknown fields
  {
    name: "map to properties",
    old: map(string),
    now: object({ a: string }),
    path: "spec.p[*]",
    ...breaking("entries-removed", "pruned"),
    stored: { a: "1", b: "2" },
    proof: reads({ a: "1" }),
  },
  {
    name: "properties to map of the same",
    old: object({ a: string }),
    now: map(string),
    path: "spec.p[*]",
    ...compatible("entries-added", "of any name are kept"),
    stored: { a: "1" },
    proof: survives,
  },
  {
    name: "properties to map of another type",
    old: object({ a: string }),
    now: map(integer),
    path: "spec.p.a",
    ...breaking("type-changed", "of the old type"),
    stored: { a: "1" },
    proof: { kind: "apply-fails" },
  },
  {
    name: "entries of a map are bounded",
    old: map(string),
    now: map({ ...string, maxLength: 1 }),
    path: "spec.p[*]",
    ...tightening("max-length-tightened", "as long as spec.p[*] is not changed"),
    stored: { a: "long" },
    proof: ratchets({ a: "longer" }),
  },
  {
    name: "free map gets a schema",
    old: { type: "object", additionalProperties: true },
    now: map(integer),
    path: "spec.p[*]",
    ...tightening("entries-constrained", "do not fit the new schema"),
    stored: { a: "text" },
    proof: { kind: "refuses", value: { a: "other" } },
  },
  {
    name: "unknown fields become a map of objects",
    old: open,
    now: map(object({ x: string })),
    path: "spec.p[*]",
    ...breaking("entries-constrained", "does not name is pruned"),
    stored: { k: { x: "1", y: "2" } },
    proof: reads({ k: { x: "1" } }),
  },
  {
    name: "free map, which keeps no fields in its entries, becomes a map of objects",
    old: free,
    now: map(object({ x: string })),
    path: "spec.p[*]",
    ...tightening("entries-constrained", "do not fit the new schema"),
    stored: { k: {}, l: "text" },
    proof: { kind: "refuses", value: { m: "other" } },
  },
  {
    name: "map of strings becomes a free one",
    old: map(string),
    now: free,
    path: "spec.p[*]",
    ...compatible("entries-freed", "of any form"),
    stored: { k: "1" },
    proof: survives,
  },
  {
    name: "map of objects becomes a free one, which keeps no fields in its entries",
    old: map(object({ x: string })),
    now: free,
    path: "spec.p[*]",
    ...breaking("entries-freed", "are pruned"),
    stored: { k: { x: "1" } },
    proof: reads({ k: {} }),
  },
  {
    name: "unknown fields are no longer kept",
    old: object({ a: string }, { "x-kubernetes-preserve-unknown-fields": true }),
    now: object({ a: string }),
    ...breaking("unknown-fields-pruned", "pruned when an object is read"),
    stored: { a: "1", b: "2" },
    proof: reads({ a: "1" }),
  },
  {
    name: "unknown fields are kept",
    old: object({ a: string }),
    now: object({ a: string }, { "x-kubernetes-preserve-unknown-fields": true }),
    ...compatible("unknown-fields-kept", "does not name are kept"),
    stored: { a: "1" },
    proof: survives,
  },
  // enums
  {
    name: "enum added",
    old: string,
    now: { ...string, enum: ["a", "b"] },
    ...tightening("enum-added", untouched),
    stored: "c",
    proof: ratchets("d"),
  },
  {
    name: "enum of both booleans added",
    old: { type: "boolean" },
    now: { type: "boolean", enum: [true, false] },
    ...compatible("enum-added", "every value is listed"),
    stored: false,
    proof: survives,
  },
  {
    name: "enum of both booleans, and not of null, added",
    old: { type: "boolean", nullable: true },
    now: { type: "boolean", nullable: true, enum: [true, false] },
    ...tightening("enum-added", "other than true, false"),
    stored: null,
    proof: ratchets(undefined),
  },
  {
    name: "enum value removed",
    old: { ...string, enum: ["a", "b", "c"] },
    now: { ...string, enum: ["a", "b"] },
    ...tightening("enum-value-removed", '"c" are refused'),
    stored: "c",
    proof: ratchets("d"),
  },
  {
    name: "enum value added",
    old: { ...string, enum: ["a"] },
    now: { ...string, enum: ["a", "b"] },
    ...compatible("enum-value-added", "readers may meet"),
    stored: "a",
    proof: survives,
  },
  {
    name: "enum removed",
    old: { ...string, enum: ["a"] },
    now: string,
    ...compatible("enum-removed", "are accepted"),
    stored: "a",
    proof: survives,
  },
  // bounds
  {
    name: "minimum added",
    old: integer,
    now: { ...integer, minimum: 3 },
    ...tightening("minimum-tightened", "values below 3"),
    stored: 2,
    proof: ratchets(1),
  },
  {
    name: "minimum raised",
    old: { ...integer, minimum: 1 },
    now: { ...integer, minimum: 3 },
    ...tightening("minimum-tightened", "values below 3"),
    stored: 2,
    proof: ratchets(1),
  },
  {
    name: "minimum lowered",
    old: { ...integer, minimum: 3 },
    now: { ...integer, minimum: 1 },
    ...compatible("minimum-loosened", "values below 3 are accepted"),
    stored: 3,
    proof: survives,
  },
  {
    name: "minimum becomes exclusive",
    old: { ...integer, minimum: 3 },
    now: { ...integer, minimum: 3, exclusiveMinimum: true },
    ...tightening("minimum-tightened", "values of or below 3"),
    stored: 3,
    proof: ratchets(2),
  },
  {
    name: "minimum of an integer becomes the next one, not exclusive, and more",
    old: { ...integer, minimum: 0, exclusiveMinimum: true },
    now: { ...integer, minimum: 2 },
    ...tightening("minimum-tightened", "values below 2"),
    stored: 1,
    proof: ratchets(0),
  },
  {
    name: "maximum lowered",
    old: { ...integer, maximum: 9 },
    now: { ...integer, maximum: 5 },
    ...tightening("maximum-tightened", "values above 5"),
    stored: 7,
    proof: ratchets(8),
  },
  {
    name: "maximum removed",
    old: { ...integer, maximum: 9 },
    now: integer,
    ...compatible("maximum-loosened", "values above 9 are accepted"),
    stored: 7,
    proof: survives,
  },
  {
    name: "maximum is no longer exclusive",
    old: { ...integer, maximum: 9, exclusiveMaximum: true },
    now: { ...integer, maximum: 9 },
    ...compatible("maximum-loosened", "values of or above 9"),
    stored: 7,
    proof: survives,
  },
  {
    name: "multipleOf added",
    old: integer,
    now: { ...integer, multipleOf: 4 },
    ...tightening("multiple-of-tightened", "no multiples of 4"),
    stored: 6,
    proof: ratchets(7),
  },
  {
    name: "multipleOf becomes a divisor",
    old: { ...integer, multipleOf: 4 },
    now: { ...integer, multipleOf: 2 },
    ...compatible("multiple-of-loosened", "no multiples of 4 are accepted"),
    stored: 4,
    proof: survives,
  },
  {
    name: "multipleOf becomes another",
    old: { ...integer, multipleOf: 4 },
    now: { ...integer, multipleOf: 3 },
    ...tightening("multiple-of-tightened", "no multiples of 3"),
    stored: 4,
    proof: ratchets(8),
  },
  {
    name: "minLength added",
    old: string,
    now: { ...string, minLength: 3 },
    ...tightening("min-length-tightened", "less than 3 characters"),
    stored: "ab",
    proof: ratchets("a"),
  },
  {
    name: "maxLength lowered",
    old: { ...string, maxLength: 5 },
    now: { ...string, maxLength: 3 },
    ...tightening("max-length-tightened", "more than 3 characters"),
    stored: "abcd",
    proof: ratchets("abcde"),
  },
  {
    name: "maxLength raised",
    old: { ...string, maxLength: 5 },
    now: { ...string, maxLength: 9 },
    ...compatible("max-length-loosened", "more than 5 characters are accepted"),
    stored: "abcd",
    proof: survives,
  },
  {
    name: "minItems raised",
    old: list(string),
    now: list(string, { minItems: 2 }),
    ...tightening("min-items-tightened", "less than 2 items"),
    stored: ["a"],
    proof: ratchets(["b"]),
  },
  {
    name: "maxItems lowered",
    old: list(string),
    now: list(string, { maxItems: 1 }),
    ...tightening("max-items-tightened", "more than 1 items"),
    stored: ["a", "b"],
    proof: ratchets(["a", "c"]),
  },
  {
    name: "maxProperties added",
    old: map(string),
    now: { ...map(string), maxProperties: 1 },
    ...tightening("max-properties-tightened", "more than 1 properties"),
    stored: { a: "1", b: "2" },
    proof: ratchets({ a: "1", c: "2" }),
  },
  {
    name: "minProperties removed",
    old: { ...map(string), minProperties: 1 },
    now: map(string),
    ...compatible("min-properties-loosened", "less than 1 properties are accepted"),
    stored: { a: "1" },
    proof: survives,
  },
  // patterns and formats
  {
    name: "pattern added",
    old: string,
    now: { ...string, pattern: "^a" },
    ...tightening("pattern-added", "do not match ^a"),
    stored: "b",
    proof: ratchets("c"),
  },
  {
    name: "pattern changed",
    old: { ...string, pattern: "^[ab]" },
    now: { ...string, pattern: "^a" },
    ...tightening("pattern-changed", "do not match ^a"),
    stored: "b",
    proof: ratchets("bb"),
  },
  {
    name: "pattern removed",
    old: { ...string, pattern: "^a" },
    now: string,
    ...compatible("pattern-removed", "of any form"),
    stored: "a",
    proof: survives,
  },
  {
    name: "format that is checked added",
    old: string,
    now: { ...string, format: "date-time" },
    ...tightening("format-added", "no date-time"),
    stored: "today",
    proof: ratchets("tomorrow"),
  },
  {
    name: "format that is not checked added",
    old: string,
    now: { ...string, format: "phone" },
    ...compatible("format-added", "checks neither"),
    stored: "today",
    proof: survives,
  },
  {
    name: "format changed",
    old: { ...string, format: "ipv4" },
    now: { ...string, format: "ipv6" },
    ...tightening("format-changed", "no ipv6"),
    stored: "10.0.0.1",
    proof: ratchets("10.0.0.2"),
  },
  {
    name: "format removed",
    old: { ...string, format: "uuid" },
    now: string,
    ...compatible("format-removed", "no uuid are accepted"),
    stored: "8b4bd8f0-6e8c-4d34-8a5b-3b1f0d2e9c11",
    proof: survives,
  },
  {
    name: "int64 to int32",
    old: { ...integer, format: "int64" },
    now: { ...integer, format: "int32" },
    ...tightening("format-changed", "no int32"),
    stored: 5_000_000_000,
    proof: ratchets(6_000_000_000),
  },
  {
    name: "int32 to int64",
    old: { ...integer, format: "int32" },
    now: { ...integer, format: "int64" },
    ...compatible("format-changed", "are accepted"),
    stored: 5,
    proof: survives,
  },
  {
    name: "int64 said of an integer",
    old: integer,
    now: { ...integer, format: "int64" },
    ...compatible("format-added", "checks neither"),
    stored: 5_000_000_000,
    proof: survives,
  },
  // defaults and null
  {
    name: "default added",
    old: string,
    now: { ...string, default: "x" },
    ...compatible("default-added", 'read with "x"'),
    proof: reads("x"),
  },
  {
    name: "default added beside an alternative",
    old: either(),
    now: either({ ...string, default: "x" }),
    path: "spec.p.b",
    ...tightening("default-added", "break oneOf of spec.p, are refused"),
    stored: { a: "1" },
    proof: ratchets({ a: "2" }),
  },
  {
    name: "default added that a rule around it does not allow",
    old: ruled(object({ a: string, b: string }), "!has(self.a) || !has(self.b)"),
    now: ruled(object({ a: string, b: { ...string, default: "x" } }), "!has(self.a) || !has(self.b)"),
    path: "spec.p.b",
    ...tightening("default-added", untouched),
    stored: { a: "1" },
    proof: ratchets({ a: "2" }),
  },
  {
    name: "default added that a rule further out does not allow",
    old: ruled(object({ a: string, o: object({ b: string }) }), "!has(self.o.b)"),
    now: ruled(object({ a: string, o: object({ b: { ...string, default: "x" } }) }), "!has(self.o.b)"),
    path: "spec.p.o.b",
    ...tightening("default-added", untouched),
    stored: { a: "1", o: {} },
    proof: ratchets({ a: "2", o: {} }),
  },
  {
    name: "default added beside a rule about another field",
    old: ruled(object({ a: string, b: string }), "self.a.size() < 5"),
    now: ruled(object({ a: string, b: { ...string, default: "x" } }), "self.a.size() < 5"),
    path: "spec.p.b",
    ...compatible("default-added", 'read with "x"'),
    stored: { a: "1" },
    proof: reads({ a: "1", b: "x" }),
  },
  {
    name: "property with a default added where there is no room for it",
    old: object({ a: string }, { maxProperties: 1 }),
    now: object({ a: string, b: { ...string, default: "x" } }, { maxProperties: 1 }),
    path: "spec.p.b",
    ...tightening("property-added", "break maxProperties of spec.p"),
    stored: { a: "1" },
    proof: ratchets({ a: "2" }),
  },
  {
    name: "default changed",
    old: { ...string, default: "x" },
    now: { ...string, default: "y" },
    ...breaking("default-changed", 'get "y" instead of "x"'),
    proof: { kind: "makes", value: "y" },
  },
  {
    name: "default removed",
    old: { ...string, default: "x" },
    now: string,
    ...breaking("default-removed", "have no value"),
    proof: { kind: "makes", value: undefined },
  },
  {
    name: "null is accepted",
    old: string,
    now: { ...string, nullable: true },
    ...compatible("nullable-added", "null is accepted"),
    stored: "a",
    proof: survives,
  },
  {
    name: "null is no longer accepted",
    old: { ...string, nullable: true },
    now: string,
    ...breaking("nullable-removed", "dropped when they are read"),
    stored: null,
    proof: reads(undefined),
  },
  {
    name: "null is no longer accepted, with a default",
    old: { ...string, nullable: true, default: "x" },
    now: { ...string, default: "x" },
    ...breaking("nullable-removed", 'read as "x"'),
    stored: null,
    proof: reads("x"),
  },
  {
    name: "null is no longer accepted in a list",
    old: list({ ...string, nullable: true }),
    now: list(string),
    path: "spec.p[*]",
    ...tightening("nullable-removed", untouched),
    stored: [null],
    proof: ratchets([null, null]),
  },
  // lists and merging
  {
    name: "items are bounded",
    old: list(string),
    now: list({ ...string, maxLength: 1 }),
    path: "spec.p[*]",
    ...tightening("max-length-tightened", untouched),
    stored: ["long"],
    proof: ratchets(["longer"]),
  },
  {
    name: "items of a keyed list are bounded",
    old: keyed(),
    now: keyed({ properties: { name: string, port: { ...integer, maximum: 9 } } }),
    path: "spec.p[*].port",
    ...tightening("maximum-tightened", "as long as spec.p[*].port is not changed"),
    stored: [{ name: "a", port: 10 }],
    proof: ratchets([{ name: "a", port: 11 }]),
  },
  {
    name: "list becomes a set",
    old: list(string),
    now: list(string, { "x-kubernetes-list-type": "set" }),
    ...tightening("list-type-changed", "two equal items"),
    stored: ["a", "a"],
    proof: ratchets(undefined),
  },
  {
    name: "list becomes keyed",
    old: list(object({ name: string, port: integer }, { required: ["name", "port"] })),
    now: keyed(),
    ...tightening("list-type-changed", "of the same keys"),
    stored: [
      { name: "a", port: 1 },
      { name: "a", port: 2 },
    ],
    proof: ratchets(undefined),
  },
  {
    name: "keyed list becomes atomic",
    old: keyed(),
    now: { ...keyed(), "x-kubernetes-list-type": "atomic", "x-kubernetes-list-map-keys": [] },
    ...breaking("list-type-changed", "conflict from now on"),
    stored: [{ name: "a", port: 1 }],
    proof: survives,
  },
  {
    name: "keys of a list change",
    old: keyed(),
    now: keyed({}, "port"),
    ...breaking("list-map-keys-changed", "told apart by other fields"),
    stored: [{ name: "a", port: 1 }],
    proof: survives,
  },
  {
    name: "map becomes atomic",
    old: map(string),
    now: { ...map(string), "x-kubernetes-map-type": "atomic" },
    ...breaking("map-type-changed", "conflict from now on"),
    stored: { a: "1" },
    proof: survives,
  },
  {
    name: "map becomes granular",
    old: { ...map(string), "x-kubernetes-map-type": "atomic" },
    now: map(string),
    ...compatible("map-type-changed", "merges its fields"),
    stored: { a: "1" },
    proof: survives,
  },
  // embedded resources
  {
    name: "becomes an embedded resource",
    old: open,
    now: { ...open, "x-kubernetes-embedded-resource": true },
    ...breaking("embedded-resource-added", "refused at any write"),
    stored: { a: 1 },
    proof: { kind: "refused" },
  },
  {
    name: "is no longer an embedded resource",
    old: object({ a: string }, { "x-kubernetes-embedded-resource": true }),
    now: object({ a: string }),
    ...breaking("embedded-resource-removed", "apiVersion, kind, metadata are pruned"),
    stored: { apiVersion: "v1", kind: "X", metadata: { name: "x" }, a: "1" },
    proof: reads({ a: "1" }),
  },
  // rules
  {
    name: "rule added",
    old: string,
    now: ruled(string, "self.startsWith('a')"),
    ...tightening("validation-added", untouched),
    stored: "b",
    proof: ratchets("c"),
  },
  {
    name: "rule about the old value added",
    old: string,
    now: ruled(string, "self == oldSelf"),
    ...tightening("validation-added", "also when the value is not changed"),
    stored: "b",
    proof: { kind: "refuses", value: "c" },
  },
  {
    name: "rule that an unchanged value breaks added",
    old: integer,
    now: ruled(integer, "self > oldSelf"),
    ...tightening("validation-added", "also when the value is not changed"),
    stored: 5,
    proof: { kind: "refused" },
  },
  {
    name: "rule removed",
    old: ruled(string, "self.startsWith('a')"),
    now: string,
    ...compatible("validation-removed", "is accepted"),
    stored: "a",
    proof: survives,
  },
  {
    name: "rule replaced",
    old: ruled(string, "self.startsWith('a')"),
    now: ruled(string, "self.startsWith('ab')"),
    ...tightening("validation-added", untouched),
    stored: "ac",
    proof: ratchets("ad"),
  },
  {
    name: "message of a rule changed",
    old: ruled(string, "self.startsWith('a')"),
    now: ruled(string, "self.startsWith('a')", { message: "begin with an a" }),
    ...compatible("validation-message-changed", "says it differently"),
    stored: "a",
    proof: survives,
  },
  // junctors
  {
    name: "oneOf added",
    old: object({ a: string, b: string }),
    now: object({ a: string, b: string }, { oneOf: [{ required: ["a"] }, { required: ["b"] }] }),
    ...tightening("one-of-tightened", untouched),
    stored: { a: "1", b: "2" },
    proof: ratchets({ a: "1", b: "3" }),
  },
  {
    name: "oneOf removed",
    old: object({ a: string, b: string }, { oneOf: [{ required: ["a"] }, { required: ["b"] }] }),
    now: object({ a: string, b: string }),
    ...compatible("one-of-loosened", "are accepted"),
    stored: { a: "1" },
    proof: survives,
  },
  {
    name: "oneOf gets an alternative for a new field",
    old: either(),
    now: object(
      { a: string, b: string, c: string },
      { oneOf: [{ required: ["a"] }, { required: ["b"] }, { required: ["c"] }] },
    ),
    ...compatible("one-of-loosened", "are accepted"),
    stored: { a: "1" },
    proof: survives,
  },
  {
    name: "oneOf gets an alternative for a field that was there",
    old: object({ a: string, b: string }, { oneOf: [{ required: ["a"] }, { maxProperties: 0 }] }),
    now: object({ a: string, b: string }, { oneOf: [{ required: ["a"] }, { required: ["b"] }] }),
    ...tightening("one-of-tightened", untouched),
    stored: { a: "1", b: "2" },
    proof: ratchets({ a: "1", b: "3" }),
  },
  {
    name: "anyOf gets an alternative",
    old: { ...string, anyOf: [{ pattern: "^a" }] },
    now: { ...string, anyOf: [{ pattern: "^a" }, { pattern: "^b" }] },
    ...compatible("any-of-loosened", "are accepted"),
    stored: "a",
    proof: survives,
  },
  {
    name: "anyOf loses an alternative",
    old: { ...string, anyOf: [{ pattern: "^a" }, { pattern: "^b" }] },
    now: { ...string, anyOf: [{ pattern: "^a" }] },
    ...tightening("any-of-tightened", untouched),
    stored: "b",
    proof: ratchets("bb"),
  },
  {
    name: "allOf gets a part",
    old: string,
    now: { ...string, allOf: [{ maxLength: 1 }] },
    ...tightening("all-of-tightened", untouched),
    stored: "bb",
    proof: ratchets("ccc"),
  },
  {
    name: "not added",
    old: string,
    now: { ...string, not: { enum: ["b"] } },
    ...tightening("not-tightened", untouched),
    stored: "b",
    proof: ratchets(undefined),
  },
  // documentation, and what no server takes
  {
    name: "description changed",
    old: { ...string, description: "one" },
    now: { ...string, description: "two" },
    ...compatible("documentation-changed", "readers of the documentation"),
    stored: "a",
    proof: survives,
  },
  {
    name: "default that does not fit",
    old: integer,
    now: { ...integer, default: "many" },
    path: "",
    ...breaking("schema-refused", "properties[p].default"),
    stored: 1,
    proof: { kind: "definition-refused" },
  },
];
