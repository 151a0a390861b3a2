import type { Type } from "./type.ts";

/** Whether two types have the same values and say the same about them, wherever they stand. */
export function equalTypes(a: Type, b: Type): boolean {
  return (
    shapeOf(a, ["position", "written", "description"]) === shapeOf(b, ["position", "written", "description"])
  );
}

/** Whether two types have the same values, whatever their comments say. */
export function equalValues(a: Type, b: Type): boolean {
  return (
    shapeOf(a, ["position", "written", "docs", "doc"]) === shapeOf(b, ["position", "written", "docs", "doc"])
  );
}

function shapeOf(type: Type, without: readonly string[]): string {
  return JSON.stringify(type, (key, value: unknown) => (without.includes(key) ? undefined : value));
}
