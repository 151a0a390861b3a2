import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import type { Dice } from "./dice.ts";

/** How often a value is wrong somewhere: never on purpose, now and then, or mostly. */
export type Quality = "valid" | "careless" | "partial";

const mistakes: Readonly<Record<Quality, number>> = { valid: 0, careless: 0.04, partial: 0 };

const samples: Readonly<Record<string, readonly string[]>> = {
  "date-time": ["2024-01-02T03:04:05Z", "2024-02-30T00:00:00Z", "2024-01-02T03:04:05.123+01:00"],
  date: ["2024-01-02", "2024-13-01"],
  duration: ["1h30m", "5s", "2 days", "x"],
  byte: ["Zm9v", "Zg==", "Zg"],
  ipv4: ["10.0.0.1", "010.0.0.1", "::1"],
  ipv6: ["::1", "fe80::1%eth0", "1.2.3.4"],
  cidr: ["10.0.0.0/8", "10.0.0.1/33", "::/0"],
  uuid: ["6ba7b810-9dad-11d1-80b4-00c04fd430c8", "6BA7B8109DAD11D180B400C04FD430C8", "x"],
  uri: ["https://example.com/x", "/x", "x", "http://"],
  email: ["a@example.com", "a@", "A <a@example.com>"],
  hostname: ["example.com", "-x", "a_b"],
  mac: ["00:00:5e:00:53:01", "0000.5e00.5301", "00"],
  hexcolor: ["#fff", "#ffff", "ABCDEF"],
  isbn: ["978-3-16-148410-0", "0306406152", "1"],
  ssn: ["111-22-3333", "1"],
  "k8s-short-name": ["a-b", "A", "a.b"],
  "k8s-long-name": ["a.b", "A"],
};
const words = [
  "a",
  "b",
  "foo",
  "bar",
  "x",
  "ab",
  "abc",
  "v1",
  "v2alpha1",
  "50%",
  "12",
  "",
  "Foo",
  "ü",
  "a-long-text-of-more-than-twenty",
];

/** A value that a schema accepts, or nearly. */
export function valueFor(dice: Dice, schema: JsonSchema, quality: Quality): unknown {
  const wrong = mistakes[quality];
  if (wrong && dice.chance(wrong))
    return dice.pick<unknown>([null, "text", 5, 1.5, true, {}, [], [null], { a: 1 }, ""]);
  if (schema.nullable && dice.chance(0.15)) return null;
  if (schema.enum?.length) return dice.pick(schema.enum);
  if (schema["x-kubernetes-int-or-string"]) return dice.pick(["50%", "12%", 7, 12]);
  switch (schema.type) {
    case "string":
      return textFor(dice, schema, quality);
    case "integer":
      return numberFor(dice, schema, quality);
    case "number":
      return dice.chance(0.4) && schema.multipleOf === undefined
        ? numberFor(dice, schema, quality) + 0.5
        : numberFor(dice, schema, quality);
    case "boolean":
      return dice.chance(0.5);
    case "array":
      return listFor(dice, schema, quality);
    case "object":
      return objectFor(dice, schema, quality);
    default:
      return dice.pick<unknown>([
        { free: 1, inner: { x: [1, null, { y: "z" }] } },
        "text",
        3,
        [1, 2],
        { a: null },
      ]);
  }
}

function textFor(dice: Dice, schema: JsonSchema, quality: Quality): string {
  const { maxLength = 100, minLength = 0, pattern, format } = schema;
  const known = format === undefined ? undefined : samples[format];
  if (known) return quality === "valid" || dice.chance(0.85) ? (known[0] as string) : dice.pick(known);
  if (dice.chance(mistakes[quality])) return dice.pick(words);
  const compiled = pattern === undefined ? undefined : new RegExp(pattern, "u");
  const forbidden = schema.not?.enum ?? [];
  const fitting = words.filter(
    (word) =>
      [...word].length <= maxLength &&
      [...word].length >= minLength &&
      (compiled?.test(word) ?? true) &&
      !forbidden.includes(word) &&
      (!schema.anyOf || /^a|^.{0,2}$/.test(word)),
  );
  return fitting.length ? dice.pick(fitting) : "a";
}

