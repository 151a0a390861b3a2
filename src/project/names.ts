import { UserError } from "../base/errors.ts";

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
/** Some reader of YAML takes these words for values. */
const notYaml = "(?!(?:true|false|null|yes|no|on|off|y|n)$)";

/** What a name in a project must look like: the rule's own sentence goes into the error. */
interface NameRule {
  readonly what: string;
  readonly code: string;
  readonly pattern: RegExp;
  readonly maxLength: number;
  readonly expected: string;
  /** A name that would be right, made from a wrong one; undefined when there is no good guess. */
  readonly suggest: (name: string) => string | undefined;
}

const rules = {
  domain: {
    what: "domain",
    code: "DOMAIN_INVALID",
    pattern: new RegExp(`^${label}(\\.${label})*$`),
    maxLength: 253,
    expected: 'a DNS-1123 subdomain: lower-case letters, digits, "-" and ".", such as "example.com"',
    suggest: (name) => lower(name.replace(/^\w+:\/\//, "").replace(/\/.*$/, "")),
  },
  projectName: {
    what: "project name",
    code: "PROJECT_NAME_INVALID",
    // a Service's name must start with a letter
    pattern: new RegExp(`^${notYaml}[a-z]([-a-z0-9]*[a-z0-9])?$`),
    // the longest name of our own must fit into the 63 characters of a Service's name
    maxLength: 63 - "-controller-manager-metrics-service".length,
    expected:
      'a DNS-1123 label of at most 28 characters: lower-case letters, digits and "-", starting with a letter, such as "memcached-operator"',
    suggest: (name) => lower(name).replaceAll(".", "-").slice(0, 28).replace(/-+$/, ""),
  },
  group: {
    what: "group",
    code: "GROUP_INVALID",
    pattern: new RegExp(`^${label}(\\.${label})*$`),
    maxLength: 63,
    expected: 'a DNS-1123 subdomain without the project\'s domain, such as "cache"',
    suggest: lower,
  },
  version: {
    what: "version",
    code: "VERSION_INVALID",
    pattern: /^v(0|[1-9][0-9]*)((alpha|beta)[1-9][0-9]*)?$/,
    maxLength: 20,
    expected: 'a Kubernetes API version such as "v1", "v1beta1" or "v1alpha1"',
    suggest: normalVersion,
  },
  kind: {
    what: "kind",
    code: "KIND_INVALID",
    pattern: /^[A-Z][A-Za-z0-9]*$/,
    maxLength: 63,
    expected: 'PascalCase, letters and digits only, such as "Memcached"',
    suggest: (name) =>
      name
        .split(/[^A-Za-z0-9]+/)
        .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
        .join(""),
  },
  plural: {
    what: "plural",
    code: "PLURAL_INVALID",
    pattern: new RegExp(`^${notYaml}[a-z]([-a-z0-9]*[a-z0-9])?$`),
    maxLength: 63,
    expected:
      'a DNS-1035 label: lower-case letters, digits and "-", starting with a letter, such as "memcacheds"',
    suggest: (name) =>
      lower(name)
        .replaceAll(".", "-")
        .replace(/^[^a-z]+/, ""),
  },
} satisfies Record<string, NameRule>;

/** What can be named. */
export type Name = keyof typeof rules;

/** What is wrong with a name, and what would be right; undefined when nothing is wrong. */
export function checkName(what: Name, name: string): { message: string; hint?: string } | undefined {
  const rule: NameRule = rules[what];
  if (isGood(rule, name)) return undefined;
  const suggestion = rule.suggest(name);
  const message = `${rule.what} ${JSON.stringify(name)} is not valid: expected ${rule.expected}`;
  return suggestion && isGood(rule, suggestion)
    ? { message, hint: `Did you mean "${suggestion}"?` }
    : { message };
}

/** @throws UserError with a code of its own for each kind of name */
export function assertName(what: Name, name: string): void {
  const problem = checkName(what, name);
  if (!problem) return;
  const { message, hint } = problem;
  throw new UserError(rules[what].code, message, hint === undefined ? {} : { hint });
}

function isGood(rule: NameRule, name: string): boolean {
  return name.length <= rule.maxLength && rule.pattern.test(name);
}

/** `1Beta` → `v1beta1`; undefined when it is nothing like a version. */
function normalVersion(name: string): string | undefined {
  const match = /^v?(\d+)(?:[-.]?(alpha|beta)(\d*))?$/i.exec(name);
  if (!match) return undefined;
  const [, major, stage = "", minor = ""] = match;
  return `v${major}${stage.toLowerCase()}${stage ? minor || "1" : ""}`;
}

function lower(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "");
}
