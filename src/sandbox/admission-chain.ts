import type { ApiObject } from "./api-object.ts";
import type { Admission, AdmissionAttributes } from "./registry/admission.ts";
import type { ServedResource } from "./registry/served-resource.ts";
import { mutateByPolicies } from "./policy/mutate-by-policies.ts";
import type { MutatingProgram } from "./policy/mutating-policy.ts";
import type { PolicyRegistry } from "./policy/policy-registry.ts";
import { Reinvocation } from "./policy/reinvocation.ts";
import type { PolicyContext } from "./policy/seen.ts";
import { validateByPolicies } from "./policy/validate-by-policies.ts";
import type { ValidatingProgram } from "./policy/validating-policy.ts";
import { mutateByWebhooks } from "./webhook/mutate-by-webhooks.ts";
import { validateByWebhooks } from "./webhook/validate-by-webhooks.ts";
import type { WebhookClient } from "./webhook/webhook-client.ts";
import type { WebhookRegistry } from "./webhook/webhook-registry.ts";

/** Configurations of admission are not admitted themselves: nobody could mend a broken one. */
const exemptKinds = [
  "ValidatingWebhookConfiguration",
  "MutatingWebhookConfiguration",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
];

/** What looks at writes, in the order of k8s.io/kubernetes/pkg/kubeapiserver/options/plugins.go. */
export class AdmissionChain implements Admission {
  readonly #parts: AdmissionParts;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  concerns(resource: ServedResource): boolean {
    const { webhooks, policies } = this.#parts;
    const anything =
      webhooks.mutating().length > 0 ||
      webhooks.validating().length > 0 ||
      policies.mutating.bound().length > 0 ||
      policies.validating.bound().length > 0;
    return anything && !isExempt(resource);
  }

  /** Everything looks a second time when a later one has changed the object (k8s.io/apiserver/pkg/admission/reinvocation.go). */
  mutate(attributes: AdmissionAttributes): ApiObject | undefined {
    const reinvocations = { policies: new Reinvocation(), webhooks: new Reinvocation() };
    const first = this.#round(attributes, { round: 0, reinvocations });
    if (!first.changed) return first.object;
    const object = first.object && (attributes.again?.(first.object) ?? first.object);
    return this.#round({ ...attributes, object }, { round: 1, reinvocations }).object;
  }

  validate(attributes: AdmissionAttributes): void {
    const { webhooks, policies, context, client } = this.#parts;
    validateByPolicies(policies.validating.bound(), attributes, context);
    validateByWebhooks(webhooks.validating(), attributes, { context, client });
  }

  #round(attributes: AdmissionAttributes, options: { round: 0 | 1; reinvocations: Reinvocations }) {
    const { webhooks, policies, context, client } = this.#parts;
    const { round, reinvocations } = options;
    const byPolicies =
      attributes.operation === "DELETE"
        ? { object: attributes.object, changed: false }
        : mutateByPolicies(policies.mutating.bound(), attributes, {
            round,
            reinvocation: reinvocations.policies,
            context,
          });
    const byWebhooks = mutateByWebhooks(
      webhooks.mutating(),
      { ...attributes, object: byPolicies.object },
      { round, reinvocation: reinvocations.webhooks, context, client },
    );
    return { object: byWebhooks.object, changed: byPolicies.changed || byWebhooks.changed };
  }
}

/** What the chain is made of. */
export interface AdmissionParts {
  readonly webhooks: WebhookRegistry;
  readonly policies: {
    readonly mutating: PolicyRegistry<MutatingProgram>;
    readonly validating: PolicyRegistry<ValidatingProgram>;
  };
  readonly client: WebhookClient;
  readonly context: PolicyContext;
}

interface Reinvocations {
  readonly policies: Reinvocation;
  readonly webhooks: Reinvocation;
}

function isExempt({ group, kind }: ServedResource): boolean {
  return group === "admissionregistration.k8s.io" && exemptKinds.includes(kind);
}
