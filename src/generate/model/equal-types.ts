import type { Type } from "./type.ts";

/** Whether two types have the same values and say the same about them, wherever they stand. */
export function equalTypes(a: Type, b: Type): boolean {
  return sameJson(a, b, ["position", "written", "description"]);
}

/** Whether two types have the same values, whatever their comments say, and in whatever order a choice is written. */
export function equalValues(a: Type, b: Type): boolean {
  return sameJson(withSortedChoices(a), withSortedChoices(b), ["position", "written", "docs", "doc"]);
}

function sameJson(a: unknown, b: unknown, without: readonly string[]): boolean {
  const text = (value: unknown) =>
    JSON.stringify(value, (key, part: unknown) => (without.includes(key) ? undefined : part));
  return text(a) === text(b);
}

function withSortedChoices(type: Type): unknown {
  return JSON.parse(
    JSON.stringify(type, (key, part: unknown) =>
      key === "values" && Array.isArray(part) ? part.toSorted(byText) : part,
    ),
  );
}

function byText(a: unknown, b: unknown): number {
  return String(a) < String(b) ? -1 : 1;
}
