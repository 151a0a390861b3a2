import type { ApiObject } from "../../api-object.ts";
import { serviceAccountUsername, type User } from "../user.ts";

/** rbac.authorization.k8s.io/v1 Subject. */
export interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** A binding that applies to a user, and its first subject that does. */
export interface AppliedBinding {
  readonly binding: ApiObject;
  readonly subject: Subject;
}

interface Entry extends AppliedBinding {
  /** Position of the binding, then of the subject in it. */
  readonly order: readonly [number, number];
}

/** Bindings of one namespace, or those of the cluster, by whom they name. */
export class BindingIndex {
  readonly #bySubject = new Map<string, Entry[]>();

  constructor(bindings: readonly ApiObject[]) {
    bindings.forEach((binding, position) => {
      const subjects = Array.isArray(binding.subjects) ? (binding.subjects as Subject[]) : [];
      subjects.forEach((subject, index) => {
        const key = keyOf(subject, binding.metadata.namespace ?? "");
        if (key === undefined) return;
        const known = this.#bySubject.get(key) ?? [];
        this.#bySubject.set(key, known);
        known.push({ binding, subject, order: [position, index] });
      });
    });
  }

  /** The bindings that apply to a user, each once, in order. */
  of(user: User): AppliedBinding[] {
    const keys = [`User ${user.name}`, ...user.groups.map((group) => `Group ${group}`)];
    const found = keys.flatMap((key) => this.#bySubject.get(key) ?? []);
    found.sort((a, b) => a.order[0] - b.order[0] || a.order[1] - b.order[1]);
    return found.filter((entry, index) => entry.binding !== found[index - 1]?.binding);
  }
}

/** A ServiceAccount is the user of its name; without a namespace it is one of the binding's. */
function keyOf({ kind, name, namespace }: Subject, bindingNamespace: string): string | undefined {
  if (kind === "User" || kind === "Group") return `${kind} ${name}`;
  const accountNamespace = namespace || bindingNamespace;
  if (kind !== "ServiceAccount" || !accountNamespace) return undefined;
  return `User ${serviceAccountUsername({ namespace: accountNamespace, name })}`;
}
