import type { ApiObject } from "../api-object.ts";
import type { Store } from "../store/store.ts";
import { readBinding, readPolicy, type Binding, type Policy } from "./policy.ts";

const group = "admissionregistration.k8s.io";

/** A kind of policies, and what is made of each of them. */
export interface PolicySource<P> {
  readonly policies: string;
  readonly bindings: string;
  /** Made once a policy, when it is first needed. */
  prepare(policy: Policy): P;
}

/** A policy that is bound, and what was made of it. */
export interface BoundPolicy<P> {
  readonly policy: Policy;
  readonly prepared: P;
}

/** All policies of a kind that have bindings, both in the order of their names: a real server's order is any. Read again after each change. */
export class PolicyRegistry<P> {
  readonly #store: Store;
  readonly #source: PolicySource<P>;
  /** By what is stored of the policy: a change of a binding leaves it. */
  readonly #prepared = new WeakMap<ApiObject, P>();
  #known: readonly BoundPolicy<P>[] | undefined;

  constructor(store: Store, source: PolicySource<P>) {
    this.#store = store;
    this.#source = source;
    for (const plural of [source.policies, source.bindings])
      store.watch(`${plural}.${group}`, store.revision, () => (this.#known = undefined));
  }

  bound(): readonly BoundPolicy<P>[] {
    return (this.#known ??= this.#read());
  }

  #read(): BoundPolicy<P>[] {
    const { policies, bindings } = this.#source;
    const byPolicy = new Map<string, Binding[]>();
    for (const object of this.#store.list(`${bindings}.${group}`)) {
      const { policy, binding } = readBinding(object);
      byPolicy.set(policy, [...(byPolicy.get(policy) ?? []), binding]);
    }
    if (byPolicy.size === 0) return [];
    return this.#store.list(`${policies}.${group}`).flatMap((object) => {
      const own = byPolicy.get(object.metadata.name ?? "");
      return own ? [this.#bind(object, readPolicy(object, own))] : [];
    });
  }

  #bind(object: ApiObject, policy: Policy): BoundPolicy<P> {
    const prepare = () => {
      const known = this.#prepared.get(object) ?? this.#source.prepare(policy);
      this.#prepared.set(object, known);
      return known;
    };
    return {
      policy,
      get prepared() {
        return prepare();
      },
    };
  }
}
