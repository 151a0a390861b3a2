import { Document, isScalar, parseAllDocuments, visit } from "yaml";
import { UserError } from "../base/errors.ts";
import { isOtherThanText, writePlainYaml } from "./plain-yaml.ts";

/** Every non-empty document of a YAML (or JSON) text, read as Kubernetes reads YAML 1.1-ish input: `=` is a string, keys stay strings. */
export function parseYaml(text: string, file = "<text>"): unknown[] {
  const documents = parseAllDocuments(text, { schema: "core", uniqueKeys: true, logLevel: "silent" });
  const values: unknown[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    const [error] = document.errors;
    if (error) {
      const { line = 1, col = 1 } = error.linePos?.[0] ?? {};
      const what = error.message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "");
      throw new UserError("YAML_INVALID", `${file}:${line}:${col}: cannot read YAML: ${what}`, {
        cause: error,
      });
    }
    const value: unknown = document.toJS();
    if (value !== null && value !== undefined) values.push(value);
  }
  return values;
}

/**
 * YAML with two spaces, without line folding, keys in the order given. A string that a reader of YAML 1.1 or 1.2 could take
 * for something else is quoted, as sigs.k8s.io/yaml does: kubectl reads with the rules of 1.1, where `no` is false.
 */
export function writeYaml(value: unknown): string {
  return writePlainYaml(value) ?? writeAnyYaml(value);
}

/** {@link writeYaml} by the library, which can write everything. */
export function writeAnyYaml(value: unknown, { indentSeq = true }: { indentSeq?: boolean } = {}): string {
  const document = new Document(value, { aliasDuplicateObjects: false, compat: [ambiguous] });
  visit(document, (_key, node) => {
    if (isScalar(node) && typeof node.value === "string" && needsEscapes(node.value))
      node.type = "QUOTE_DOUBLE";
  });
  return document.toString({ lineWidth: 0, indentSeq }).replaceAll(unprintable, escape);
}

/** The writer quotes what a tag of the "compatibility schema" claims. */
const ambiguous = {
  tag: "other-than-text",
  default: true,
  test: { test: isOtherThanText } as RegExp,
  resolve: (text: string) => text,
};

/** YAML 1.1 breaks lines at some of them and has none of the others; inside double quotes they can be escaped. */
const unprintable = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** In a block of text, Go's reader takes a tab at the start for indentation, and lines of spaces alone get lost. */
function needsEscapes(text: string): boolean {
  return /^\n*\t/.test(text) || /^[ \t]+$/m.test(text) || text.search(unprintable) >= 0;
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
