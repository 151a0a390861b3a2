import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import type { Dice } from "./dice.ts";
import { rulesFor } from "./rules.ts";
import { valueFor } from "./value.ts";

const names = [
  "a",
  "b",
  "c",
  "name",
  "port",
  "type",
  "value",
  "items",
  "namespace",
  "with-dash",
  "dotted.name",
  "default",
  "x_y",
  "Upper",
];
const formats = [
  "date-time",
  "date",
  "duration",
  "byte",
  "ipv4",
  "ipv6",
  "cidr",
  "uuid",
  "uri",
  "email",
  "hostname",
  "mac",
  "hexcolor",
  "password",
  "k8s-short-name",
  "isbn",
  "ssn",
  "int-or-string",
];
const patterns = ["^[a-z]+$", "^v[0-9]+(alpha[0-9]+)?$", "a|b", "^(foo|bar)?$", "\\d{2,}", "^\\p{L}+$"];

/** A structural schema of any construct, `depth` levels deep at most. */
export function schemaFor(dice: Dice, depth: number): JsonSchema {
  const schema = dice.weighted<JsonSchema>([
    [5, () => text(dice)],
    [4, () => number(dice)],
    [1.5, () => ({ type: "boolean" })],
    [1.5, () => intOrString(dice)],
    [depth > 0 ? 5 : 0, () => object(dice, depth)],
    [depth > 0 ? 5 : 0, () => list(dice, depth)],
    [depth > 0 ? 2 : 0, () => map(dice, depth)],
    [
      0.7,
      () => ({
        "x-kubernetes-preserve-unknown-fields": true,
        ...(dice.chance(0.5) ? { type: "object" as const } : {}),
      }),
    ],
    [depth > 0 ? 0.6 : 0, () => embedded(dice, depth)],
  ]);
  return finish(dice, schema);
}

/** Adds what any schema may have: nullable, a default, rules. */
function finish(dice: Dice, schema: JsonSchema): JsonSchema {
  if (dice.chance(0.12)) schema.nullable = true;
  const rules = dice.chance(0.15) ? rulesFor(dice, schema) : [];
  if (rules.length) schema["x-kubernetes-validations"] = rules;
  if (dice.chance(0.15))
    schema.default = schema.nullable && dice.chance(0.2) ? null : valueFor(dice, schema, "valid");
  return schema;
}

function text(dice: Dice): JsonSchema {
  return dice.weighted<JsonSchema>([
    [3, () => ({ type: "string", maxLength: dice.between(3, 20) })],
    [3, () => ({ type: "string" })],
    [2, () => ({ type: "string", enum: dice.some(["a", "b", "", "Foo", "x y", "ü"], 0.6).concat("foo") })],
    [2, () => ({ type: "string", pattern: dice.pick(patterns), maxLength: 30 })],
    [2, () => ({ type: "string", format: dice.pick(formats) })],
    [1, () => ({ type: "string", minLength: dice.between(1, 3), maxLength: dice.between(4, 8) })],
    [0.5, () => ({ type: "string", anyOf: [{ pattern: "^a" }, { maxLength: 2 }], maxLength: 10 })],
    [0.5, () => ({ type: "string", not: { enum: ["a", "bad"] }, maxLength: 10 })],
  ]);
}

function number(dice: Dice): JsonSchema {
  const type = dice.chance(0.7) ? "integer" : "number";
  const schema: JsonSchema = { type };
  if (dice.chance(0.4))
    schema.format = type === "integer" ? dice.pick(["int32", "int64"]) : dice.pick(["float", "double"]);
  if (dice.chance(0.4)) schema.minimum = dice.between(-2, 2);
  if (dice.chance(0.3)) schema.maximum = dice.between(3, 10);
  if (schema.minimum !== undefined && dice.chance(0.2)) schema.exclusiveMinimum = true;
  if (schema.maximum !== undefined && dice.chance(0.2)) schema.exclusiveMaximum = true;
  if (dice.chance(0.15)) schema.multipleOf = type === "integer" ? 2 : dice.pick([0.5, 0.1]);
  if (dice.chance(0.1)) return { type, enum: [1, 2, type === "integer" ? 3 : 2.5] };
  return schema;
}

function intOrString(dice: Dice): JsonSchema {
  const form = dice.pick([0, 1, 2]);
  const types: JsonSchema[] = [{ type: "integer" }, { type: "string" }];
  return {
    "x-kubernetes-int-or-string": true,
    ...(form === 1 ? { anyOf: types } : {}),
    ...(form === 2 ? { allOf: [{ anyOf: types }, { pattern: "^[0-9]+%?$" }] } : {}),
    ...(form !== 2 && dice.chance(0.3) ? { pattern: "^[0-9]+%$", maxLength: 8 } : {}),
  };
}

