import type { Result } from "../frame.ts";
import { CelError, CelMap, CelOptional, isList, Opaque } from "../value.ts";

/** What going through a string costs for each character, and a pattern for each of its own (cel-go's common/cost.go). */
export const stringTraversal = 0.1;
export const regexLength = 0.25;

/** Characters of a string, bytes, items or entries; 1 for everything else (actualSize in cel-go). */
export function sizeOfValue(value: Result | undefined): number {
  if (typeof value === "string") return countCodePoints(value);
  if (value === undefined || value === null || value instanceof CelError) return 1;
  if (value instanceof Uint8Array || isList(value)) return value.length;
  if (value instanceof CelMap) return value.size;
  if (value instanceof Opaque) return value.costSize;
  if (value instanceof CelOptional && value.value !== undefined) return sizeOfValue(value.value);
  return 1;
}

/** What going through a value as a tree of data costs. */
export function traversalCost(value: Result): number {
  if (typeof value === "string") return Math.trunc(Buffer.byteLength(value, "utf8") * stringTraversal);
  if (value instanceof Uint8Array) return Math.trunc(value.length * stringTraversal);
  if (value === null || value instanceof CelError) return 1;
  if (isList(value)) return value.reduce<number>((sum, item) => sum + traversalCost(item), 0);
  if (value instanceof CelMap)
    return value.entries().reduce((sum, [key, inner]) => sum + traversalCost(key) + traversalCost(inner), 0);
  return 1;
}

/** Code points of a string; most strings have none beyond the basic plane. */
export function countCodePoints(text: string): number {
  let pairs = 0;
  for (let index = 0; index < text.length; index++) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800) pairs++;
  }
  return text.length - pairs;
}
