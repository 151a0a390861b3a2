import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseAllDocuments,
  type Document,
  type Node,
  type YAMLError,
} from "yaml";
import { setKey, type JsonObject } from "../base/json.ts";

/** A text that is no YAML, in the words of Go's reader. */
export class GoYamlError extends Error {}

/** A value that JSON has not. */
export class UnsupportedValue extends Error {}

/** Characters of JSON that aliases may add; beyond, a text is taken for an attack. */
const mostAliased = 4_000_000;

/**
 * The first document of a text as sigs.k8s.io/yaml reads it: undefined when there is none. A key that a map has twice
 * counts with its last value and is told of. Plain texts are what they are in YAML 1.1: `no` is false.
 *
 * @throws GoYamlError, UnsupportedValue
 */
export function parseGoYaml(text: string): { value: unknown; duplicates: string[] } {
  const [document] = parseAllDocuments(text, {
    schema: "failsafe",
    uniqueKeys: true,
    logLevel: "silent",
  }) as Document.Parsed[];
  if (!document) return { value: undefined, duplicates: [] };
  const duplicates = document.errors.filter(({ code }) => code === "DUPLICATE_KEY");
  const error = document.errors.find(({ code }) => code !== "DUPLICATE_KEY");
  if (error) throw new GoYamlError(wording(error, text));
  const reading: Reading = { anchors: new Map(), left: mostAliased };
  return {
    value: valueOf(document.contents, reading),
    duplicates: duplicates.map((found) => duplicateText(found, text)),
  };
}

interface Reading {
  readonly anchors: Map<string, Node>;
  /** What aliases may still add. */
  left: number;
}

function valueOf(node: unknown, reading: Reading): unknown {
  if (isAlias(node)) {
    const target = reading.anchors.get(node.source);
    if (!target) throw new GoYamlError(`unknown anchor '${node.source}' referenced`);
    return aliasOf(target, reading);
  }
  if (isNode(node) && node.anchor) reading.anchors.set(node.anchor, node);
  if (isSeq(node)) return node.items.map((item) => valueOf(item, reading));
  if (!isMap(node)) return scalarOf(node as Node | null);
  const object: JsonObject = {};
  for (const { key, value } of node.items) {
    const inner = valueOf(value, reading);
    const name = isScalar(key) ? scalarOf(key) : valueOf(key, reading);
    if (name === "<<" && isScalar(key) && key.type === "PLAIN") Object.assign(object, inner);
    else setKey(object, name === null ? "null" : String(name), inner);
  }
  return object;
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
  return /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(digits) ? Number(digits) : text;
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
