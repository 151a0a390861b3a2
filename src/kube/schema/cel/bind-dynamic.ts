import { isJsonObject } from "../../../base/json.ts";
import { CelMap, type Value } from "./value.ts";

/** A JSON value that no schema describes, as expressions see it: whole numbers are integers, keys are as they are. */
export function bindDynamic(value: unknown): Value {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map(bindDynamic);
  if (isJsonObject(value))
    return new CelMap(Object.entries(value).map(([key, item]) => [key, bindDynamic(item)] as const));
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  return value as string | boolean;
}
