import { isJsonObject } from "../../base/json.ts";

/** As wide as the projects that `init` makes format their sources. */
export const printWidth = 110;

/**
 * A JSON value as TypeScript, as prettier would print it from a column on: an object or a list that does not fit on its line has one member a line.
 * `room` is what follows on the last line.
 */
export function writeValue(
  value: unknown,
  { indent, column, room = 1 }: { indent: number; column: number; room?: number },
): string {
  const inline = inlineValue(value);
  if (inline !== undefined && column + inline.length + room <= printWidth) return inline;
  return Array.isArray(value) || isJsonObject(value) ? expandValue(value, indent) : writeText(value);
}

/** An object or a list with one member a line. */
export function expandValue(value: readonly unknown[] | Record<string, unknown>, indent: number): string {
  const inner = " ".repeat(indent + 2);
  const members = Array.isArray(value)
    ? value.map((item) => inner + writeValue(item, { indent: indent + 2, column: indent + 2 }))
    : Object.entries(value).map(([key, item]) => {
        const start = `${inner}${propertyName(key)}:`;
        const text = writeValue(item, { indent: indent + 2, column: start.length + 1 });
        const isLong = typeof item === "string" && start.length + text.length + 2 > printWidth;
        // a text moves to a line of its own, unless that gains as good as nothing
        return isLong && propertyName(key).length >= 5 ? `${start}\n${inner}  ${text}` : `${start} ${text}`;
      });
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (members.length === 0) return `${open ?? ""}${close ?? ""}`;
  return `${open ?? ""}\n${members.map((member) => `${member},\n`).join("")}${" ".repeat(indent)}${close ?? ""}`;
}

/** On one line; undefined where prettier breaks whatever the length: lists of several objects of several members. */
function inlineValue(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const items = value.map(inlineValue);
    if (items.includes(undefined) || (value.length > 1 && value.every(isLarge))) return undefined;
    return `[${items.join(", ")}]`;
  }
  if (!isJsonObject(value)) return writeText(value);
  const members = Object.entries(value).map(([key, item]) => {
    const text = inlineValue(item);
    return text === undefined ? undefined : `${propertyName(key)}: ${text}`;
  });
  if (members.includes(undefined)) return undefined;
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

function isLarge(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 1;
  return isJsonObject(value) && Object.keys(value).length > 1;
}

/** A name of a property, in quotes where it needs them. */
export function propertyName(name: string): string {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name) ? name : writeText(name);
}

/** A scalar. Texts stand in the quotes that need fewer backslashes. */
export function writeText(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value);
  const text = JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
  const [doubles, singles] = [value.split('"').length, value.split("'").length];
  if (doubles <= singles) return text;
  return `'${text.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
