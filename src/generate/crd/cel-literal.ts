import type { Literal } from "../model/type.ts";

/** A value as a rule says it. */
export function celLiteral(value: Literal): string {
  return typeof value === "string"
    ? `'${value.replace(/[\\']/g, "\\$&").replaceAll("\n", "\\n")}'`
    : String(value);
}
