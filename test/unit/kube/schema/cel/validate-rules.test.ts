import { expect, test } from "vitest";
import { RuleValidator } from "../../../../../src/kube/schema/cel/validate-rules.ts";
import type { JsonSchema } from "../../../../../src/kube/schema/json-schema.ts";

// the causes that a real kube-apiserver v1.36.3 gave for this schema
const schema: JsonSchema = {
  type: "object",
  "x-kubernetes-validations": [{ rule: "self.metadata.name != 'bad'", message: "bad name" }],
  properties: {
    spec: {
      type: "object",
      "x-kubernetes-validations": [
        {
          rule: "!has(self.a) || self.a < 10",
          fieldPath: ".a",
          reason: "FieldValueForbidden",
          message: "too big",
        },
        { rule: "!has(self.dup) || !self.dup", reason: "FieldValueDuplicate", message: "dup msg" },
        {
          rule: "!has(self.req) || !self.req",
          reason: "FieldValueRequired",
          message: "req msg",
          fieldPath: ".b",
        },
        { rule: "!has(self.err) || 1 / (self.a - self.a) == 1" },
        { rule: "!has(self.me) || !self.me", messageExpression: "'a is ' + (self.a > 2 ? 'big' : 'small')" },
      ],
      properties: {
        a: {
          type: "integer",
          "x-kubernetes-validations": [{ rule: "self == oldSelf", message: "Value is immutable" }],
        },
        b: { type: "string", "x-kubernetes-validations": [{ rule: "self.startsWith('x')" }] },
        l: {
          type: "array",
          items: { type: "string" },
          "x-kubernetes-validations": [{ rule: "self.size() < 2" }],
        },
        m: {
          type: "object",
          additionalProperties: { type: "string", "x-kubernetes-validations": [{ rule: "self != 'no'" }] },
        },
        dup: { type: "boolean" },
        req: { type: "boolean" },
        err: { type: "boolean" },
        me: { type: "boolean" },
      },
    },
  },
};

const rules = new RuleValidator();
const causes = (spec: object, options: { name?: string; old?: object } = {}) =>
  rules
    .validate(
      schema,
      { apiVersion: "v1", kind: "T", metadata: { name: options.name ?? "ok" }, spec },
      options.old ? { old: { metadata: { name: "ok" }, spec: options.old } } : {},
    )
    .map(({ type, field, message }) => [type, field, message]);

test.each<[string, object, string[]]>([
  ["a fieldPath and a reason", { a: 11 }, ["FieldValueForbidden", "spec.a", "Forbidden: too big"]],
  ["a duplicate object is not shown", { dup: true }, ["FieldValueDuplicate", "spec", "Duplicate value"]],
  [
    "a required field elsewhere",
    { req: true, b: "x" },
    ["FieldValueRequired", "spec.b", "Required value: req msg"],
  ],
  [
    "an error while evaluating",
    { err: true, a: 1 },
    [
      "FieldValueInvalid",
      "spec",
      'Invalid value: "object": division by zero evaluating rule: !has(self.err) || 1 / (self.a - self.a) == 1',
    ],
  ],
  [
    "a message that is computed",
    { me: true, a: 3 },
    ["FieldValueInvalid", "spec", "Invalid value: a is big"],
  ],
  [
    "a list is not shown",
    { l: ["a", "b"] },
    ["FieldValueInvalid", "spec.l", "Invalid value: failed rule: self.size() < 2"],
  ],
  [
    "an entry of a map is named by its key",
    { m: { "k.x": "no" } },
    ["FieldValueInvalid", "spec.m[k.x]", "Invalid value: \"no\": failed rule: self != 'no'"],
  ],
])("%s", (_what, spec, cause) => {
  expect(causes(spec)).toEqual([cause]);
});

test("a rule of the root stands at no field", () => {
  expect(causes({}, { name: "bad" })).toEqual([["FieldValueInvalid", "<nil>", "Invalid value: bad name"]]);
});

test("a transition rule holds between two values, and not at creation", () => {
  expect(causes({ a: 4 })).toEqual([]);
  expect(causes({ a: 4 }, { old: {} })).toEqual([]);
  expect(causes({ a: 4 }, { old: { a: 4 } })).toEqual([]);
  expect(causes({ a: 4 }, { old: { a: 3 } })).toEqual([
    ["FieldValueInvalid", "spec.a", "Invalid value: 4: Value is immutable"],
  ]);
});

