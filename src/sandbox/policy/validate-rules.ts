import type { InvalidField } from "../status-error.ts";
import { invalidField, requiredField, unsupportedField } from "../admission/field-problem.ts";
import type { ResourceRule } from "./match-rule.ts";

/* Follows k8s.io/kubernetes/pkg/apis/admissionregistration/validation/validation.go. */

export const operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
const scopes = ["*", "Cluster", "Namespaced"];

/** What is wrong with the rules of a webhook or a policy. */
export function validateRule(rule: ResourceRule, at: string): InvalidField[] {
  const { operations: asked = [], apiGroups = [], apiVersions = [], scope } = rule;
  return [
    ...(asked.length === 0 ? [requiredField(`${at}.operations`)] : []),
    ...alone(asked, { at: `${at}.operations`, others: "operations" }),
    ...asked.flatMap((operation, index) =>
      operations.includes(operation)
        ? []
        : [unsupportedField(`${at}.operations[${index}]`, operation, operations)],
    ),
    ...(apiGroups.length === 0 ? [requiredField(`${at}.apiGroups`)] : []),
    ...alone(apiGroups, { at: `${at}.apiGroups`, others: "API groups" }),
    ...(apiVersions.length === 0 ? [requiredField(`${at}.apiVersions`)] : []),
    ...alone(apiVersions, { at: `${at}.apiVersions`, others: "API versions" }),
    ...apiVersions.flatMap((version, index) =>
      version === "" ? [requiredField(`${at}.apiVersions[${index}]`)] : [],
    ),
    ...validateResources(rule.resources ?? [], `${at}.resources`),
    ...(scope === undefined || scopes.includes(scope)
      ? []
      : [unsupportedField(`${at}.scope`, scope, scopes)]),
  ];
}

/** `*` says all: nothing may stand beside it. */
function alone(items: readonly string[], options: { at: string; others: string }): InvalidField[] {
  if (items.length < 2 || !items.includes("*")) return [];
  return [invalidField(options.at, items, `if '*' is present, must not specify other ${options.others}`)];
}

function validateResources(resources: readonly string[], at: string): InvalidField[] {
  const errors: InvalidField[] = resources.length === 0 ? [requiredField(at)] : [];
  const allOf = new Set<string>();
  const everywhere = new Set<string>();
  let plain = false;
  for (const [index, pattern] of resources.entries()) {
    if (pattern === "") {
      errors.push(requiredField(`${at}[${index}]`));
      continue;
    }
    const slash = pattern.indexOf("/");
    if (slash < 0) {
      plain = pattern !== "*";
      continue;
    }
    const [resource, subresource] = [pattern.slice(0, slash), pattern.slice(slash + 1)];
    const refuse = (present: string) =>
      errors.push(
        invalidField(`${at}[${index}]`, pattern, `if '${present}' is present, must not specify ${pattern}`),
      );
    if (allOf.has(resource)) refuse(`${resource}/*`);
    if (everywhere.has(subresource)) refuse(`*/${subresource}`);
    if (subresource === "*") allOf.add(resource);
    if (resource === "*") everywhere.add(subresource);
  }
  if (resources.length > 1 && resources.includes("*/*"))
    errors.push(invalidField(at, resources, "if '*/*' is present, must not specify other resources"));
  if (resources.includes("*") && plain)
    errors.push(
      invalidField(at, resources, "if '*' is present, must not specify other resources without subresources"),
    );
  return errors;
}
