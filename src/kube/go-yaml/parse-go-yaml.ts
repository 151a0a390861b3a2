import { composeValue } from "./compose.ts";
import { Cursor } from "./cursor.ts";
import { parseDocument } from "./parser.ts";
import { readText } from "./read-text.ts";

/**
 * The first document of a text as sigs.k8s.io/yaml reads it: undefined when there is none. A key that a map has twice
 * counts with its last value and is told of. Plain texts are what they are in YAML 1.1: `no` is false. What is wrong is told in the words of
 * that library, which are libyaml's.
 *
 * @throws GoYamlError, UnsupportedValue, TooDeep beyond 500 levels, and NotRead
 */
export function parseGoYaml(text: string | Buffer): { value: unknown; duplicates: string[] } {
  const { text: read, unreadable } = readText(typeof text === "string" ? Buffer.from(text) : text);
  const node = parseDocument(new Cursor(read, unreadable));
  return node ? composeValue(node) : { value: undefined, duplicates: [] };
}
