/** Says what is wrong with a name; nothing when it is fine. `prefix`: more follows (generateName), a trailing dash is fine. */
export type NameFormat = (name: string, prefix?: boolean) => string[];

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = `${label}(\\.${label})*`;
const startingLetter = "[a-z]([-a-z0-9]*[a-z0-9])?";
const labelKey = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const labelValue = `(${labelKey})?`;

const pattern = {
  label: new RegExp(`^${label}$`),
  subdomain: new RegExp(`^${subdomain}$`),
  startingLetter: new RegExp(`^${startingLetter}$`),
  labelKey: new RegExp(`^${labelKey}$`),
  labelValue: new RegExp(`^${labelValue}$`),
};

/** Most kinds' names. Follows IsDNS1123Subdomain of k8s.io/apimachinery/pkg/util/validation. */
export const dnsSubdomain: NameFormat = (name, prefix) => {
  const text = prefix ? maskTrailingDash(name) : name;
  return [...tooLong(text, 253), ...(pattern.subdomain.test(text) ? [] : [noSubdomain])];
};

const noSubdomain = explain(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  { format: subdomain, examples: ["example.com"] },
);

/** Names of namespaces. */
export const dnsLabel: NameFormat = (name, prefix) => {
  const text = prefix ? maskTrailingDash(name) : name;
  if (pattern.label.test(text)) return tooLong(text, 63);
  const wrong = pattern.subdomain.test(text)
    ? "must not contain dots"
    : explain(
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
        { format: label, examples: ["my-name", "123-abc"] },
      );
  return [...tooLong(text, 63), wrong];
};

/** Names that start with a letter: kinds and plurals of custom resources. */
export const dns1035Label: NameFormat = (name, prefix) => {
  const text = prefix ? maskTrailingDash(name) : name;
  return [
    ...tooLong(text, 63),
    ...(pattern.startingLetter.test(text)
      ? []
      : [
          explain(
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
            { format: startingLetter, examples: ["my-name", "abc-123"] },
          ),
        ]),
  ];
};

/** Names that only have to fit into a path: RBAC objects. Follows content.IsPathSegmentName. */
export const pathSegment: NameFormat = (name, prefix) => {
  if (!prefix && (name === "." || name === "..")) return [`may not be '${name}'`];
  return ["/", "%"]
    .filter((character) => name.includes(character))
    .map((character) => `may not contain '${character}'`);
};

/** Keys of labels, annotations (in lower case) and finalizers. */
export function labelKeyProblems(key: string): string[] {
  const parts = key.split("/");
  const examples = ["MyName", "my.name", "123-abc"];
  const rule =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  if (parts.length > 2) {
    const hint = " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
    return [`a valid label key ${explain(rule, { format: labelKey, examples })}${hint}`];
  }
  const problems: string[] = [];
  const name = parts.at(-1) ?? "";
  if (parts.length === 2) {
    const [prefix = ""] = parts;
    if (prefix === "") problems.push("prefix part must be non-empty");
    else problems.push(...prefixProblems(prefix));
  }
  if (name === "") problems.push("name part must be non-empty");
  else problems.push(...tooManyBytes(name, 63).map((problem) => `name part ${problem}`));
  if (!pattern.labelKey.test(name))
    problems.push(`name part ${explain(rule, { format: labelKey, examples })}`);
  return problems;
}

export function labelValueProblems(value: string): string[] {
  const rule =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return [
    ...tooManyBytes(value, 63),
    ...(pattern.labelValue.test(value)
      ? []
      : [explain(rule, { format: labelValue, examples: ["MyValue", "my_value", "12345"] })]),
  ];
}

function prefixProblems(prefix: string): string[] {
  return longName(prefix).map((problem) => `prefix part ${problem}`);
}

/** As {@link dnsSubdomain}, by the server's newer rules: a prefix is not looked at. Follows validate.LongName of k8s.io/apimachinery/pkg/api. */
export const longName: NameFormat = (name, prefix) => {
  if (prefix) return [];
  return [...tooManyBytes(name, 253), ...(pattern.subdomain.test(name) ? [] : [noSubdomain])];
};

/** A rule with examples and its expression, as validation.RegexError words it (two spaces between examples included). */
export function explain(rule: string, options: { format: string; examples?: readonly string[] }): string {
  const { format, examples = [] } = options;
  const start = examples.length ? `e.g. ${examples.map((example) => `'${example}', `).join(" or ")}` : "";
  return `${rule} (${start}regex used for validation is '${format}')`;
}

/** What names are told; Go counts bytes nevertheless. */
export function tooLong(text: string, limit: number): string[] {
  return Buffer.byteLength(text) > limit ? [`must be no more than ${limit} characters`] : [];
}

/** What labels are told, whose rules are newer. */
function tooManyBytes(text: string, limit: number): string[] {
  return Buffer.byteLength(text) > limit ? [`must be no more than ${limit} bytes`] : [];
}

function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith("-") ? `${name.slice(0, -2)}a` : name;
}
