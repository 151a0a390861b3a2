import { equalJson, getKey, isJsonObject } from "../../../base/json.ts";
import type { JsonSchema } from "../json-schema.ts";

/**
 * A value beside the one it replaces, and the same for what is inside of them where it can be told which belongs to which: properties and map entries
 * by name, items of `listType: map` by their keys, other items never (k8s.io/apiserver/pkg/cel/common/equality.go, CorrelatedObject).
 */
export class Correlation {
  readonly #now: unknown;
  readonly #before: unknown;
  readonly #schema: JsonSchema;
  #unchanged: boolean | undefined;

  constructor(values: { now: unknown; before: unknown }, schema: JsonSchema) {
    this.#now = values.now;
    this.#before = values.before;
    this.#schema = schema;
  }

  key(name: string): Correlation | undefined {
    const [now, before] = [this.#now, this.#before];
    if (!isJsonObject(now) || !isJsonObject(before)) return undefined;
    if (!Object.hasOwn(now, name) || !Object.hasOwn(before, name)) return undefined;
    const { properties, additionalProperties } = this.#schema;
    const declared = properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
    const inner = declared ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
    return inner && new Correlation({ now: getKey(now, name), before: getKey(before, name) }, inner);
  }

  index(position: number): Correlation | undefined {
    const { items } = this.#schema;
    if (!Array.isArray(this.#now) || !Array.isArray(this.#before) || !items) return undefined;
    const now: unknown = this.#now[position];
    const before = correlateItems(this.#before, this.#schema)?.(now);
    return before === undefined ? undefined : new Correlation({ now, before }, items);
  }

  /** Whether nothing changed. */
  isUnchanged(): boolean {
    return (this.#unchanged ??= this.#compare());
  }

  #compare(): boolean {
    const [now, before] = [this.#now, this.#before];
    if (Array.isArray(now) && Array.isArray(before) && this.#schema["x-kubernetes-list-type"] === "map")
      return now.length === before.length && now.every((_, position) => this.index(position)?.isUnchanged());
    if (isJsonObject(now) && isJsonObject(before)) {
      const keys = Object.keys(now);
      return keys.length === Object.keys(before).length && keys.every((key) => this.key(key)?.isUnchanged());
    }
    return equalJson(now, before);
  }
}

/** How an item of a `listType: map` finds the old item with the same keys; undefined for other lists. */
export function correlateItems(
  old: readonly unknown[],
  schema: JsonSchema,
): ((item: unknown) => unknown) | undefined {
  const keys = schema["x-kubernetes-list-map-keys"];
  if (schema["x-kubernetes-list-type"] !== "map" || !keys) return undefined;
  const identity = (item: unknown) => {
    if (!isJsonObject(item)) return undefined;
    const values = keys.map((key) => getKey(item, key));
    return values.every((value) => value !== undefined && typeof value !== "object")
      ? JSON.stringify(values)
      : undefined;
  };
  const byKey = new Map<string, unknown>();
  for (const item of old) {
    const key = identity(item);
    if (key !== undefined && !byKey.has(key)) byKey.set(key, item);
  }
  return (item) => byKey.get(identity(item) ?? "");
}