const immutableItems = (list: Partial<JsonSchema>): JsonSchema => ({
  type: "array",
  items: {
    type: "object",
    properties: {
      name: { type: "string" },
      value: { type: "integer", "x-kubernetes-validations": [{ rule: "self == oldSelf" }] },
    },
  },
  ...list,
});

test("items of a list map are compared with those of the same key, wherever they stand", () => {
  const list = immutableItems({ "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"] });
  const old = [
    { name: "a", value: 1 },
    { name: "b", value: 2 },
  ];
  expect(
    rules.validate(
      list,
      [
        { name: "b", value: 2 },
        { name: "c", value: 9 },
      ],
      { old, path: "l" },
    ),
  ).toEqual([]);
  expect(
    rules.validate(list, [{ name: "b", value: 1 }], { old, path: "l" }).map((error) => error.field),
  ).toEqual(["l[0].value"]);
});

test("items of an atomic list are compared with none", () => {
  expect(
    rules.validate(immutableItems({}), [{ name: "a", value: 2 }], {
      old: [{ name: "a", value: 1 }],
      path: "l",
    }),
  ).toEqual([]);
});

test("with optionalOldSelf a rule runs at creation too", () => {
  const once: JsonSchema = {
    type: "string",
    "x-kubernetes-validations": [
      { rule: "oldSelf.hasValue() ? oldSelf.value() == self : self == 'first'", optionalOldSelf: true },
    ],
  };
  expect(rules.validate(once, "first", { path: "s" })).toEqual([]);
  expect(rules.validate(once, "second", { path: "s" })).toHaveLength(1);
  expect(rules.validate(once, "second", { old: "second", path: "s" })).toEqual([]);
});

test.each<[string, JsonSchema, unknown]>([
  [
    "integers are integers",
    {
      type: "object",
      properties: { n: { type: "integer" } },
      "x-kubernetes-validations": [{ rule: "self.n / 2 == 2" }],
    },
    { n: 5 },
  ],
  [
    "numbers are doubles",
    {
      type: "object",
      properties: { n: { type: "number" } },
      "x-kubernetes-validations": [{ rule: "self.n / 2.0 == 2.5" }],
    },
    { n: 5 },
  ],
  [
    "int-or-string is dynamic",
    {
      "x-kubernetes-int-or-string": true,
      "x-kubernetes-validations": [{ rule: "type(self) == int && self == 8080" }],
    },
    8080,
  ],
  [
    "date-time is an instant",
    {
      type: "string",
      format: "date-time",
      "x-kubernetes-validations": [{ rule: "self.getFullYear() == 2026" }],
    },
    "2026-05-01T00:00:00Z",
  ],
  [
    "duration is a span",
    { type: "string", format: "duration", "x-kubernetes-validations": [{ rule: "self > duration('59m')" }] },
    "1h",
  ],
  [
    "quantities",
    {
      type: "string",
      "x-kubernetes-validations": [{ rule: "quantity(self).isGreaterThan(quantity('1Gi'))" }],
    },
    "1200Mi",
  ],
  [
    "names that are no identifiers are escaped",
    {
      type: "object",
      properties: { "x-y": { type: "string" }, namespace: { type: "string" }, a__b: { type: "string" } },
      "x-kubernetes-validations": [
        { rule: "self.x__dash__y == '1' && self.__namespace__ == '2' && self.a__underscores__b == '3'" },
      ],
    },
    { "x-y": "1", namespace: "2", a__b: "3" },
  ],
  [
    "a map has keys",
    {
      type: "object",
      additionalProperties: { type: "integer" },
      "x-kubernetes-validations": [{ rule: "self.all(k, k in ['a', 'b'] && self[k] > 0)" }],
    },
    { a: 1, b: 2 },
  ],
  [
    "addresses",
    {
      type: "string",
      "x-kubernetes-validations": [{ rule: "cidr('10.0.0.0/8').containsIP(self) && ip(self).family() == 4" }],
    },
    "10.1.2.3",
  ],
  [
    "URLs",
    {
      type: "string",
      "x-kubernetes-validations": [
        { rule: "url(self).getHostname() == 'example.com' && url(self).getPort() == '80'" },
      ],
    },
    "https://example.com:80/x",
  ],
])("%s", (_what, inner, value) => {
  expect(rules.validate(inner, value, { path: "spec" })).toEqual([]);
});

test("a value that breaks a rule may stay while it is not changed", () => {
  expect(causes({ b: "y", a: 1 }, { old: { b: "y" } })).toEqual([]);
  expect(causes({ b: "z" }, { old: { b: "y" } })).toHaveLength(1);
});
