import { copyJson, isJsonObject, type JsonObject } from "../../../../src/base/json.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";

/** A sample with one value changed. */
export interface Mutation {
  /** Says what was changed, such as `spec.size: wrong type`. */
  readonly name: string;
  readonly object: JsonObject;
}

interface Change {
  readonly path: readonly (string | number)[];
  readonly label: string;
  /** Undefined: the field goes. */
  readonly value: unknown;
}

/**
 * Changes of single values of a sample that its schema suggests, at most `count` of them, of as many sorts as there are; which, follows from their names
 * alone.
 */
export function mutationsOf(sample: JsonObject, schema: JsonSchema, options: { count: number }): Mutation[] {
  const changes: Change[] = [];
  visit(schema, sample, { path: [], changes });
  const sorts = new Map<string, Change[]>();
  const ranked = changes.map((change) => ({ change, rank: rankOf(nameOf(change)) }));
  for (const { change } of ranked.sort((a, b) => a.rank - b.rank))
    sorts.set(change.label, [...(sorts.get(change.label) ?? []), change]);
  const chosen: Change[] = [];
  for (let round = 0; chosen.length < Math.min(options.count, changes.length); round++)
    for (const sort of sorts.values()) {
      const change = sort[round];
      if (change && chosen.length < options.count) chosen.push(change);
    }
  return chosen.map((change) => ({ name: nameOf(change), object: changed(sample, change) }));
}

function visit(
  schema: JsonSchema,
  value: unknown,
  at: { path: readonly (string | number)[]; changes: Change[] },
): void {
  const { path, changes } = at;
  const isOwn =
    path.length > 0 && !(path.length === 1 && ["apiVersion", "kind", "metadata"].includes(String(path[0])));
  if (isOwn) {
    const add = (label: string, other: unknown) => changes.push({ path, label, value: other });
    for (const [label, other] of alternatives(schema, value)) add(label, other);
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    value.forEach((item, index) => {
      if (items && index < 2) visit(items, item, { path: [...path, index], changes });
    });
  } else if (isJsonObject(value)) {
    if (path[0] !== "metadata" && schema.properties && !schema["x-kubernetes-preserve-unknown-fields"])
      changes.push({ path: [...path, "unknownField"], label: "unknown", value: { a: 1 } });
    for (const key of Object.keys(value)) {
      const { additionalProperties } = schema;
      const inner =
        schema.properties?.[key] ?? (isJsonObject(additionalProperties) ? additionalProperties : undefined);
      if (inner && !(path.length === 0 && key === "metadata"))
        visit(inner, value[key], { path: [...path, key], changes });
    }
    for (const [key, inner] of Object.entries(schema.properties ?? {}))
      if (!(key in value) && path.length > 0)
        for (const [label, other] of alternatives(inner, undefined))
          if (label !== "gone")
            changes.push({ path: [...path, key], label: `absent before, ${label}`, value: other });
  }
}

/** Values that the schema asks not to be there, and some that it takes. */
function alternatives(schema: JsonSchema, value: unknown): [label: string, value: unknown][] {
  const { type, format, enum: values, pattern, maxLength, minLength } = schema;
  const { maximum, minimum, multipleOf, maxItems, minItems, maxProperties, nullable } = schema;
  const found: [string, unknown][] = [
    ["gone", undefined],
    [nullable ? "null where it may be" : "null", null],
  ];
  if (values) found.push(["not in the enum", "NotInTheEnum"], ["the last of the enum", values.at(-1)]);
  if (schema["x-kubernetes-int-or-string"])
    found.push(["neither integer nor text", 1.5], ["a text for either", "x%"], ["true for either", true]);
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- a schema may have no type
  switch (type) {
    case "string":
      found.push(["number for a text", 7], ["empty text", ""], ["odd text", "-Ä b_\u007f"]);
      if (maxLength !== undefined && maxLength < 5000) found.push(["too long", "a".repeat(maxLength + 1)]);
      if (maxLength === undefined) found.push(["long", "a".repeat(300)]);
      if (minLength) found.push(["too short", "a".repeat(minLength - 1)]);
      if (format) found.push(["object for a format", {}], ["list for a format", ["x"]]);
      if (pattern) found.push(["line break", "a\nb"]);
      break;
    case "integer":
    case "number":
      found.push(
        ["text for a number", "7"],
        ["fraction", 2.5],
        ["negative", -1],
        ["large", 2 ** 40],
        ["zero", 0],
      );
      if (maximum !== undefined) found.push(["too large", maximum + 1]);
      if (minimum !== undefined) found.push(["too small", minimum - 1]);
      if (multipleOf !== undefined) found.push(["no multiple", multipleOf + 1]);
      break;
    case "boolean":
      found.push(["text for a boolean", "true"], ["other boolean", value !== true]);
      break;
    case "array":
      found.push(
        ["object for a list", {}],
        ["empty list", []],
        ["null in a list", [null]],
        ["odd item", [{ odd: 1 }]],
      );
      if (Array.isArray(value) && value.length > 0) {
        found.push(["twice the same", [...(value as unknown[]), value[0]]]);
        if (maxItems !== undefined && maxItems < 200)
          found.push(["too many", Array.from({ length: maxItems + 1 }, () => value[0] as unknown)]);
      }
      if (minItems) found.push(["too few", []]);
      break;
    case "object":
      found.push(["list for an object", []], ["text for an object", "x"], ["empty object", {}]);
      if (maxProperties !== undefined && maxProperties < 100)
        found.push([
          "too many entries",
          Object.fromEntries(Array.from({ length: maxProperties + 1 }, (_, i) => [`k${i}`, "v"])),
        ]);
      break;
  }
  return found;
}

function changed(sample: JsonObject, { path, value }: Change): JsonObject {
  const copy = copyJson(sample);
  const keys = [...path];
  const last = keys.pop() ?? "";
  const parent = keys.reduce<unknown>((inner, key) => (inner as JsonObject)[key], copy) as JsonObject;
  if (value !== undefined) parent[last] = copyJson(value);
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else Reflect.deleteProperty(parent, last);
  return copy;
}

function nameOf({ path, label }: Change): string {
  return `${path.join(".")}: ${label}`;
}

/** A number that says nothing but is always the same (FNV-1a). */
function rankOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}
