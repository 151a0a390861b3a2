import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { isKnownFormat } from "../../kube/schema/known-formats.ts";

/** Whether the server refuses values because of the format: `password` is any string; of numbers, int64 and double are all that JSON has anyway. */
export function restricts({ type, format }: JsonSchema): boolean {
  if (format === undefined) return false;
  if (type === "integer") return format === "int32";
  if (type === "number") return format === "float";
  return (type === undefined || type === "string") && format !== "password" && isKnownFormat(type, format);
}
