import { cEscapes } from "../../../base/c-escapes.ts";
import type { JsonSchema } from "../json-schema.ts";

/** A field path of a rule as the server writes it; `text` is normalized. */
export interface FieldPath {
  readonly text: string;
  /** Of the field; undefined where nothing is known of it. */
  readonly schema: JsonSchema | undefined;
}

/**
 * Reads the `fieldPath` of a rule: `.spec.ports`, `.labels['a.b']`. Returns why it is none where it is none.
 * Follows k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go (ValidFieldPath).
 */
export function parseFieldPath(path: string, schema: JsonSchema): FieldPath | string {
  const tokens = tokensOf(path);
  let text = "";
  let at: JsonSchema | undefined = schema;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token !== "." && token !== "[") return `expected [ or . but got: ${token}`;
    const next = tokens[++index];
    if (next === undefined) return "unexpected end of JSON path";
    const name = token === "[" ? quotedName(next) : { name: next };
    if (typeof name === "string") return name;
    const named = at?.properties !== undefined;
    const inner: JsonSchema | undefined = below(at, name.name);
    if (!named && at?.additionalProperties === undefined) return "does not refer to a valid field";
    if (named && inner === undefined) return "does not refer to a valid field";
    text += named ? `${text && "."}${name.name}` : `[${name.name}]`;
    at = inner;
    if (token !== "[") continue;
    const end = tokens[++index];
    if (end !== "]") return end === undefined ? "unexpected end of JSON path" : `expected ] but got ${end}`;
  }
  return { text, schema: at };
}

function below(schema: JsonSchema | undefined, name: string): JsonSchema | undefined {
  const { properties, additionalProperties } = schema ?? {};
  if (properties) return Object.hasOwn(properties, name) ? properties[name] : undefined;
  return typeof additionalProperties === "object" ? additionalProperties : undefined;
}

/** Delimiters, texts between them, and quoted texts, in which delimiters are plain. */
function tokensOf(path: string): string[] {
  return path.match(/'(?:[^'\\]|\\.|\\)*?(?:(?<!\\)'|$)|[.[\]]|[^.[\]][^.[\]]*/g) ?? [];
}

const escapes: Readonly<Record<string, string>> = { ...cEscapes, "'": "'" };

function quotedName(token: string): { name: string } | string {
  if (token.length < 2 || !token.startsWith("'") || !token.endsWith("'"))
    return `expected single quoted string but got ${token}`;
  const bad = [...token.slice(1, -1).matchAll(/\\(.)/g)].find(([, letter = ""]) => !(letter in escapes));
  if (bad) return `invalid string literal: invalid escape char ${bad[0]}`;
  return { name: token.slice(1, -1).replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? "") };
}
