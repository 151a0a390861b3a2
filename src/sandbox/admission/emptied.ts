import { isJsonObject, type JsonObject } from "../../base/json.ts";

const emptied = Symbol("emptied");

/**
 * Remembers that a client sent an empty map or list. It counts as absent and is not kept, but messages show it. Copies forget it, but for those of {@link copyShallow}.
 */
export function markEmptied(parent: JsonObject, key: string, value: unknown): void {
  const marks: JsonObject = { ...marksOf(parent), [key]: Array.isArray(value) ? [] : {} };
  Object.defineProperty(parent, emptied, { value: marks, configurable: true });
}

/** The value at a key, also an empty one that was not kept; null where nothing was sent. */
export function shownAt(parent: JsonObject | undefined, key: string): unknown {
  return parent?.[key] ?? marksOf(parent)[key] ?? null;
}

/** Whether an empty map or list was sent anywhere in a value, and no default has come in its place. */
export function hasEmptied(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasEmptied);
  if (!isJsonObject(value)) return false;
  const empty = Object.keys(marksOf(value)).some((key) => value[key] === undefined);
  return empty || Object.values(value).some(hasEmptied);
}

/** A copy of an object's own fields that remembers what the object does. */
export function copyShallow<T extends object>(value: T): T {
  const copy = { ...value };
  const marks = (value as { [emptied]?: JsonObject })[emptied];
  if (marks) Object.defineProperty(copy, emptied, { value: marks, configurable: true });
  return copy;
}

function marksOf(parent: JsonObject | undefined): JsonObject {
  return (parent as { [emptied]?: JsonObject } | undefined)?.[emptied] ?? {};
}
