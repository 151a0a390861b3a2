import { equalJson, isJsonObject, keysOfBoth, memberPath } from "../../base/json.ts";

/** A field that differs; undefined where it is not there. */
export interface ChangedField {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What the server counts up. */
const ignored = new Set(["metadata.resourceVersion", "metadata.managedFields", "metadata.generation"]);

/** The fields in which two states of an object differ, at most `limit`. A list whose items only changed places is one field. */
export function changedFields(before: unknown, after: unknown, limit = 16): ChangedField[] {
  const fields: ChangedField[] = [];
  collect(before, after, { path: "", fields, limit });
  return fields;
}

/** Whether two values are lists of the same items in another order. */
export function isReordered(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length || equalJson(a, b)) return false;
  const sorted = (list: unknown[]) => list.map((item) => JSON.stringify(item)).toSorted();
  return equalJson(sorted(a), sorted(b));
}

function collect(a: unknown, b: unknown, at: { path: string; fields: ChangedField[]; limit: number }): void {
  const { path, fields, limit } = at;
  if (a === b || fields.length >= limit || ignored.has(path)) return;
  if (isJsonObject(a) && isJsonObject(b)) {
    for (const key of keysOfBoth(a, b))
      if (a[key] !== b[key]) collect(a[key], b[key], { path: memberPath(path, key), fields, limit });
  } else if (Array.isArray(a) && Array.isArray(b) && a.length === b.length && !isReordered(a, b)) {
    for (const [index, item] of a.entries())
      collect(item, b[index], { path: `${path}[${index}]`, fields, limit });
  } else if (!equalJson(a, b)) fields.push({ path, before: a, after: b });
}
