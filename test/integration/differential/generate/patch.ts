import { isJsonObject } from "../../../../src/base/json.ts";
import type { Dice } from "./dice.ts";
import { contentOf, metadataFor } from "./object.ts";
import type { Target } from "./target.ts";
import { valueFor } from "./value.ts";

type Fields = Record<string, unknown>;

/** A merge patch: part of an object, with nulls for what is to go. */
export function mergePatchFor(dice: Dice, target: Target, subresource: string): unknown {
  if (dice.chance(0.02))
    return dice.pick<unknown>([
      [],
      "x",
      1,
      { metadata: null },
      { kind: "Other" },
      { apiVersion: "v9" },
      { metadata: { name: "other" } },
    ]);
  return withNulls(dice, partFor(dice, target, subresource), 0.12);
}

/** Part of an object's content, and of its metadata. */
export function partFor(dice: Dice, target: Target, subresource: string): Fields {
  const made = valueFor(
    dice,
    contentOf(target),
    target.careless && dice.chance(0.3) ? "careless" : "partial",
  );
  // what is careless may be no object at all
  const content: Fields = isJsonObject(made) ? made : {};
  if (target.custom && subresource === "" && target.status && dice.chance(0.8)) delete content.status;
  if (subresource === "status") {
    if (target.custom && dice.chance(0.7))
      for (const key of Object.keys(content)) if (key !== "status") Reflect.deleteProperty(content, key);
    if (!target.custom)
      return { status: {}, ...(dice.chance(0.5) ? { metadata: metadataFor(dice, 0.7) } : {}) };
  }
  const metadata = metadataFor(dice, 0.4);
  return { ...(Object.keys(metadata).length ? { metadata } : {}), ...content };
}

/** What kinds cannot be without: that they say so is tested elsewhere. */
const essential = ["metadata", "selector", "rules", "containers", "ports", "template", "spec"];

function withNulls(dice: Dice, value: unknown, probability: number): unknown {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      essential.includes(key) ? field : dice.chance(probability) ? null : withNulls(dice, field, probability),
    ]),
  );
}

/** A strategic merge patch: a merge patch with directives. */
export function strategicPatchFor(dice: Dice, target: Target, subresource: string): unknown {
  return withDirectives(dice, mergePatchFor(dice, target, subresource));
}

/** Lists that strategic merge patches merge. An order for any other makes kube-apiserver panic: it drops the connection without an answer. */
const merging = ["containers", "env", "ports", "hostAliases", "secrets"];

/** What is read of a map with a directive in it is refused in words of another decoder. */
function withDirectives(dice: Dice, value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => withDirectives(dice, item));
    if (!value.every(isJsonObject)) return items;
    if (value.length && dice.chance(0.12))
      return items.map((item) =>
        dice.chance(0.5) && isJsonObject(item) ? { ...keysOf(item), $patch: "delete" } : item,
      );
    if (dice.chance(0.05)) return [...items, { $patch: dice.pick(["replace", "replace", "merge", "odd"]) }];
    return items;
  }
  if (!isJsonObject(value)) return value;
  const result: Fields = {};
  for (const [key, field] of Object.entries(value)) {
    result[key] = key === "metadata" ? field : withDirectives(dice, field);
    if (!Array.isArray(field) || !field.length) continue;
    if (merging.includes(key) && dice.chance(0.2))
      result[`$setElementOrder/${key}`] = dice.shuffled(
        field.map((item) => (isJsonObject(item) ? keysOf(item) : item)),
      );
    if (!isJsonObject(field[0]) && dice.chance(0.1)) {
      // beside the list itself, which of the two comes last is up to the order of a map of Go
      Reflect.deleteProperty(result, key);
      result[`$deleteFromPrimitiveList/${key}`] = [field[0]];
    }
  }
  const isMap = Object.values(value).every((field) => typeof field === "string");
  if (!isMap && dice.chance(0.03)) result.$retainKeys = dice.some(Object.keys(value), 0.8);
  if (dice.chance(0.02)) result.$patch = dice.pick(["replace", "delete", "merge"]);
  return result;
}

function keysOf(item: Fields): Fields {
  const known = ["name", "containerPort", "port", "ip", "key"].filter((key) => item[key] !== undefined);
  return Object.fromEntries(known.slice(0, 1).map((key) => [key, item[key]]));
}

/** A JSON patch, most of whose operations fit an object that was made by the schema. */
export function jsonPatchFor(dice: Dice, target: Target, subresource: string): unknown {
  if (dice.chance(0.02))
    return dice.pick<unknown>([
      {},
      [1],
      [{ op: "odd", path: "/metadata" }],
      [{ op: "add" }],
      "x",
      [{ op: "remove", path: "" }],
    ]);
  const part = partFor(dice, target, subresource);
  const places = placesOf(part, "");
  return Array.from({ length: dice.between(1, 3) }, () => {
    const [path, value] = places.length ? dice.pick(places) : ["/metadata/labels", { a: "x" }];
    return dice.weighted<object>([
      [5, () => ({ op: "add", path, value })],
      [2, () => ({ op: "replace", path, value })],
      [2, () => ({ op: "remove", path })],
      [1, () => ({ op: "test", path, value })],
      [
        0.5,
        () => ({ op: "copy", from: path, path: dice.pick(places.length ? places : [["/x", 1] as const])[0] }),
      ],
      [0.5, () => ({ op: "move", from: path, path: "/metadata/annotations" })],
    ]);
  });
}

function placesOf(value: unknown, path: string): (readonly [string, unknown])[] {
  const entries: [string, unknown][] = Array.isArray(value)
    ? [...value.map((item, index): [string, unknown] => [String(index), item]), ["-", value[0] ?? null]]
    : isJsonObject(value)
      ? Object.entries(value)
      : [];
  return entries.flatMap(([key, item]) => {
    const at = `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    return [[at, item] as const, ...placesOf(item, at)];
  });
}
