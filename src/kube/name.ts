const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = `${label}(\\.${label})*`;
const letterFirst = "[a-z]([-a-z0-9]*[a-z0-9])?";
const qualified = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const labelText = `(${qualified})?`;

/** What a kind of name must look like. */
interface Rule {
  readonly words: string;
  readonly pattern: string;
  readonly examples: readonly string[];
}

const labelRule: Rule = {
  words:
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  pattern: label,
  examples: ["my-name", "123-abc"],
};
const subdomainRule: Rule = {
  words:
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  pattern: subdomain,
  examples: ["example.com"],
};
const letterFirstRule: Rule = {
  words:
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  pattern: letterFirst,
  examples: ["my-name", "abc-123"],
};
const qualifiedRule: Rule = {
  words:
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  pattern: qualified,
  examples: ["MyName", "my.name", "123-abc"],
};
const labelValueRule: Rule = {
  words:
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  pattern: labelText,
  examples: ["MyValue", "my_value", "12345"],
};

/*
 * What is wrong with a name, in the API server's words; empty when it is right. Follows k8s.io/apimachinery/pkg/util/validation
 * and pkg/api/validate/content.
 */

/** Names of namespaces and of Services: `my-name`, at most 63 bytes. */
export function dns1123LabelProblems(name: string): string[] {
  const long = tooLong(name, 63, "characters");
  if (fits(name, labelRule)) return long;
  return [...long, fits(name, subdomainRule) ? "must not contain dots" : explain(labelRule)];
}

/** Names of most objects, and API groups: `example.com`, at most 253 bytes. */
export function dns1123SubdomainProblems(name: string): string[] {
  return [...tooLong(name, 253, "characters"), ...shapeProblems(name, subdomainRule)];
}

/** Plurals and API versions: as a label, with a letter first. */
export function dns1035LabelProblems(name: string): string[] {
  return [...tooLong(name, 63, "characters"), ...shapeProblems(name, letterFirstRule)];
}

/** Qualified names: keys of labels and annotations, and finalizers. `name` or `example.com/name`. */
export function qualifiedNameProblems(name: string): string[] {
  const parts = name.split("/");
  if (parts.length > 2) {
    const hint = " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
    return [`a valid label key ${explain(qualifiedRule)}${hint}`];
  }
  const own = parts.at(-1) ?? "";
  const problems = own === "" ? ["must be non-empty"] : tooLong(own, 63);
  const named = [...problems, ...shapeProblems(own, qualifiedRule)].map((problem) => `name part ${problem}`);
  if (parts.length === 1) return named;
  const [prefix = ""] = parts;
  const prefixProblems =
    prefix === ""
      ? ["must be non-empty"]
      : [...tooLong(prefix, 253), ...shapeProblems(prefix, subdomainRule)];
  return [...prefixProblems.map((problem) => `prefix part ${problem}`), ...named];
}

/** Values of labels: empty, or `MyValue`, at most 63 bytes. */
export function labelValueProblems(value: string): string[] {
  return [...tooLong(value, 63), ...shapeProblems(value, labelValueRule)];
}

function shapeProblems(name: string, rule: Rule): string[] {
  return fits(name, rule) ? [] : [explain(rule)];
}

function fits(name: string, { pattern }: Rule): boolean {
  return new RegExp(`^${pattern}$`).test(name);
}

/** The rule with examples and its expression; the odd comma and space are the server's. */
function explain({ words, pattern, examples }: Rule): string {
  const shown = examples.map((example) => `'${example}', `).join(" or ");
  return `${words} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

/** Bytes are counted; names of objects are told of characters all the same. */
function tooLong(name: string, limit: number, unit: "bytes" | "characters" = "bytes"): string[] {
  return Buffer.byteLength(name) > limit ? [`must be no more than ${limit} ${unit}`] : [];
}
