import { isJsonObject } from "../../base/json.ts";
import type { Body } from "../registry/context.ts";
import { notImplemented } from "../status-error.ts";
import { countKeys, tooDeep } from "../nesting.ts";
import { goJsonError } from "../go-json-error.ts";
import { goUtf8 } from "../go-utf8.ts";
import { MalformedBody } from "./malformed-body.ts";
import { countKeyTokens } from "./count-key-tokens.ts";
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
  const keys = countKeys(value);
  if (keys === undefined) {
    checkDepth(text);
    throw tooDeep();
  }
  const bytes = typeof source === "string" ? {} : { bytes: source };
  if (isPlain(text) && countKeyTokens(text) === keys)
    return { value, text, duplicates: [], repeated: [], ...bytes };
  // half a surrogate pair is no character
  if (/\\ud/i.test(text)) value = wellFormed(value);
  const { duplicates, repeated, unsafeInteger, hugeNumber } = scanJson(text);
  if (unsafeInteger) throw notImplemented(`integers beyond 2^53 (${unsafeInteger})`);
  return { value, text, duplicates, repeated, ...bytes, ...(hugeNumber ? { hugeNumber } : {}) };
}

/** Whether a text surely has nothing that JavaScript would change. */
function isPlain(text: string): boolean {
  return !text.includes("\\u") && !/\d{16}|(?:^|[[:,\s])-?[\d.]+[eE][+-]?\d{3}/.test(text);
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
