import type { StatusReason } from "../../kube/status.ts";
import type { ApiObject } from "../api-object.ts";
import type { AdmissionAttributes } from "../registry/admission.ts";
import type { ServedResource } from "../registry/served-resource.ts";
import { StatusError } from "../status-error.ts";
import { ConfigurationError, findParams, paramResource } from "./find-params.ts";
import { matchRequest, type Criteria } from "./match-request.ts";
import type { Binding, Policy } from "./policy.ts";
import type { BoundPolicy } from "./policy-registry.ts";
import type { PolicyContext } from "./seen.ts";

/** A policy that is for a request, with one of its bindings and each of the binding's parameters. */
export interface Invocation<P> {
  readonly policy: Policy;
  readonly binding: Binding;
  readonly prepared: P;
  /** As which the request matched. */
  readonly resource: ServedResource;
  readonly params: readonly (ApiObject | null)[];
}

/** Why a policy, or a binding of it, cannot be used. */
export interface Misconfiguration {
  readonly policy: Policy;
  readonly binding: Binding | undefined;
  readonly message: string;
  /** Of the refusal, where it is another than Forbidden. */
  readonly reason?: StatusReason;
}

/**
 * What of the policies is for a request. Follows Dispatch of k8s.io/apiserver/pkg/admission/plugin/policy/generic/policy_dispatcher.go; validating
 * policies have the same in a dispatcher of their own.
 */
export function invocationsOf<P>(
  policies: readonly BoundPolicy<P>[],
  attributes: AdmissionAttributes,
  context: PolicyContext,
): (Invocation<P> | Misconfiguration)[] {
  return policies.flatMap((bound): (Invocation<P> | Misconfiguration)[] => {
    const { policy } = bound;
    const resource = orProblem(() => matches(policy.criteria, attributes, context));
    if (!resource) return [];
    const params =
      typeof resource === "string" ? resource : orProblem(() => paramResource(policy.paramKind, context));
    if (typeof resource === "string" || typeof params === "string")
      return [misconfigured(policy, undefined, String(params))];
    return policy.bindings.flatMap((binding): (Invocation<P> | Misconfiguration)[] => {
      const found = orProblem(() =>
        !binding.criteria || matches(binding.criteria, attributes, context)
          ? findParams(binding, { resource: params, namespace: attributes.namespace, world: context })
          : undefined,
      );
      if (typeof found === "string") return [misconfigured(policy, binding, found)];
      if (!found?.length) return [];
      return [{ policy, binding, prepared: bound.prepared, resource, params: found }];
    });
  });
}

export function isInvocation<P>(found: Invocation<P> | Misconfiguration): found is Invocation<P> {
  return "params" in found;
}

function misconfigured(policy: Policy, binding: Binding | undefined, problem: string): Misconfiguration {
  const what = binding ? "failed to configure binding" : "failed to configure policy";
  return { policy, binding, message: `${what}: ${problem}` };
}

/** @throws ConfigurationError when the request's namespace is not there, but has to be looked at. */
function matches(
  criteria: Criteria,
  attributes: AdmissionAttributes,
  context: PolicyContext,
): ServedResource | undefined {
  try {
    return matchRequest(criteria, attributes, context);
  } catch (error) {
    throw error instanceof StatusError ? new ConfigurationError(error.message) : error;
  }
}

/** What a step finds, or the text of why it finds nothing. */
function orProblem<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
}
