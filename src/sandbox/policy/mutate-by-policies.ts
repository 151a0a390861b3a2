import { equalJson } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import type { AdmissionAttributes } from "../registry/admission.ts";
import { resourceName, type ServedResource } from "../registry/served-resource.ts";
import { forbidden, StatusError } from "../status-error.ts";
import { applyMutation, MutationError } from "./apply-mutation.ts";
import { Budget, BudgetError, evaluateExpression } from "./evaluate-expression.ts";
import { holdsFor, policyBudget, withVariables } from "./evaluate-policy.ts";
import { invocationsOf, isInvocation, type Invocation, type Misconfiguration } from "./invocations.ts";
import { MatchError } from "./match-conditions.ts";
import type { MutatingProgram, Mutation } from "./mutating-policy.ts";
import type { BoundPolicy } from "./policy-registry.ts";
import { refusedName } from "./refusal.ts";
import type { Reinvocation } from "./reinvocation.ts";
import type { Seen } from "./activation.ts";
import { seenMatching, seenOf, type PolicyContext } from "./seen.ts";
import { inVersion, namespaceOf, versionedAs, type Versioned } from "./view.ts";

/** How mutating policies are run. `round` is 1 for the second time. */
export interface MutateOptions {
  readonly context: PolicyContext;
  readonly round: 0 | 1;
  readonly reinvocation: Reinvocation;
}

/**
 * Lets the mutating policies that a request is for change its object, one after the other. `changed` tells whether one of them did anything. Follows
 * k8s.io/apiserver/pkg/admission/plugin/policy/mutating/dispatcher.go.
 *
 * @throws StatusError 403 where a policy that fails closed could not do its work.
 */
export function mutateByPolicies(
  policies: readonly BoundPolicy<MutatingProgram>[],
  attributes: AdmissionAttributes,
  options: MutateOptions,
): { object: ApiObject | undefined; changed: boolean } {
  const found = invocationsOf(policies, attributes, options.context);
  const problems = found.flatMap((one) => (isInvocation(one) ? [] : [one]));
  const invocations = found.flatMap((one) => (isInvocation(one) ? [one] : []));
  const run = new Run(attributes, options);
  if (invocations.length > 0) problems.push(...run.all(invocations));
  refuse(problems, attributes);
  return { object: run.object(), changed: run.changed };
}

/** One round of all policies. */
class Run {
  readonly #attributes: AdmissionAttributes;
  readonly #options: MutateOptions;
  /** The object in each version that policies want: each sees what was changed in its own. */
  readonly #versions = new Map<ServedResource, Versioned>();
  #last: Versioned | undefined;
  changed = false;

  constructor(attributes: AdmissionAttributes, options: MutateOptions) {
    this.#attributes = attributes;
    this.#options = options;
  }

  all(invocations: readonly Invocation<MutatingProgram>[]): Misconfiguration[] {
    const { reinvocation, round } = this.#options;
    if (round === 1) reinvocation.begin(this.#attributes.object);
    const namespace = namespaceOf(this.#attributes, this.#options.context.store);
    const problems = invocations.flatMap((invocation) =>
      invocation.params.flatMap((params) => this.#one(invocation, { params, namespace })),
    );
    if (this.changed) reinvocation.changed();
    reinvocation.left(this.object());
    return problems;
  }

  /** The object in the version of the request. */
  object(): ApiObject | undefined {
    const { resource: to, subresource, object } = this.#attributes;
    if (!this.changed || !this.#last) return object;
    return inVersion(this.#last.object, { from: this.#last.resource, to, subresource });
  }

  #one(
    invocation: Invocation<MutatingProgram>,
    with_: { params: ApiObject | null; namespace: ApiObject | undefined },
  ): Misconfiguration[] {
    const { policy, binding, prepared, resource } = invocation;
    const { reinvocation, round, context } = this.#options;
    const before = this.#version(resource);
    const options = { versioned: before, context };
    const problem = (message: string) => [{ policy, binding, message, reason: "Invalid" as const }];
    try {
      const matching = { ...seenMatching(this.#attributes, options), params: with_.params };
      if (!holdsFor(prepared, { seen: matching, failsOpen: policy.failsOpen })) return [];
    } catch (error) {
      if (error instanceof MatchError) return problem(error.message);
      throw error;
    }
    const { name = "", namespace = "" } = with_.params?.metadata ?? {};
    const key = JSON.stringify([policy.name, binding.name, namespace, name]);
    if (round === 1 && !reinvocation.isDue(key)) return [];
    const problems = prepared.mutations.flatMap((mutation) => {
      try {
        this.#mutate(mutation, invocation, with_);
        return [];
      } catch (error) {
        if (error instanceof MutationError || error instanceof BudgetError) return problem(error.message);
        throw error;
      }
    });
    if (!equalJson(before.object, this.#version(resource).object)) reinvocation.changed();
    if (prepared.reinvocable) reinvocation.called(key);
    return problems;
  }

  #mutate(
    mutation: Mutation,
    { prepared, resource }: Invocation<MutatingProgram>,
    with_: { params: ApiObject | null; namespace: ApiObject | undefined },
  ): void {
    const versioned = this.#version(resource);
    this.#last = versioned;
    if (!versioned.object) return;
    const { error } = mutation.program;
    if (error !== undefined) throw new MutationError(error);
    const seen: Seen = {
      ...seenOf(this.#attributes, { versioned, context: this.#options.context }),
      ...with_,
    };
    const budget = new Budget(policyBudget);
    const activation = withVariables(seen, { variables: prepared.variables, budget });
    const evaluation = evaluateExpression(mutation, { activation, budget });
    if (evaluation.error !== undefined) throw new MutationError(evaluation.error);
    const { subresource } = this.#attributes;
    const object = applyMutation(mutation, {
      object: versioned.object,
      resource,
      subresource,
      value: evaluation.value,
    });
    this.changed = true;
    this.#last = { ...versioned, object };
    this.#versions.set(resource, this.#last);
  }

  #version(resource: ServedResource): Versioned {
    let versioned = this.#versions.get(resource);
    if (!versioned) this.#versions.set(resource, (versioned = versionedAs(resource, this.#attributes)));
    return versioned;
  }
}

/** What policies that fail closed could not do, in one answer. */
function refuse(problems: readonly Misconfiguration[], attributes: AdmissionAttributes): void {
  const refusing = problems.filter(({ policy }) => !policy.failsOpen);
  const messages = refusing.map(({ policy, binding, message }) =>
    binding
      ? `policy '${policy.name}' with binding '${binding.name}' denied request: ${message}`
      : `policy ${JSON.stringify(policy.name)} denied request: ${message}`,
  );
  const [message] = messages;
  if (message === undefined) return;
  const { status } = forbidden(resourceName(attributes.resource), {
    name: refusedName(attributes),
    message,
    causes: messages.map((text) => ({ message: text })),
  });
  throw new StatusError(403, {
    message,
    reason: refusing[0]?.reason ?? "Forbidden",
    ...(status.details ? { details: status.details } : {}),
  });
}
