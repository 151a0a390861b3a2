import { goQuote } from "../../base/go-quote.ts";
import { goJson } from "../../base/go-text.ts";

export { goJson };

/** A list of texts as Go's `%q` writes it: in brackets, without commas. */
export function goQuoteList(list: readonly string[]): string {
  return `[${list.map(goQuote).join(" ")}]`;
}

/** Errors as k8s.io/apimachinery/pkg/util/errors prints several: each once, in brackets. */
export function goErrors(messages: readonly string[]): string {
  const unique = [...new Set(messages)];
  return unique.length === 1 ? (unique[0] ?? "") : `[${unique.join(", ")}]`;
}
