import type { Type } from "./type.ts";

/** Whether a type would go on deeper than `@maxDepth` lets it: any value stands there. */
export function isLeftOpen(type: Type): boolean {
  return type.kind === "unknown" && type.tooDeep === true;
}
