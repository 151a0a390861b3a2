const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = `${label}(\\.${label})*`;
const startingLetter = "[a-z]([-a-z0-9]*[a-z0-9])?";
const qualified = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

/** The kinds of names that Kubernetes' formats know, in the words of k8s.io/apimachinery/pkg/util/validation. */
const names = {
  label: {
    pattern: label,
    max: 63,
    rule: "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
    examples: ["my-name", "123-abc"],
  },
  subdomain: {
    pattern: subdomain,
    max: 253,
    rule: "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
    examples: ["example.com"],
  },
  dns1035: {
    pattern: startingLetter,
    max: 63,
    rule: "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
    examples: ["my-name", "abc-123"],
  },
} as const;

/** What is wrong with a name. With `prefix` more follows, and a trailing dash is fine. */
export function nameProblems(
  kind: keyof typeof names,
  options: { prefix?: boolean } = {},
): (text: string) => string[] {
  const { pattern, max, rule, examples } = names[kind];
  return (text) => {
    const name = options.prefix ? text.replace(/-$/, "a") : text;
    const problems = tooLong(name, max);
    if (whole(pattern).test(name)) return problems;
    const dotted = kind === "label" && whole(subdomain).test(name);
    return [...problems, dotted ? "must not contain dots" : explain(rule, pattern, examples)];
  };
}

/** What is wrong with a label's key: a name, with an optional prefix. */
export function qualifiedNameProblems(text: string): string[] {
  const rule =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const examples = ["MyName", "my.name", "123-abc"];
  const parts = text.split("/");
  if (parts.length > 2) {
    const hint = " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
    return [`a qualified name ${explain(rule, qualified, examples)}${hint}`];
  }
  const name = parts.at(-1) ?? "";
  const prefix = parts.length === 2 ? parts[0] : undefined;
  const problems: string[] = [];
  if (prefix === "") problems.push("prefix part must be non-empty");
  else if (prefix !== undefined)
    problems.push(...nameProblems("subdomain")(prefix).map((problem) => `prefix part ${problem}`));
  if (name === "") problems.push("name part must be non-empty");
  else problems.push(...tooLong(name, 63).map((problem) => `name part ${problem}`));
  if (!whole(qualified).test(name)) problems.push(`name part ${explain(rule, qualified, examples)}`);
  return problems;
}

/** What is wrong with a label's value. */
export function labelValueProblems(text: string): string[] {
  const rule =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const pattern = `(${qualified})?`;
  const problems = tooLong(text, 63);
  if (!whole(pattern).test(text)) problems.push(explain(rule, pattern, ["MyValue", "my_value", "12345"]));
  return problems;
}

function whole(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`);
}

function tooLong(text: string, max: number): string[] {
  return text.length > max ? [`must be no more than ${max} bytes`] : [];
}

function explain(rule: string, pattern: string, examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(" or ");
  return `${rule} (e.g. ${shown}regex used for validation is '${pattern}')`;
}
