import { isJsonObject } from "../../base/json.ts";
import type { Body } from "../registry/context.ts";
import { notImplemented } from "../status-error.ts";
import { checkNesting } from "../nesting.ts";
import { goJsonError } from "../go-json-error.ts";
import { goUtf8 } from "../go-utf8.ts";
import { MalformedBody } from "./malformed-body.ts";
import { scanJson, wellFormedText } from "./scan-json.ts";

/** Go's own limit: maxNestingDepth of sigs.k8s.io/json. */
const deepest = 10_000;

/** Reads JSON as Go's decoder does; throws {@link MalformedBody}, and 501 for what JavaScript would change. */
export function parseJson(source: string | Buffer): Body {
  const text = typeof source === "string" ? source : goUtf8(source);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedBody(goJsonError(source));
  }
  checkDepth(text);
  checkNesting(value);
  // half a surrogate pair is no character
  if (/\\ud/i.test(text)) value = wellFormed(value);
  const { duplicates, repeated, unsafeInteger, hugeNumber } = scanJson(text);
  if (unsafeInteger) throw notImplemented(`integers beyond 2^53 (${unsafeInteger})`);
  const bytes = typeof source === "string" ? {} : { bytes: source };
  return { value, text, duplicates, repeated, ...bytes, ...(hugeNumber ? { hugeNumber } : {}) };
}

function checkDepth(text: string): void {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    if (depth > deepest) throw new MalformedBody(`invalid character '${token}' exceeded max depth`);
  }
}

function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return wellFormedText(value);
  if (Array.isArray(value)) return value.map(wellFormed);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [wellFormedText(key), wellFormed(inner)]),
  );
}
