/** A text in quotes as Go's `%q` writes it. */
export function goQuote(text: string): string {
  return `"${text.replaceAll(/["\\]|[^\P{C}\u00ad]|[\u2028\u2029\u00a0\u3000]/gu, escape)}"`;
}

/** JSON as Go's encoding/json writes it: `<`, `>`, `&` and the line separators are escaped, nothing is indented. */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, unicodeEscape);
}

/** A list of texts as Go's `%q` writes it: in brackets, without commas. */
export function goQuoteList(list: readonly string[]): string {
  return `[${list.map(goQuote).join(" ")}]`;
}

/** Errors as k8s.io/apimachinery/pkg/util/errors prints several: each once, in brackets. */
export function goErrors(messages: readonly string[]): string {
  const unique = [...new Set(messages)];
  return unique.length === 1 ? (unique[0] ?? "") : `[${unique.join(", ")}]`;
}

const named: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

function escape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (named[character]) return named[character];
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : unicodeEscape(character);
}

function unicodeEscape(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
