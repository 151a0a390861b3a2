import type { Body } from "../registry/context.ts";
import { notImplemented } from "../status-error.ts";
import { checkNesting } from "../nesting.ts";
import { goJsonError } from "../go-json-error.ts";
import { MalformedBody } from "./malformed-body.ts";
import { scanJson } from "./scan-json.ts";

/** Go's own limit: maxNestingDepth of sigs.k8s.io/json. */
const deepest = 10_000;

/** Reads JSON as Go's decoder does; throws {@link MalformedBody}, and 501 for what JavaScript would change. */
export function parseJson(text: string): Body {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedBody(goJsonError(text));
  }
  checkDepth(text);
  checkNesting(value);
  const { duplicates, repeated, unsafeInteger, hasProto } = scanJson(text);
  if (unsafeInteger) throw notImplemented(`integers beyond 2^53 (${unsafeInteger})`);
  if (hasProto) throw notImplemented('the key "__proto__"');
  return { value, text, duplicates, repeated };
}

function checkDepth(text: string): void {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    if (depth > deepest) throw new MalformedBody(`invalid character '${token}' exceeded max depth`);
  }
}
