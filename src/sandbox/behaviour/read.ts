import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { valueAt } from "../api-object.ts";

/** The number below a path. */
export function numberAt(object: unknown, path: string, fallback = 0): number {
  const value = valueAt(object, path.split("."));
  return typeof value === "number" ? value : fallback;
}

/** The text below a path; empty where there is none. */
export function textAt(object: unknown, path: string): string {
  const value = valueAt(object, path.split("."));
  return typeof value === "string" ? value : "";
}

/** The objects of the list below a path. */
export function objectsAt(object: unknown, path: string): JsonObject[] {
  const value = valueAt(object, path.split("."));
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** The object below a path; empty where there is none. */
export function objectAt(object: unknown, path: string): JsonObject {
  const value = valueAt(object, path.split("."));
  return isJsonObject(value) ? value : {};
}

/** The condition of this type. */
export function conditionAt(object: unknown, type: string): JsonObject | undefined {
  return objectsAt(object, "status.conditions").find((condition) => condition.type === type);
}

/** A time of the API in milliseconds since the epoch; undefined where there is none. */
export function timeAt(object: unknown, path: string): number | undefined {
  const time = Date.parse(textAt(object, path));
  return Number.isNaN(time) ? undefined : time;
}

/** A number, or a percentage of `total`, as intstr has it. */
export function scaledAt(
  object: unknown,
  path: string,
  options: { total: number; round: "up" | "down"; fallback?: number },
): number {
  const value = valueAt(object, path.split("."));
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !value.endsWith("%")) return options.fallback ?? 0;
  const exact = (options.total * parseInt(value, 10)) / 100;
  return options.round === "up" ? Math.ceil(exact) : Math.floor(exact);
}
