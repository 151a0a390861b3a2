import type { CelFunction } from "../function-table.ts";
import { matchesFormat } from "../../format.ts";
import { CelOptional, Opaque } from "../value.ts";
import { parseGoUrl } from "./go-url.ts";
import { labelValueProblems, nameProblems, qualifiedNameProblems } from "./named-format.ts";

/** A named format. */
export class Format extends Opaque {
  readonly type = "kubernetes.NamedFormat";
  readonly name: string;
  readonly #size: number;
  readonly #validate: (text: string) => readonly string[];

  constructor(name: string, options: { size: number; validate: (text: string) => readonly string[] }) {
    super();
    this.name = name;
    this.#size = options.size;
    this.#validate = options.validate;
  }

  override get regexSize(): number {
    return this.#size;
  }

  equals(other: Opaque): boolean {
    return other instanceof Format && other.name === this.name;
  }

  validate(text: string): readonly string[] {
    return this.#validate(text);
  }
}

const formats: Readonly<Record<string, Format>> = {
  dns1123Label: named("DNS1123Label", 30, nameProblems("label")),
  dns1123Subdomain: named("DNS1123Subdomain", 60, nameProblems("subdomain")),
  dns1035Label: named("DNS1035Label", 30, nameProblems("dns1035")),
  qualifiedName: named("QualifiedName", 60, qualifiedNameProblems),
  dns1123LabelPrefix: named("DNS1123LabelPrefix", 30, nameProblems("label", { prefix: true })),
  dns1123SubdomainPrefix: named("DNS1123SubdomainPrefix", 60, nameProblems("subdomain", { prefix: true })),
  dns1035LabelPrefix: named("DNS1035LabelPrefix", 30, nameProblems("dns1035", { prefix: true })),
  labelValue: named("LabelValue", 40, labelValueProblems),
  uri: named("URI", 1103, (text) => {
    const url = parseGoUrl(text);
    return typeof url === "string" ? [url] : [];
  }),
  uuid: named("uuid", 70, strfmt("uuid", "does not match the UUID format")),
  byte: named("byte", 84, strfmt("byte", "invalid base64")),
  date: named("date", 71, strfmt("date", "invalid date")),
  datetime: named("datetime", 71, strfmt("datetime", "invalid datetime")),
};

/** Kubernetes' format library (k8s.io/apiserver/pkg/cel/library/format.go). */
export const format: Readonly<Record<string, CelFunction>> = {
  ...Object.fromEntries(Object.entries(formats).map(([name, value]) => [`format.${name}`, () => value])),
  "format.named": ([name]) =>
    typeof name === "string"
      ? new CelOptional(Object.hasOwn(formats, name) ? formats[name] : undefined)
      : undefined,
  ".validate": ([self, text]) => {
    if (!(self instanceof Format) || typeof text !== "string") return undefined;
    const problems = self.validate(text);
    return new CelOptional(problems.length > 0 ? problems : undefined);
  },
};

function named(name: string, size: number, validate: (text: string) => readonly string[]): Format {
  return new Format(name, { size, validate });
}

function strfmt(name: string, problem: string): (text: string) => readonly string[] {
  return (text) => (matchesFormat(text, name) ? [] : [problem]);
}
