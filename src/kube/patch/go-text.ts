import { goNumber } from "../go-number.ts";
import { isJsonObject, type JsonObject } from "../../base/json.ts";

/** A JSON value as Go prints it with `%v`, which is how the API server quotes values in some of its messages. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (typeof value === "number") return goNumber(value);
  if (!isJsonObject(value)) return String(value);
  const fields = sortedEntries(value).map(([key, item]) => `${key}:${goText(item)}`);
  return `map[${fields.join(" ")}]`;
}

/** A JSON value as Go prints it with `%#v`. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return "interface {}(nil)";
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const fields = sortedEntries(value).map(([key, item]) => `${JSON.stringify(key)}:${goSyntax(item)}`);
  return `map[string]interface {}{${fields.join(", ")}}`;
}

/** Go's name of the type that a JSON value is decoded to. */
export function goType(value: unknown): string {
  if (Array.isArray(value)) return "[]interface {}";
  switch (typeof value) {
    case "object":
      return value === null ? "<nil>" : "map[string]interface {}";
    case "number":
      return Number.isInteger(value) ? "int64" : "float64";
    case "boolean":
      return "bool";
    default:
      return typeof value;
  }
}

function sortedEntries(object: JsonObject): [string, unknown][] {
  return Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
}