function numberFor(dice: Dice, schema: JsonSchema, quality: Quality): number {
  const { minimum = -3, maximum = 12, multipleOf = 1 } = schema;
  if (dice.chance(mistakes[quality])) return dice.pick([-100, 100, 2147483648, 1.5, 0, 3]);
  const low = Math.ceil((minimum + (schema.exclusiveMinimum ? 0.001 : 0)) / multipleOf);
  const high = Math.floor((maximum - (schema.exclusiveMaximum ? 0.001 : 0)) / multipleOf);
  const value = dice.between(low, Math.max(low, Math.min(high, low + 8))) * multipleOf;
  return Number(value.toFixed(3)) + 0;
}

function listFor(dice: Dice, schema: JsonSchema, quality: Quality): unknown[] {
  const { items = {}, minItems = 0, maxItems = 4 } = schema;
  const limit = dice.chance(mistakes[quality]) ? maxItems + 2 : Math.min(maxItems, 4);
  const values = Array.from({ length: dice.between(minItems, limit) }, () => valueFor(dice, items, quality));
  const type = schema["x-kubernetes-list-type"];
  if (type !== "set" && type !== "map") return values;
  if (dice.chance(mistakes[quality] * 2)) return values;
  const keys = schema["x-kubernetes-list-map-keys"];
  const seen = new Set<string>();
  return values.filter((value) => {
    const id = JSON.stringify(
      type === "set"
        ? value
        : keys?.map(
            (key) => (value as Record<string, unknown> | null)?.[key] ?? items.properties?.[key]?.default,
          ),
    );
    return !seen.has(id) && Boolean(seen.add(id));
  });
}

function objectFor(dice: Dice, schema: JsonSchema, quality: Quality): Record<string, unknown> {
  const { properties = {}, additionalProperties, required = [] } = schema;
  const result: Record<string, unknown> = {};
  if (schema["x-kubernetes-embedded-resource"]) Object.assign(result, embeddedMeta(dice, quality));
  const must = [
    ...required,
    ...(schema.oneOf?.[0]?.required ?? []),
    ...(schema.anyOf?.[0]?.required ?? []),
    ...(schema.allOf?.[0]?.required ?? []),
  ];
  const kept = quality === "partial" ? 0.4 : 0.65;
  for (const [name, property] of Object.entries(properties)) {
    const there = must.includes(name) ? !dice.chance(mistakes[quality]) : dice.chance(kept);
    if (there && !schema.not?.required?.slice(1).includes(name))
      result[name] = valueFor(dice, property, quality);
  }
  if (additionalProperties) {
    const inner = typeof additionalProperties === "object" ? additionalProperties : {};
    for (const key of dice.some(["k1", "k2", "key-3", "a.b/c"], 0.5))
      result[key] = valueFor(dice, inner, quality);
  }
  const unknown = schema["x-kubernetes-preserve-unknown-fields"] ? 0.5 : mistakes[quality] * 2;
  if (dice.chance(unknown))
    result[dice.pick(["extra", "zz"])] = dice.pick<unknown>([
      1,
      "x",
      { deep: { er: true } },
      [1, { z: null }],
      null,
    ]);
  return result;
}

function embeddedMeta(dice: Dice, quality: Quality): Record<string, unknown> {
  const metadata = {
    name: "embedded",
    ...(dice.chance(0.4) ? { labels: { a: "b" } } : {}),
    ...(dice.chance(mistakes[quality] * 4) ? { bad: 1, labels: { "-": "x" }, annotations: { a: 1 } } : {}),
  };
  return {
    apiVersion: dice.chance(mistakes[quality]) ? "" : "v1",
    kind: "Thing",
    ...(dice.chance(0.6) ? { metadata } : {}),
  };
}
