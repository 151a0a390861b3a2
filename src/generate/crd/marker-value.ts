/**
 * A value as markers write it (controller-tools/pkg/markers/parse.go): numbers, true and false, quoted or bare texts, lists `a;b` or `{a, b}`, maps `{a: b}`.
 * Undefined for an empty text.
 */
export function parseMarkerValue(text: string): unknown {
  const source = text.trim();
  if (source === "") return undefined;
  const items = splitOutside(source, ";");
  return items.length > 1 ? items.map(parseOne) : parseOne(source);
}

function parseOne(text: string): unknown {
  const source = text.trim();
  if (/^-?\d+(\.\d+)?$/.test(source)) return Number(source);
  if (source === "true" || source === "false") return source === "true";
  if (/^`[^`]*`$/.test(source)) return source.slice(1, -1);
  if (/^"(?:[^"\\]|\\.)*"$/.test(source)) return parseQuoted(source);
  if (source.startsWith("{") && source.endsWith("}")) return parseBraces(source.slice(1, -1));
  if (source.startsWith("[") && source.endsWith("]"))
    return splitOutside(source.slice(1, -1), ",").map(parseOne);
  return source;
}

function parseBraces(inner: string): unknown {
  const parts = splitOutside(inner, ",").filter((part) => part.trim() !== "");
  const pairs = parts.map((part) => splitOutside(part, ":"));
  if (parts.length === 0 || pairs.some((pair) => pair.length < 2)) return parts.map(parseOne);
  return Object.fromEntries(
    pairs.map(([key = "", ...value]) => [String(parseOne(key)), parseOne(value.join(":"))]),
  );
}

/** Go's escapes; those that JSON does not know are kept as they are. */
function parseQuoted(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}

/** Parts between separators that stand neither in quotes nor in brackets. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|`[^`]*`|[[\]{}]|[;,:]/g)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    else if (token === separator && depth === 0) {
      parts.push(text.slice(from, index));
      from = index + 1;
    }
  }
  return [...parts, text.slice(from)];
}
