import type { CelFunction } from "../function-table.ts";
import { CelError, Opaque, type Value } from "../value.ts";

/** A semantic version (github.com/blang/semver/v4). */
export class Semver extends Opaque {
  readonly type = "kubernetes.Semver";
  readonly numbers: readonly bigint[];
  readonly prerelease: readonly string[];

  constructor(numbers: readonly bigint[], prerelease: readonly string[]) {
    super();
    this.numbers = numbers;
    this.prerelease = prerelease;
  }

  equals(other: Opaque): boolean {
    return other instanceof Semver && compareVersions(this, other) === 0;
  }
}

/** Kubernetes' semver library (k8s.io/apiserver/pkg/cel/library/semverlib.go). */
export const semver: Readonly<Record<string, CelFunction>> = {
  semver: ([text, normalize = false]) =>
    typeof text === "string" && typeof normalize === "boolean" ? required(text, normalize) : undefined,
  isSemver: ([text, normalize = false]) =>
    typeof text === "string" && typeof normalize === "boolean"
      ? typeof read(text, normalize) !== "string"
      : undefined,
  ".major": part(0),
  ".minor": part(1),
  ".patch": part(2),
  ".isGreaterThan": pair((sign) => sign > 0),
  ".isLessThan": pair((sign) => sign < 0),
  ".compareTo": pair((sign) => BigInt(sign)),
};

function required(text: string, normalize: boolean): Semver {
  const version = read(text, normalize);
  if (typeof version === "string") throw new CelError(version);
  return version;
}

function read(text: string, normalize: boolean): Semver | string {
  return normalize ? normalizeAndParse(text) : parseSemver(text);
}

/** Returns why the text is no version. */
function parseSemver(text: string): Semver | string {
  if (text === "") return "Version string empty";
  const [major, minor, ...rest] = text.split(".");
  if (major === undefined || minor === undefined || rest.length === 0)
    return "No Major.Minor.Patch elements found";
  const [, patch = "", prerelease, build] = /^([^+-]*)(?:-([^+]*))?(?:\+([^]*))?$/.exec(rest.join(".")) ?? [];
  for (const [name, digits] of Object.entries({ major, minor, patch })) {
    if (!/^\d+$/.test(digits)) return numberProblem(name, digits);
    if (digits.length > 1 && digits.startsWith("0"))
      return `${capital(name)} number must not contain leading zeroes ${JSON.stringify(digits)}`;
  }
  const problem = identifierProblem(prerelease?.split("."), build?.split("."));
  return problem ?? new Semver([major, minor, patch].map(BigInt), prerelease?.split(".") ?? []);
}

function numberProblem(name: string, digits: string): string {
  return digits === ""
    ? `strconv.ParseUint: parsing "": invalid syntax`
    : `Invalid character(s) found in ${name} number ${JSON.stringify(digits)}`;
}

function identifierProblem(
  prerelease: readonly string[] = [],
  build: readonly string[] = [],
): string | undefined {
  for (const identifier of prerelease) {
    if (identifier === "") return "Prerelease is empty";
    if (/^0\d+$/.test(identifier))
      return `Numeric PreRelease version must not contain leading zeroes ${JSON.stringify(identifier)}`;
    if (!/^[0-9A-Za-z-]+$/.test(identifier))
      return `Invalid character(s) found in prerelease ${JSON.stringify(identifier)}`;
  }
  for (const identifier of build) {
    if (identifier === "") return "Build meta data is empty";
    if (!/^[0-9A-Za-z-]+$/.test(identifier))
      return `Invalid character(s) found in build meta data ${JSON.stringify(identifier)}`;
  }
  return undefined;
}

/** Without a leading `v` and leading zeros, and with what a short version leaves out. */
function normalizeAndParse(text: string): Semver | string {
  const [major = "", minor, ...rest] = text.replace(/^v/, "").split(".");
  const parts = [
    major,
    ...(minor === undefined ? [] : [minor]),
    ...(rest.length > 0 ? [rest.join(".")] : []),
  ];
  const plain = parts.map((part) =>
    part.length > 1
      ? part.replace(/^0+(?=\d)|^0+(?=\D|$)/, (zeros) =>
          zeros.length > 0 && !/^\d/.test(part.slice(zeros.length)) ? "0" : "",
        )
      : part,
  );
  if (plain.length < 3 && /[+-]/.test(plain.at(-1) ?? ""))
    return "short version cannot contain PreRelease/Build meta data";
  while (plain.length < 3) plain.push("0");
  return parseSemver(plain.join("."));
}

function compareVersions(a: Semver, b: Semver): number {
  for (const [index, number] of a.numbers.entries()) {
    const other = b.numbers[index] ?? 0n;
    if (number !== other) return number < other ? -1 : 1;
  }
  return comparePrereleases(a.prerelease, b.prerelease);
}

/** A version with a prerelease comes before the one without. */
function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Math.sign(b.length - a.length) && (a.length === 0 ? 1 : -1);
  for (const [index, identifier] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const sign = compareIdentifiers(identifier, other);
    if (sign !== 0) return sign;
  }
  return a.length === b.length ? 0 : -1;
}

function compareIdentifiers(a: string, b: string): number {
  const [numericA, numericB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (numericA !== numericB) return numericA ? -1 : 1;
  if (a === b) return 0;
  return (numericA ? BigInt(a) < BigInt(b) : a < b) ? -1 : 1;
}

function part(index: number): CelFunction {
  return ([self]) => (self instanceof Semver ? self.numbers[index] : undefined);
}

function pair(read: (sign: number) => Value): CelFunction {
  return ([a, b]) => (a instanceof Semver && b instanceof Semver ? read(compareVersions(a, b)) : undefined);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
