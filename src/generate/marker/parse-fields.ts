import { equalJson } from "../../base/json.ts";
import { nearest } from "../../base/nearest.ts";
import { ArgumentError } from "./argument-error.ts";
import { parseArgument, type ArgumentType } from "./parse-argument.ts";
import { splitOutside } from "./split-outside.ts";

/** Named arguments: what each is read as, and whether it may be left out. */
export type Fields = Readonly<Record<string, { readonly type: ArgumentType; readonly optional?: boolean }>>;

/**
 * Named arguments such as `rule="self > 1",message="too small"`. Each must be known, and there unless it is optional; one may be repeated with the same
 * value. Follows Definition.Parse of controller-tools' pkg/markers/parse.go.
 *
 * @throws ArgumentError
 */
export function parseFields(text: string, fields: Fields): Readonly<Record<string, unknown>> {
  const found = new Map<string, unknown>();
  const parts = text.trim() === "" ? [] : splitOutside(text, ",");
  for (const part of parts) {
    const [name = "", ...rest] = splitOutside(part, "=");
    const key = name.trim();
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (rest.length === 0 || !field) throw new ArgumentError(unknownPart(part.trim(), key, fields));
    const value = parseArgument(rest.join("="), field.type);
    if (found.has(key) && !equalJson(found.get(key), value))
      throw new ArgumentError(`"${key}" is given twice`);
    found.set(key, value);
  }
  const missing = Object.keys(fields).find((name) => !fields[name]?.optional && !found.has(name));
  if (missing !== undefined) throw new ArgumentError(`"${missing}" is missing`);
  return Object.fromEntries(found);
}

function unknownPart(part: string, key: string, fields: Fields): string {
  const names = Object.keys(fields);
  if (names.length === 0) return `expected nothing after it, found "${part}"`;
  const guess = nearest(key, names);
  const known = names.map((name) => `${name}=`).join(", ");
  return `unknown argument "${part}": expected ${known}${guess && guess !== key ? `; did you mean "${guess}"?` : ""}`;
}
