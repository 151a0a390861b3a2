import { goQuote } from "../../base/go-quote.ts";

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

function unicodeEscape(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
