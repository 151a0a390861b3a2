import { setKey, type JsonObject } from "../../base/json.ts";
import { numberLoss } from "../../base/exact-number.ts";
import { ArgumentError } from "./argument-error.ts";
import { splitOutside } from "./split-outside.ts";
import { unquote } from "./unquote.ts";

/** What a marker's argument is read as. */
export type ArgumentType =
  | "integer"
  | "number"
  | "string"
  | "boolean"
  | "any"
  | { readonly list: ArgumentType }
  | { readonly map: ArgumentType };

/**
 * A value as markers write it: texts bare, in double quotes or in backticks, numbers, true and false, lists `a;b` or `{a,b}`, maps `{a: b}`. What `any` is
 * shows in how it is written. Follows Argument.Parse of controller-tools' pkg/markers/parse.go.
 *
 * @throws ArgumentError
 */
export function parseArgument(text: string, type: ArgumentType): unknown {
  const source = text.trim();
  if (typeof type === "object")
    return "list" in type ? parseList(source, type.list) : parseMap(source, type.map);
  switch (type) {
    case "string":
      return parseText(source);
    case "integer":
    case "number":
      return parseNumber(source, type);
    case "boolean":
      if (source !== "true" && source !== "false")
        throw new ArgumentError(`expected true or false, found ${shown(source)}`);
      return source === "true";
    case "any":
      return parseAny(source);
  }
}

function parseText(source: string): string {
  if (/^("(?:[^"\\]|\\.)*"|`[^`]*`)$/.test(source)) return unquote(source);
  if (splitOutside(source, ",").length > 1)
    throw new ArgumentError(`expected one text, found ${shown(source)}`);
  if (/^["`]/.test(source)) throw new ArgumentError(`the text is not closed: ${source}`);
  return source;
}

const integer = /^-?(?:0[0-7]*|[1-9]\d*)$/;
const float = /^-?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?$/;

function parseNumber(source: string, type: "integer" | "number"): number {
  const expected = type === "integer" ? "a whole number" : "a number";
  if (!integer.test(source) && (type === "integer" || !float.test(source)))
    throw new ArgumentError(`expected ${expected}, found ${shown(source)}`);
  return exact(source);
}

function exact(source: string): number {
  const loss = numberLoss(source);
  if (loss !== undefined) throw new ArgumentError(loss);
  return Number(source);
}

function parseAny(source: string): unknown {
  if (splitOutside(source, ";").length > 1) return parseList(source, "any");
  if (source.startsWith("{") && source.endsWith("}")) {
    const [first = ""] = splitOutside(source.slice(1, -1), ",");
    return first.trim() === "" || splitOutside(first, ":").length > 1
      ? parseMap(source, "any")
      : parseList(source, "any");
  }
  if (source === "true" || source === "false") return source === "true";
  return integer.test(source) || float.test(source) ? exact(source) : parseText(source);
}

function parseList(source: string, items: ArgumentType): unknown[] {
  if (source === "") return [];
  const braced = source.startsWith("{") && source.endsWith("}") && splitOutside(source, ";").length === 1;
  const parts = braced ? splitOutside(source.slice(1, -1), ",") : splitOutside(source, ";");
  if (braced && parts.length === 1 && parts[0]?.trim() === "") return [];
  return parts.map((part) => parseArgument(part, items));
}

function parseMap(source: string, values: ArgumentType): JsonObject {
  if (!source.startsWith("{") || !source.endsWith("}"))
    throw new ArgumentError(`expected {key: value}, found ${shown(source)}`);
  const map: JsonObject = {};
  for (const pair of splitOutside(source.slice(1, -1), ",")) {
    if (pair.trim() === "") continue;
    const [key = "", ...rest] = splitOutside(pair, ":");
    if (rest.length === 0) throw new ArgumentError(`expected key: value, found ${shown(pair.trim())}`);
    setKey(map, parseText(key.trim()), parseArgument(rest.join(":"), values));
  }
  return map;
}

function shown(source: string): string {
  return source === "" ? "nothing" : /^["`]/.test(source) ? source : `"${source}"`;
}
