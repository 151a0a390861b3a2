import type { JsonObject } from "../../../../src/base/json.ts";

/** Applies one operation of a JSON patch in place: what the suites use of it. */
export function patchJson(
  document: JsonObject,
  { op, path, value }: { op: string; path: string; value?: unknown },
): void {
  const keys = path.split("/").slice(1);
  const last = keys.pop() ?? "";
  const parent = keys.reduce<unknown>((inner, key) => (inner as JsonObject)[key], document);
  const index = last === "-" ? (parent as unknown[]).length : Number(last);
  if (op === "remove") {
    if (Array.isArray(parent)) parent.splice(index, 1);
    else Reflect.deleteProperty(parent as JsonObject, last);
  } else if (Array.isArray(parent)) parent.splice(index, op === "add" ? 0 : 1, value);
  else (parent as JsonObject)[last] = value;
}
