/** A text in quotes as Go's `%q` writes it. */
export function goQuote(text: string): string {
  return `"${text.replaceAll(/["\\]|[^\P{C}\u00ad]|[\u2028\u2029\u00a0\u3000]/gu, escape)}"`;
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
  const digits = code > 0xffff ? 8 : 4;
  return `\\${digits === 8 ? "U" : "u"}${code.toString(16).padStart(digits, "0")}`;
}
