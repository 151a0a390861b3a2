import type { AdmissionProgram } from "../../kube/schema/cel/compile-for-admission.ts";
import type { Store } from "../store/store.ts";
import { readWebhooks, type Webhook } from "./webhook.ts";

const group = "admissionregistration.k8s.io";

/** The webhooks of all configurations, in the order in which they are called: by the configurations' names. Read again after each change. */
export class WebhookRegistry {
  readonly #store: Store;
  readonly #compile: (expression: string) => AdmissionProgram;
  readonly #known = new Map<string, readonly Webhook[]>();

  constructor(store: Store, options: { compile: (expression: string) => AdmissionProgram }) {
    this.#store = store;
    this.#compile = options.compile;
    for (const collection of Object.values(collections))
      store.watch(collection, store.revision, () => this.#known.delete(collection));
  }

  mutating(): readonly Webhook[] {
    return this.#read(collections.mutating, true);
  }

  validating(): readonly Webhook[] {
    return this.#read(collections.validating, false);
  }

  #read(collection: string, mutating: boolean): readonly Webhook[] {
    let webhooks = this.#known.get(collection);
    if (!webhooks) {
      const options = { mutating, compile: this.#compile };
      webhooks = this.#store
        .list(collection)
        .flatMap((configuration) => readWebhooks(configuration, options));
      this.#known.set(collection, webhooks);
    }
    return webhooks;
  }
}

const collections = {
  mutating: `mutatingwebhookconfigurations.${group}`,
  validating: `validatingwebhookconfigurations.${group}`,
};