/** An object with named fields. */
export function object(dice: Dice, depth: number): JsonSchema {
  const fields = dice.shuffled(names).slice(0, dice.between(1, 5));
  const properties = Object.fromEntries(fields.map((name) => [name, schemaFor(dice, depth - 1)]));
  const schema: JsonSchema = { type: "object", properties };
  const required = dice.some(fields, 0.2);
  if (required.length) schema.required = required;
  if (dice.chance(0.08)) schema["x-kubernetes-map-type"] = dice.pick(["atomic", "granular"]);
  if (dice.chance(0.08)) schema["x-kubernetes-preserve-unknown-fields"] = true;
  if (dice.chance(0.06)) schema.maxProperties = dice.between(2, 4);
  if (dice.chance(0.04)) schema.minProperties = 1;
  const [first = "a", second = first] = fields;
  if (dice.chance(0.06))
    schema.oneOf = [{ required: [first] }, { required: [second], not: { required: [first] } }];
  if (dice.chance(0.04))
    schema.anyOf = [{ required: [first] }, { properties: { [second]: { enum: ["a", 1] } } }];
  if (dice.chance(0.04)) schema.not = { required: [first, second] };
  if (dice.chance(0.03))
    schema.allOf = [{ required: [first] }, { properties: { [second]: { maxLength: 3 } } }];
  return schema;
}

function map(dice: Dice, depth: number): JsonSchema {
  const values = dice.chance(0.1) ? true : schemaFor(dice, depth - 1);
  return {
    type: "object",
    additionalProperties: values,
    ...(dice.chance(0.5) ? { maxProperties: dice.between(2, 8) } : {}),
    ...(dice.chance(0.15) ? { "x-kubernetes-map-type": dice.pick(["atomic", "granular"] as const) } : {}),
  };
}

function list(dice: Dice, depth: number): JsonSchema {
  const size = {
    ...(dice.chance(0.6) ? { maxItems: dice.between(2, 6) } : {}),
    ...(dice.chance(0.08) ? { minItems: 1 } : {}),
  };
  return dice.weighted<JsonSchema>([
    [3, () => keyedList(dice, depth, size)],
    [
      2,
      () => ({ type: "array", "x-kubernetes-list-type": "set", items: notNullable(scalar(dice)), ...size }),
    ],
    [2, () => ({ type: "array", items: schemaFor(dice, depth - 1), ...size })],
    [
      1,
      () => ({
        type: "array",
        "x-kubernetes-list-type": "atomic",
        items: schemaFor(dice, depth - 1),
        ...size,
      }),
    ],
    [
      0.4,
      () => ({
        type: "array",
        "x-kubernetes-list-type": "set",
        items: { type: "array", "x-kubernetes-list-type": "atomic", items: scalar(dice) },
        ...size,
      }),
    ],
  ]);
}

function keyedList(dice: Dice, depth: number, size: object): JsonSchema {
  const keys = dice.weighted<string[]>([
    [3, () => ["name"]],
    [2, () => ["port", "type"]],
    [1, () => ["a", "b", "c"].slice(0, dice.between(1, 3))],
  ]);
  const items = object(dice, depth - 1);
  for (const key of ["oneOf", "anyOf", "not", "allOf", "minProperties", "maxProperties"] as const)
    Reflect.deleteProperty(items, key);
  const required = new Set(items.required);
  for (const key of keys) {
    const schema = keyScalar(dice, key);
    if (dice.chance(0.3)) {
      schema.default = valueFor(dice, schema, "valid");
      required.delete(key);
    } else required.add(key);
    items.properties = { ...items.properties, [key]: schema };
  }
  if (required.size) items.required = [...required];
  else delete items.required;
  return {
    type: "array",
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": keys,
    items,
    ...size,
  };
}

function keyScalar(dice: Dice, key: string): JsonSchema {
  if (key === "port") return { type: "integer", maximum: 20 };
  if (key === "type") return { type: "string", enum: ["TCP", "UDP"] };
  return dice.chance(0.85)
    ? { type: "string", maxLength: 10 }
    : dice.pick<JsonSchema>([{ type: "boolean" }, { type: "integer" }]);
}

function scalar(dice: Dice): JsonSchema {
  return dice.weighted<JsonSchema>([
    [3, () => ({ type: "string", maxLength: 10 })],
    [1, () => ({ type: "integer" })],
    [0.5, () => ({ type: "number" })],
    [0.5, () => ({ "x-kubernetes-int-or-string": true })],
    [0.3, () => ({ type: "boolean" })],
  ]);
}

function notNullable(schema: JsonSchema): JsonSchema {
  const { nullable: _nullable, ...rest } = schema;
  return rest;
}

function embedded(dice: Dice, depth: number): JsonSchema {
  const open = dice.chance(0.6);
  return {
    type: "object",
    "x-kubernetes-embedded-resource": true,
    ...(open
      ? { "x-kubernetes-preserve-unknown-fields": true }
      : { properties: { spec: schemaFor(dice, depth - 1) } }),
  };
}
