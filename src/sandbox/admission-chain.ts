import type { ApiObject } from "./api-object.ts";
import type { Admission, AdmissionAttributes } from "./registry/admission.ts";
import type { ServedResource } from "./registry/served-resource.ts";
import { mutateByWebhooks } from "./webhook/mutate-by-webhooks.ts";
import { Reinvocation } from "./webhook/reinvocation.ts";
import type { CallContext } from "./webhook/should-call.ts";
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
  readonly #webhooks: WebhookRegistry;
  readonly #client: WebhookClient;
  readonly #context: CallContext;

  constructor(parts: { webhooks: WebhookRegistry; client: WebhookClient; context: CallContext }) {
    this.#webhooks = parts.webhooks;
    this.#client = parts.client;
    this.#context = parts.context;
  }

  concerns(resource: ServedResource): boolean {
    if (this.#webhooks.mutating().length === 0 && this.#webhooks.validating().length === 0) return false;
    return !isExempt(resource);
  }

  /** Everything looks a second time when a later one has changed the object (k8s.io/apiserver/pkg/admission/reinvocation.go). */
  mutate(attributes: AdmissionAttributes): ApiObject | undefined {
    const reinvocation = new Reinvocation();
    const first = this.#round(attributes, { round: 0, reinvocation });
    if (!first.changed) return first.object;
    return this.#round({ ...attributes, object: first.object }, { round: 1, reinvocation }).object;
  }

  validate(attributes: AdmissionAttributes): void {
    const { validating, context, client } = this.#parts();
    validateByWebhooks(validating, attributes, { context, client });
  }

  #round(attributes: AdmissionAttributes, options: { round: 0 | 1; reinvocation: Reinvocation }) {
    const { mutating, context, client } = this.#parts();
    return mutateByWebhooks(mutating, attributes, { ...options, context, client });
  }

  #parts() {
    const mutating = this.#webhooks.mutating();
    const validating = this.#webhooks.validating();
    return { mutating, validating, context: this.#context, client: this.#client };
  }
}

function isExempt({ group, kind }: ServedResource): boolean {
  return group === "admissionregistration.k8s.io" && exemptKinds.includes(kind);
}
