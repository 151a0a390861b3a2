import fc from "fast-check";
import { expect, test } from "vitest";
import { importCrds } from "../../../../src/generate/import/import-crds.ts";
import { readBuiltInSchemas } from "../../../../src/k8s/built-in.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { crdOf, returned } from "./round-trip.ts";

const name = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      "name",
      "spec",
      "items",
      "properties",
      "default",
      "secretRef",
      "tokenSecretRef",
      "ports",
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "constructor",
      "__proto__",
      "class",
      "a.b",
      "x-y",
      "3d",
      "日本",
      "Int32",
      "Record",
      "",
    ),
  },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 6 }) },
);
const description = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      "Says what it is.",
      "Two\nlines.",
      "a */ b",
      "see @minimum 3",
      "TODO x",
      "a \nb",
      "---",
      "",
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
);
const bounds = { nil: undefined };
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { ...bounds, freq: 3 });

/** Keywords of one type, each there or not. */
function keywords(
  type: JsonSchema["type"],
  parts: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<JsonSchema> {
  const all = Object.fromEntries(Object.entries(parts).map(([key, value]) => [key, optional(value)]));
  return fc.record(all).map((found) => withoutUndefined({ type, ...found }));
}

function withoutUndefined(schema: Record<string, unknown>): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}

const small = fc.integer({ min: 0, max: 9 });
const text = keywords("string", {
  minLength: small,
  pattern: fc.constantFrom("^a+$", "^ @x$", "\\s", "(?i)a/b", "*/".replace("*", "a*"), '"', "`"),
  format: fc.constantFrom("date-time", "byte", "ipv4", "made-up"),
  nullable: fc.boolean(),
  "x-kubernetes-validations": fc.constantFrom(
    [{ rule: "'z' != 'a'", message: "not z", reason: "FieldValueInvalid" }],
    [{ rule: "'x @y' != 'a'" }, { rule: '"q" != "a"', message: "no `q`" }],
    [{ rule: "'b' != 'a'" }, { rule: "'b' != 'a'" }],
  ),
});
const choice = fc
  .uniqueArray(fc.constantFrom("a", "b", "", "=", '"', "c d", "1"), { minLength: 1 })
  .map((values): JsonSchema => ({ type: "string", enum: values }));
const integer = keywords("integer", {
  format: fc.constantFrom("int32", "int64", "uint16"),
  minimum: fc.integer({ min: -5, max: 5 }),
  exclusiveMinimum: fc.boolean(),
  enum: fc.constant([3, 1, 2]),
});
const number = keywords("number", {
  format: fc.constantFrom("double", "float"),
  maximum: fc.constantFrom(0.5, 2),
});
const open = fc.constantFrom<JsonSchema>(
  { type: "object" },
  { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  { "x-kubernetes-preserve-unknown-fields": true },
  { "x-kubernetes-int-or-string": true },
  { "x-kubernetes-int-or-string": true, anyOf: [{ type: "integer" }, { type: "string" }] },
  { type: "object", additionalProperties: true },
  { type: "boolean", enum: [true] },
);

const { schema } = fc.letrec<{
  schema: JsonSchema;
  plain: JsonSchema;
  object: JsonSchema;
  list: JsonSchema;
  map: JsonSchema;
}>((tie) => ({
  schema: fc
    .record({
      plain: tie("plain"),
      description: optional(description),
      title: optional(fc.constantFrom("T", "a @b")),
    })
    .map(({ plain, ...rest }) => ({ ...plain, ...withoutUndefined(rest) })),
  plain: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(text, choice, integer, number, open),
    tie("object"),
    tie("list"),
    tie("map"),
  ),
  object: fc
    .record({
      properties: fc.uniqueArray(fc.tuple(name, tie("schema")), {
        minLength: 1,
        maxLength: 4,
        selector: ([key]) => key,
      }),
      required: optional(fc.constantFrom("first", "reversed", "missing")),
      open: optional(fc.constant(true)),
      junctor: optional(fc.constantFrom("oneOf", "anyOf", "not")),
    })
    .map(({ properties, required, open: isOpen, junctor }): JsonSchema => {
      const names = properties.map(([key]) => key);
      const lists = { first: names.slice(0, 1), reversed: names.toReversed(), missing: ["absent", ...names] };
      const branches = names.map((key) => ({ required: [key] }));
      return {
        type: "object",
        properties: Object.fromEntries(properties),
        ...(required ? { required: lists[required] } : {}),
        ...(isOpen ? { "x-kubernetes-preserve-unknown-fields": true } : {}),
        ...(junctor === "not" ? { not: { anyOf: branches } } : junctor ? { [junctor]: branches } : {}),
      };
    }),
  list: fc
    .record({
      items: tie("schema"),
      minItems: optional(small),
      atomic: optional(fc.constant("atomic" as const)),
    })
    .map(({ items, minItems, atomic }) =>
      withoutUndefined({ type: "array", items, minItems, "x-kubernetes-list-type": atomic }),
    ),
  map: tie("schema").map((values): JsonSchema => ({ type: "object", additionalProperties: values })),
}));

test("any structural schema comes back from its sources as it was", { timeout: 300_000 }, async () => {
  const builtIns = readBuiltInSchemas();
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(name, schema, { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
      async (properties) => {
        const crd = crdOf({ type: "object", properties });
        const files = await importCrds([crd], { builtIns });
        const { given, back } = await returned([crd], files);
        expect(back).toEqual(given);
      },
    ),
    { numRuns: Number(process.env.KUBEWRIGHT_RUNS ?? 200), seed: 20261127 },
  );
});
