import { isJsonObject } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import type { Registry } from "../../registry/registry.ts";
import { notFound } from "../../status-error.ts";
import { goQuote } from "../../../base/go-quote.ts";
import type { User } from "../user.ts";
import { BindingIndex, type Subject } from "./binding-index.ts";
import type { PolicyRule } from "./policy-rule.ts";

const group = "rbac.authorization.k8s.io";
/** Users whose rules are kept, of each namespace. */
const remembered = 1000;

/** A rule that holds for a user, and the binding that it comes by, as reasons tell it. */
export interface Grant {
  readonly rule: PolicyRule;
  readonly source: string;
}

/** Everything that holds for a user in a namespace; `errors` are roles that bindings name and that are not there. */
export interface Grants {
  readonly grants: readonly Grant[];
  readonly errors: readonly string[];
}

export interface RoleRef {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
}

/**
 * Finds the rules of users. What it has found it keeps until a role or a binding changes that may matter.
 * Follows k8s.io/kubernetes/pkg/registry/rbac/validation/rule.go; of several bindings the first by name is told.
 */
export class RuleResolver {
  readonly #registry: Registry;
  /** By namespace, "" for what holds in all of them. */
  readonly #bindings = new Map<string, BindingIndex>();
  readonly #known = new Map<string, Map<string, Grants>>();
  #watching = false;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** The rules of cluster role bindings, then those of a namespace, if one is given. */
  rulesFor(user: User, namespace = ""): Grants {
    this.#watch();
    let known = this.#known.get(namespace);
    if (!known || known.size >= remembered) this.#known.set(namespace, (known = new Map()));
    const key = [user.name, ...user.groups].join("\n");
    let grants = known.get(key);
    if (!grants) known.set(key, (grants = this.#resolve(user, namespace)));
    return grants;
  }

  /** The rules of a role that a binding in `namespace` ("": a cluster role binding) refers to; undefined when it is not there. */
  roleRules({ kind, name }: RoleRef, namespace: string): readonly PolicyRule[] | undefined {
    const found = this.#role(kind, namespace, name);
    return found && rulesOf(found);
  }

  #resolve(user: User, namespace: string): Grants {
    const inherited = namespace ? this.rulesFor(user) : { grants: [], errors: [] };
    const grants: Grant[] = [...inherited.grants];
    const errors: string[] = [...inherited.errors];
    for (const { binding, subject } of this.#index(namespace).of(user)) {
      const { kind, name } = roleRefOf(binding);
      const role = this.#role(kind, namespace, name);
      if (!role) errors.push(missing(kind, name));
      else {
        const source = describe(binding, subject);
        for (const rule of rulesOf(role)) grants.push({ rule, source });
      }
    }
    return { grants, errors };
  }

  #index(namespace: string): BindingIndex {
    let index = this.#bindings.get(namespace);
    if (!index) {
      const { store } = this.#registry;
      const bindings = namespace
        ? store.list(`rolebindings.${group}`, { prefix: `${namespace}/` })
        : store.list(`clusterrolebindings.${group}`);
      this.#bindings.set(namespace, (index = new BindingIndex(bindings)));
    }
    return index;
  }

  #role(kind: string, namespace: string, name: string): ApiObject | undefined {
    const { store } = this.#registry;
    if (kind === "ClusterRole") return store.get(`clusterroles.${group}`, name);
    return kind === "Role" && namespace ? store.get(`roles.${group}`, `${namespace}/${name}`) : undefined;
  }

  /** Only where a user was ever asked about who is no administrator. */
  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    this.#registry.store.watchAll(({ collection, object }) => {
      if (!collection.endsWith(group)) return;
      const { namespace = "" } = object.metadata;
      if (namespace) this.#known.delete(namespace);
      else this.#known.clear();
      if (collection.includes("bindings.")) this.#bindings.delete(namespace);
    });
  }
}

/** What a binding refers to. */
export function roleRefOf(binding: ApiObject): RoleRef {
  const { apiGroup = "", kind = "", name = "" } = isJsonObject(binding.roleRef) ? binding.roleRef : {};
  return { apiGroup: String(apiGroup), kind: String(kind), name: String(name) };
}

/** A role's rules. */
export function rulesOf(role: ApiObject): readonly PolicyRule[] {
  return Array.isArray(role.rules) ? (role.rules as PolicyRule[]) : [];
}

function missing(kind: string, name: string): string {
  if (kind !== "Role" && kind !== "ClusterRole") return `unsupported role reference kind: ${goQuote(kind)}`;
  return notFound({ group, resource: kind.toLowerCase() }, name).message;
}

function describe(binding: ApiObject, subject: Subject): string {
  const { namespace, name = "" } = binding.metadata;
  const ref = roleRefOf(binding);
  const whole = namespace === undefined ? name : `${name}/${namespace}`;
  const account = `${subject.name}/${subject.namespace || (namespace ?? "")}`;
  const who = `${subject.kind} ${goQuote(subject.kind === "ServiceAccount" ? account : subject.name)}`;
  return `${binding.kind} ${goQuote(whole)} of ${ref.kind} ${goQuote(ref.name)} to ${who}`;
}
