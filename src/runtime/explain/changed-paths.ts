import { isJsonObject, keysOfBoth, memberPath } from "../../base/json.ts";

const ignored = new Set(["metadata.resourceVersion", "metadata.managedFields", "metadata.generation"]);

/** Paths of the fields in which two objects differ, without values: at most `limit`, then `…`. What the server counts up is left out. */
export function changedPaths(before: unknown, after: unknown, limit = 20): string[] {
  const paths: string[] = [];
  collect(before, after, { path: "", paths, limit });
  return paths.length > limit ? [...paths.slice(0, limit), "…"] : paths;
}

function collect(a: unknown, b: unknown, at: { path: string; paths: string[]; limit: number }): void {
  const { path, paths, limit } = at;
  if (a === b || paths.length > limit || ignored.has(path)) return;
  if (isJsonObject(a) && isJsonObject(b)) {
    for (const key of keysOfBoth(a, b))
      if (a[key] !== b[key]) collect(a[key], b[key], { path: memberPath(path, key), paths, limit });
  } else if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
    for (const [index, item] of a.entries())
      collect(item, b[index], { path: `${path}[${index}]`, paths, limit });
  } else paths.push(path || ".");
}
