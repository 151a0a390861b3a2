import { RE2JS } from "re2js";

/** A pattern in RE2's syntax, which Kubernetes uses: JavaScript's differs. */
export interface Pattern {
  /** Whether the pattern is found anywhere in the text. */
  test(text: string): boolean;
}

/** What was compiled last: definitions say the same patterns over and over, and compiling one takes a quarter of a millisecond. */
const recent = new Map<string, Pattern | string>();
const recentSize = 200;

/** Compiles a pattern; returns the reason as text when it is not RE2. */
export function compilePattern(source: string): Pattern | string {
  const known = recent.get(source);
  if (known !== undefined) return known;
  if (recent.size >= recentSize) recent.clear();
  const compiled = compile(source);
  recent.set(source, compiled);
  return compiled;
}

/** Go takes a name for two groups. */
const repeatedName = /duplicate capture group name/;

function compile(source: string): Pattern | string {
  try {
    const compiled = RE2JS.compile(source);
    return { test: (text) => compiled.matcher(text).find() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (repeatedName.test(message)) return compile(source.replaceAll(/\(\?P?<[A-Za-z_]\w*>/g, "("));
    return withExpression(message, source);
  }
}

/** Go always says which part of an expression it means. */
function withExpression(message: string, source: string): string {
  if (/trailing backslash at end of expression$/.test(message)) return `${message}: \`\``;
  return /(nests too deeply|expression too large)$/.test(message) ? `${message}: \`${source}\`` : message;
}
