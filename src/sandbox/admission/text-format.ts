import { explain, tooLong } from "./name-format.ts";

/*
 * What is wrong with a text; nothing when it is fine. Follows k8s.io/apimachinery/pkg/util/validation/validation.go.
 * Names of objects and labels are in name-format.ts.
 */

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = `${label}(\\.${label})*`;
const loose = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
const formats = {
  looseSubdomain: `${loose}(\\.${loose})*`,
  wildcard: `\\*\\.${subdomain}`,
  percent: "[0-9]+%",
  header: "[-A-Za-z0-9]+",
  configKey: "[-._a-zA-Z0-9]+",
  envName: "[-._a-zA-Z][-._a-zA-Z0-9]*",
  identifier: "[A-Za-z_][A-Za-z0-9_]*",
};

export function looseSubdomainProblems(text: string): string[] {
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";
  return [
    ...tooLong(text, 253),
    ...unlike(text, { rule, format: formats.looseSubdomain, examples: ["example.com"] }),
  ];
}

export function wildcardSubdomainProblems(text: string): string[] {
  const rule =
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
  return [
    ...tooLong(text, 253),
    ...unlike(text, { rule, format: formats.wildcard, examples: ["*.example.com"] }),
  ];
}

export function portNumberProblems(port: number): string[] {
  return rangeProblems(port, { low: 1, high: 65535 });
}

export function portNameProblems(name: string): string[] {
  return [
    ...tooLong(name, 15),
    ...(/^[-a-z0-9]+$/.test(name)
      ? []
      : ["must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"]),
    ...(/[a-z]/.test(name) ? [] : ["must contain at least one letter (a-z)"]),
    ...(name.includes("--") ? ["must not contain consecutive hyphens"] : []),
    ...(/^-|-$/.test(name) ? ["must not begin or end with a hyphen"] : []),
  ];
}

export function percentProblems(text: string): string[] {
  const rule = "a valid percent string must be a numeric string followed by an ending '%'";
  return unlike(text, { rule, format: formats.percent, examples: ["1%", "93%"] });
}

export function headerNameProblems(name: string): string[] {
  const rule = "a valid HTTP header must consist of alphanumeric characters or '-'";
  return unlike(name, { rule, format: formats.header, examples: ["X-Header-Name"] });
}

/** Keys of ConfigMaps and Secrets. */
export function configKeyProblems(key: string): string[] {
  const rule = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
  const examples = ["key.name", "KEY_NAME", "key-name"];
  return [
    ...tooLong(key, 253),
    ...unlike(key, { rule, format: formats.configKey, examples }),
    ...dotProblems(key),
  ];
}

/** Names of environment variables, as ConfigMaps' keys have to be to become some. */
export function strictEnvNameProblems(name: string): string[] {
  const rule =
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit";
  const examples = ["my.env-name", "MY_ENV.NAME", "MyEnvName1"];
  return [...unlike(name, { rule, format: formats.envName, examples }), ...dotProblems(name)];
}

/** Names of environment variables that a container is given. */
export function envNameProblems(name: string): string[] {
  return [
    ...(name === "" ? ["environment variable name must be non-empty"] : []),
    ...(/[^\x20-\x7e]|=/.test(name)
      ? ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
      : []),
  ];
}

export function identifierProblems(text: string): string[] {
  const rule =
    "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'";
  return unlike(text, { rule, format: formats.identifier, examples: ["my_name", "MY_NAME", "MyName"] });
}

/** uids and gids. */
export function userIdProblems(id: number): string[] {
  return rangeProblems(id, { low: 0, high: 2147483647 });
}

export function rangeProblems(value: number, range: { low: number; high: number }): string[] {
  const { low, high } = range;
  return value >= low && value <= high ? [] : [`must be between ${low} and ${high}, inclusive`];
}

function dotProblems(text: string): string[] {
  if (text === "." || text === "..") return [`must not be '${text}'`];
  return text.startsWith("..") ? ["must not start with '..'"] : [];
}

function unlike(
  text: string,
  expected: { rule: string; format: string; examples: readonly string[] },
): string[] {
  return new RegExp(`^${expected.format}$`).test(text) ? [] : [explain(expected.rule, expected)];
}
