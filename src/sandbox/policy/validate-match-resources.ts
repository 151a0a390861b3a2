import { isJsonObject, type JsonObject } from "../../base/json.ts";
import {
  duplicateField,
  invalidField,
  requiredField,
  supported,
  unsupportedField,
} from "../admission/field-problem.ts";
import { validateLabelSelector } from "../admission/label-problem.ts";
import { pathSegment } from "../admission/name-format.ts";
import type { InvalidField } from "../status-error.ts";
import type { ResourceRule } from "./match-rule.ts";
import { validateRule } from "./validate-rules.ts";
import { objectsOf } from "./validating-policy.ts";

const mutatingOperations = ["*", "CONNECT", "CREATE", "UPDATE"];

/** What is wrong with what a policy or a binding is about (k8s.io/kubernetes/pkg/apis/admissionregistration/validation, validateMatchResources). */
export function validateMatchResources(resources: JsonObject, at: string): InvalidField[] {
  const { matchPolicy, namespaceSelector, objectSelector } = resources;
  return [
    ...(matchPolicy === undefined
      ? [requiredField(`${at}.matchPolicy`)]
      : supported(`${at}.matchPolicy`, matchPolicy, ["Equivalent", "Exact"])),
    ...validateSelector(namespaceSelector, `${at}.namespaceSelector`),
    ...validateSelector(objectSelector, `${at}.objectSelector`),
    ...validateNamedRules(resources.resourceRules, `${at}.resourceRules`),
    ...validateNamedRules(resources.excludeResourceRules, `${at}.excludeResourceRules`),
  ];
}

/** Mutating policies are about what has an object. */
export function validateMutatingOperations(resources: JsonObject, at: string): InvalidField[] {
  return (objectsOf(resources.resourceRules) as ResourceRule[]).flatMap(({ operations = [] }) =>
    operations
      .filter((operation) => !mutatingOperations.includes(operation))
      .map((operation) => unsupportedField(`${at}.resourceRules.operations`, operation, mutatingOperations)),
  );
}

/** Sets what a policy or a binding leaves out (k8s.io/kubernetes/pkg/apis/admissionregistration/v1/defaults.go). */
export function defaultMatchResources(resources: unknown): void {
  if (!isJsonObject(resources)) return;
  resources.matchPolicy ??= "Equivalent";
  resources.namespaceSelector ??= {};
  resources.objectSelector ??= {};
  for (const rules of [resources.resourceRules, resources.excludeResourceRules])
    for (const rule of objectsOf(rules)) rule.scope ??= "*";
}

function validateSelector(selector: unknown, at: string): InvalidField[] {
  return selector === undefined ? [requiredField(at)] : validateLabelSelector(selector, { at });
}

function validateNamedRules(rules: unknown, at: string): InvalidField[] {
  return (objectsOf(rules) as ResourceRule[]).flatMap((rule, index) => {
    const place = `${at}[${index}]`;
    return [
      ...validateNames(rule.resourceNames ?? [], `${place}.resourceNames`),
      ...validateRule(rule, place),
    ];
  });
}

function validateNames(names: readonly string[], at: string): InvalidField[] {
  return names.flatMap((name, index) => [
    ...pathSegment(name).map((problem) => invalidField(`${at}[${index}]`, name, problem)),
    ...(names.indexOf(name) < index ? [duplicateField(`${at}[${index}]`, name)] : []),
  ]);
}
