import { parseAllDocuments, stringify } from "yaml";
import { UserError } from "../base/errors.ts";

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

/** YAML as sigs.k8s.io/yaml prints it: two spaces, no line folding, keys in the order given. */
export function writeYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
