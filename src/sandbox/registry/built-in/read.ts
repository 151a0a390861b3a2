import type { JsonObject } from "../../../base/json.ts";

/** The text at a key; "" where there is none, as Go has it. */
export function textAt(parent: JsonObject | undefined, key: string): string {
  const value = parent?.[key];
  return typeof value === "string" ? value : "";
}

/** The texts of a list at a key. */
export function textsAt(parent: JsonObject | undefined, key: string): string[] {
  const value = parent?.[key];
  return Array.isArray(value) ? value.map(String) : [];
}

/** The number at a key; 0 where there is none, as Go has it. */
export function numberAt(parent: JsonObject | undefined, key: string): number {
  const value = parent?.[key];
  return typeof value === "number" ? value : 0;
}
