import type { AdmissionAttributes } from "../registry/admission.ts";
import { evaluatePolicy, type Decision } from "./evaluate-policy.ts";
import { invocationsOf, isInvocation, type Invocation } from "./invocations.ts";
import type { Binding, Policy } from "./policy.ts";
import type { BoundPolicy } from "./policy-registry.ts";
import { policyRefusal } from "./refusal.ts";
import { seenMatching, seenOf, type PolicyContext } from "./seen.ts";
import type { ValidatingProgram } from "./validating-policy.ts";
import { namespaceOf, versionedAs } from "./view.ts";

/**
 * Evaluates the validating policies that a request is for. The first refusal is what the client is told; bindings with the action Warn add
 * warnings, and what is only audited shows nowhere. Follows Dispatch of k8s.io/apiserver/pkg/admission/plugin/policy/validating/dispatcher.go.
 */
export function validateByPolicies(
  policies: readonly BoundPolicy<ValidatingProgram>[],
  attributes: AdmissionAttributes,
  context: PolicyContext,
): void {
  const [first] = invocationsOf(policies, attributes, context).flatMap((found): Refusal[] => {
    if (isInvocation(found)) return refusalsOf(found, attributes, context);
    const { policy, binding, message } = found;
    return policy.failsOpen ? [] : [{ by: nameOf(policy, binding), message }];
  });
  if (!first) return;
  const { by, message, reason = "Invalid" } = first;
  throw policyRefusal(attributes, { message: `${by} denied request: ${message}`, reason });
}

interface Refusal extends Decision {
  /** Policy and binding. */
  readonly by: string;
}

/** Refusals with one binding; those that only warn are told at once. */
function refusalsOf(
  invocation: Invocation<ValidatingProgram>,
  attributes: AdmissionAttributes,
  context: PolicyContext,
): Refusal[] {
  const { policy, binding, prepared, resource, params } = invocation;
  const { failsOpen } = policy;
  const options = { versioned: versionedAs(resource, attributes), context };
  const namespace = namespaceOf(attributes, context.store);
  const [seen, matching] = [seenOf(attributes, options), seenMatching(attributes, options)];
  const by = nameOf(policy, binding);
  const decisions = params.flatMap((param) =>
    evaluatePolicy(prepared, {
      seen: { ...seen, namespace, params: param },
      matching: { ...matching, params: param },
      failsOpen,
    }),
  );
  return decisions.flatMap((decision) => {
    if (decision.always) return [{ by, ...decision }];
    if (binding.actions.includes("Warn")) attributes.warn(`Validation failed for ${by}: ${decision.message}`);
    return binding.actions.includes("Deny") ? [{ by, ...decision }] : [];
  });
}

function nameOf(policy: Policy, binding: Binding | undefined): string {
  const name = `ValidatingAdmissionPolicy '${policy.name}'`;
  return binding ? `${name} with binding '${binding.name}'` : name;
}
