import { goQuote } from "../../base/go-quote.ts";
import { isJsonObject } from "../../base/json.ts";
import { goNumber } from "../go-number.ts";

/** A value as field errors show it (ErrorBody of k8s.io/apimachinery/pkg/util/validation/field/errors.go). */
export function showValue(value: unknown): string {
  if (typeof value === "string") return goQuote(value);
  if (typeof value === "number") return goNumber(value);
  return goJson(value);
}

/** JSON as Go's encoding/json writes it: keys in order, safe inside HTML. */
function goJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner: unknown) =>
    isJsonObject(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
  return text.replaceAll(/[<>&\u2028\u2029]/g, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, "0")}`;
  });
}
