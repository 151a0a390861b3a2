/**
 * {@link import("./yaml.ts").writeYaml} without the library, whose documents of nodes cost ten times as much: letter for letter the
 * same text. Undefined for what only the library can write: control characters, odd white space in blocks of text, and what is no JSON.
 */
export function writePlainYaml(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    const lines = writeNode(value, "", new Map());
    return `${lines}\n`;
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

class NotPlain extends Error {}

/** Text of single lines as it was written before: a definition says the same few words over and over. */
type Known = Map<string, string>;

function writeNode(value: unknown, indent: string, known: Known): string {
  if (typeof value === "string")
    return value.includes("\n") ? writeBlock(value, indent) : writeLine(value, known);
  if (typeof value === "boolean" || value === null) return String(value);
  if (typeof value === "number" && Number.isFinite(value))
    return Object.is(value, -0) ? "-0" : JSON.stringify(value);
  if (Array.isArray(value)) return writeList(value, indent, known);
  if (typeof value !== "object" || !isPlainObject(value)) throw new NotPlain();
  return writeMap(value as Record<string, unknown>, indent, known);
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && !("toJSON" in value);
}

function writeList(items: readonly unknown[], indent: string, known: Known): string {
  if (items.length === 0) return "[]";
  const inner = `${indent}  `;
  return Array.from(items, (item) => `- ${writeNode(item, inner, known)}`).join(`\n${indent}`);
}

function writeMap(map: Readonly<Record<string, unknown>>, indent: string, known: Known): string {
  const inner = `${indent}  `;
  let text = "";
  for (const key of Object.keys(map)) {
    const value = map[key];
    if (value === undefined) continue;
    if (key.includes("\n") || key.length > 1000) throw new NotPlain();
    const start = `${text === "" ? "" : `\n${indent}`}${writeLine(key, known)}:`;
    text += `${start}${isFilled(value) ? `\n${inner}` : " "}${writeNode(value, inner, known)}`;
  }
  return text === "" ? "{}" : text;
}

/** Whether a value is a list or a map that begins on a line of its own. */
function isFilled(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) ? value.length > 0 : Object.values(value).some((item) => item !== undefined);
}

function writeLine(text: string, known: Known): string {
  const before = known.get(text);
  if (before !== undefined) return before;
  if (special.test(text) || /^(---|\.\.\.)/.test(text)) throw new NotPlain();
  const written = needsQuotes.test(text) || isOtherThanText(text) ? quote(text) : text;
  known.set(text, written);
  return written;
}

/** Whichever quotes need no escapes inside; double ones where it does not matter. */
function quote(text: string): string {
  return text.includes('"') && !text.includes("'") ? `'${text}'` : JSON.stringify(text);
}

function writeBlock(text: string, indent: string): string {
  if (special.test(text) || oddEnds.test(text) || oddLine.test(text)) throw new NotPlain();
  return `|-\n${indent}${text.replaceAll(/\n+/g, (lines) => lines + indent)}`;
}

/** Characters that a reader might not take as they are, and halves of pairs. */
const special = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]/;

/** White space at either end of a block says something. */
const oddEnds = /^[ \n]|[ \n]$/;

/** Lines of spaces alone, and what looks like the end of a document. */
const oddLine = /^ +$|^(?:%|---|\.\.\.)/m;

/** What begins with an indicator, holds `: ` or ` #`, or ends in a space or colon; and nothing at all. */
const needsQuotes = /^$|^[ ,[\]{}#&*!|>'"%@`]|^[?-]$|^[?-] |: | #|[ :]$/;

/** Words, numbers and times of YAML 1.1, of 1.2, and of Go's reader, which takes a little more than either. */
const otherThanText = [
  /^(?:y|yes|n|no|on|off|true|false|null|~|<<|=)$/i,
  /^[-+]?(?=[.\d])\d*(?:\.\d*)?(?:e[-+]?\d+)?$/i,
  /^[-+]?0[box][\da-f]+$/i,
  /^[-+]?\.(?:inf|nan)$/i,
  /^[-+]?\d+(?::[0-5]?\d)+(?:\.\d*)?$/,
  /^\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt \t])/,
];

/** Whether a reader of YAML 1.1 or 1.2 could take a text for something else. */
export function isOtherThanText(text: string): boolean {
  const plain = /^[-+.\d]/.test(text) ? text.replaceAll("_", "") : text; // numbers may have them anywhere
  return otherThanText.some((pattern) => pattern.test(plain));
}
