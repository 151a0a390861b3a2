import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Composer,
  Lexer,
  LineCounter,
  Parser,
  type CST,
  type Document,
  type Node,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { isJsonObject, setKey, type JsonObject } from "../base/json.ts";

/** A text that is no YAML, in the words of Go's reader. */
export class GoYamlError extends Error {}

/** A value that JSON has not. */
export class UnsupportedValue extends Error {}

/** A text whose nesting Go reads, and which would fill the stack here. */
export class TooDeep extends Error {}

/** The most levels that are read. Composing costs about 1 KB of the stack for each of them; a full stack can end the process. */
const deepest = 500;
/** Go's own limit: max_flow_level and max_indents of goyaml.v2. */
const deepestInGo = 10_000;

/** Characters of JSON that aliases may add; beyond, a text is taken for an attack. */
const mostAliased = 4_000_000;

/**
 * The first document of a text as sigs.k8s.io/yaml reads it: undefined when there is none. A key that a map has twice
 * counts with its last value and is told of. Plain texts are what they are in YAML 1.1: `no` is false.
 *
 * @throws GoYamlError, UnsupportedValue, and TooDeep beyond 500 levels
 */
export function parseGoYaml(text: string): { value: unknown; duplicates: string[] } {
  const lines = new LineCounter();
  const composer = new Composer({ schema: "failsafe", uniqueKeys: true, logLevel: "silent" });
  const [document] = composer.compose(tokensOf(text, lines)) as Iterable<Document.Parsed>;
  if (!document) return { value: undefined, duplicates: [] };
  for (const error of document.errors) error.linePos = [lines.linePos(error.pos[0])];
  const duplicates = document.errors.filter(({ code }) => code === "DUPLICATE_KEY");
  const error = document.errors.find(({ code }) => code !== "DUPLICATE_KEY");
  if (error) throw new GoYamlError(wording(error, text));
  const reading: Reading = { anchors: new Map(), open: new Set(), left: mostAliased, depth: 0 };
  return {
    value: valueOf(document.contents, reading),
    duplicates: duplicates.map((found) => duplicateText(found, text)),
  };
}

/** The tokens of a text, when they are not nested too deep: the parser has a stack of its own, what comes after it has not. */
function tokensOf(text: string, lines: LineCounter): CST.Token[] {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  let depth = 0;
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    depth = Math.max(depth, parser.stack.length);
    if (depth > deepestInGo) throw new GoYamlError(`exceeded max depth of ${deepestInGo}`);
  }
  if (depth > deepest) throw new TooDeep();
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

interface Reading {
  readonly anchors: Map<string, Node>;
  /** The nodes that are being read. */
  readonly open: Set<Node>;
  /** What aliases may still add. */
  left: number;
  /** Levels of what is being read: aliases make more than the text has. */
  depth: number;
}

function valueOf(node: unknown, reading: Reading): unknown {
  if (isAlias(node)) {
    const target = reading.anchors.get(node.source);
    if (!target) throw new GoYamlError(`unknown anchor '${node.source}' referenced`);
    if (reading.open.has(target)) throw new GoYamlError(`anchor '${node.source}' value contains itself`);
    return aliasOf(target, reading);
  }
  if (isNode(node) && node.anchor) reading.anchors.set(node.anchor, node);
  if (!isSeq(node) && !isMap(node)) return scalarOf(node as Node | null);
  if (++reading.depth > deepest) throw new TooDeep();
  reading.open.add(node);
  const value = collectionOf(node, reading);
  reading.open.delete(node);
  reading.depth--;
  return value;
}

function collectionOf(node: YAMLMap | YAMLSeq, reading: Reading): unknown {
  if (isSeq(node)) return node.items.map((item) => valueOf(item, reading));
  const object: JsonObject = {};
  for (const { key, value } of node.items) {
    const inner = valueOf(value, reading);
    const name = isScalar(key) ? scalarOf(key) : valueOf(key, reading);
    if (name === "<<" && isScalar(key) && key.type === "PLAIN") mergeInto(object, inner);
    else setKey(object, name === null ? "null" : String(name), inner);
  }
  return object;
}

/** Keys that are there already are left as they are, as those that come later are. */
function mergeInto(object: JsonObject, inner: unknown): void {
  if (!isJsonObject(inner)) return;
  for (const [key, value] of Object.entries(inner)) setKey(object, key, value);
}

/** What an alias stands for, again. */
function aliasOf(target: Node, reading: Reading): unknown {
  const value = valueOf(target, reading);
  reading.left -= JSON.stringify(value)?.length ?? 0;
  if (reading.left < 0) throw new GoYamlError("document contains excessive aliasing");
  return value;
}

/** A plain text may be something else, or be tagged as something else; quoted ones are texts. */
function scalarOf(node: Node | null): unknown {
  if (!isScalar(node)) return null;
  const text = String(node.value ?? "");
  if (node.type !== "PLAIN" || node.tag === "tag:yaml.org,2002:str") return text;
  return plainValue(text);
}

const words = new Map<string, boolean | null>([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map(
    (word) => [word, true] as const,
  ),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map(
    (word) => [word, false] as const,
  ),
]);

/** Follows resolve.go of sigs.k8s.io/yaml/goyaml.v2. */
function plainValue(text: string): unknown {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.\d]/.test(text)) return text;
  const special = /^([-+]?)\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$/.exec(text);
  if (special) {
    const value = special[2] ? `${special[1] === "-" ? "-" : "+"}Inf` : "NaN";
    throw new UnsupportedValue(`json: unsupported value: ${value}`);
  }
  const digits = text.replaceAll("_", "");
  const integer = /^([-+]?)(0b[01]+|0x[\da-f]+|0o?[0-7]+|0|[1-9]\d*)$/i.exec(digits);
  if (integer) return (integer[1] === "-" ? -1 : 1) * integerOf(integer[2] ?? "");
  const number = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(digits) ? Number(digits) : Infinity;
  return Number.isFinite(number) ? number : text;
}

function integerOf(digits: string): number {
  return Number(/^0o?[0-7]+$/.test(digits) ? digits.replace(/^0o?/, "0o") : digits);
}

function duplicateText({ pos, linePos }: YAMLError, text: string): string {
  const key = /^[^:\s]*/.exec(text.slice(pos[0]))?.[0] ?? "";
  return `line ${linePos?.[0].line ?? 1}: key ${JSON.stringify(key.replaceAll(/^["']|["']$/g, ""))} already set in map`;
}

/** What libyaml's port says of the mistakes that are met most. */
function wording({ code, message, linePos }: YAMLError, text: string): string {
  const line = linePos?.[0].line ?? 1;
  const end = text.split("\n").length;
  const at = (number: number, problem: string) => (number > 1 ? `line ${number}: ${problem}` : problem);
  if (code === "TAB_AS_INDENT") return at(line, "found a tab character that violates indentation");
  if (/quote/.test(message)) return at(end, "found unexpected end of stream");
  if (/Nested mappings|Implicit keys|compact mappings/.test(message))
    return at(line, "mapping values are not allowed in this context");
  if (/Flow (map|sequence)/.test(message)) return `line ${end}: did not find expected node content`;
  return at(line, "could not find expected ':'");
}
