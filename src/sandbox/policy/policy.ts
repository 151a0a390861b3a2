import { isJsonObject, type JsonObject } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import type { Criteria } from "./match-request.ts";
import type { ResourceRule } from "./match-rule.ts";
import { readSelector } from "./read-selector.ts";

/** Which objects are a policy's parameters: `paramKind`. */
export interface ParamKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Which of them a binding uses: `paramRef`. */
export interface ParamRef {
  readonly name?: string;
  readonly namespace?: string;
  readonly selector?: JsonObject;
  readonly parameterNotFoundAction?: string;
}

/** A binding of a policy, read once. */
export interface Binding {
  readonly name: string;
  /** Absent: the policy's own criteria are all. */
  readonly criteria: Criteria | undefined;
  readonly paramRef: ParamRef | undefined;
  /** Of a ValidatingAdmissionPolicyBinding. */
  readonly actions: readonly string[];
}

/** A policy with its bindings; `spec` is what its expressions are read from. */
export interface Policy {
  readonly name: string;
  readonly spec: JsonObject;
  readonly criteria: Criteria;
  readonly failsOpen: boolean;
  readonly paramKind: ParamKind | undefined;
  readonly bindings: readonly Binding[];
}

/** Reads a policy of admissionregistration.k8s.io/v1, validating or mutating. */
export function readPolicy(object: ApiObject, bindings: readonly Binding[]): Policy {
  const spec = isJsonObject(object.spec) ? object.spec : {};
  const { failurePolicy, paramKind, matchConstraints } = spec;
  return {
    name: object.metadata.name ?? "",
    spec,
    criteria: readCriteria(matchConstraints),
    failsOpen: failurePolicy === "Ignore",
    paramKind: isJsonObject(paramKind) ? (paramKind as unknown as ParamKind) : undefined,
    bindings,
  };
}

/** Reads a binding, and the name of its policy. */
export function readBinding({ metadata, spec }: ApiObject): { policy: string; binding: Binding } {
  const { policyName, paramRef, matchResources, validationActions } = isJsonObject(spec) ? spec : {};
  return {
    policy: String(policyName),
    binding: {
      name: metadata.name ?? "",
      criteria: isJsonObject(matchResources) ? readCriteria(matchResources) : undefined,
      paramRef: isJsonObject(paramRef) ? paramRef : undefined,
      actions: Array.isArray(validationActions) ? validationActions.map(String) : [],
    },
  };
}

function readCriteria(resources: unknown): Criteria {
  const { matchPolicy, namespaceSelector, objectSelector, resourceRules, excludeResourceRules } =
    isJsonObject(resources) ? resources : {};
  return {
    rules: rulesOf(resourceRules),
    excluded: rulesOf(excludeResourceRules),
    open: true,
    matchPolicy: String(matchPolicy ?? "Exact"),
    namespaceSelector: readSelector(namespaceSelector),
    objectSelector: readSelector(objectSelector),
  };
}

function rulesOf(rules: unknown): ResourceRule[] {
  return Array.isArray(rules) ? rules.filter(isJsonObject) : [];
}
