import type { InvalidField } from "../status-error.ts";
import { invalidField, invalidEach, requiredField } from "./field-problem.ts";
import { dnsSubdomain, explain, labelKeyProblems } from "./name-format.ts";

const path = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

/** `domain/path`, such as the name of a controller. Follows IsDomainPrefixedPath of k8s.io/apimachinery/pkg/util/validation. */
export function domainPathProblems(at: string, text: string): InvalidField[] {
  if (!text) return [requiredField(at)];
  const [, host = "", tail = ""] = /^([^/]*)(?:\/(.*))?$/s.exec(text) ?? [];
  if (!host || !tail)
    return [invalidField(at, text, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  return [
    ...invalidEach(at, host, dnsSubdomain(host)),
    ...(new RegExp(`^${path}$`).test(tail)
      ? []
      : [invalidField(at, tail, explain("Invalid path", { format: path }))]),
  ];
}

/** `domain/key`. Follows IsDomainPrefixedKey. */
export function domainKeyProblems(at: string, text: string): InvalidField[] {
  if (!text) return [requiredField(at)];
  const problems = invalidEach(at, text, labelKeyProblems(text));
  if (problems.length || text.split("/").length === 2) return problems;
  return [invalidField(at, text, 'must be a domain-prefixed key (such as "acme.io/foo")')];
}
