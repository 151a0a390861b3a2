import { keyOf, keyText, type KubernetesObject, type ObjectKey, type Observed } from "../../kube/object.ts";
import { controllerOf } from "../../kube/owner.ts";
import type { Resource } from "../../kube/resource.ts";
import type { InformerEvent } from "../cache/handler-set.ts";

/** An object that a dependent made. */
export interface Child {
  /** Name of the dependent. */
  readonly dependent: string;
  readonly resource: Resource;
  readonly key: ObjectKey;
  readonly object: Observed<KubernetesObject>;
}

/** The label of what dependents make: who made it, in a domain that is the owner's. */
export function dependentLabel(owner: Resource): string {
  return `${owner.group || "kubewright"}/dependent`;
}

/** The label's value. */
export function dependentValue(controller: string, dependent: string): string {
  return `${controller}.${dependent}`;
}

/** What a dependent of the controller made, and for whom; undefined when none did. */
export function asChild(
  resource: Resource,
  object: Observed<KubernetesObject>,
  { owner, controller }: { owner: Resource; controller: string },
): (Child & { readonly ownerUid: string }) | undefined {
  const ownerUid = controllerOf(object)?.uid;
  const made = object.metadata.labels?.[dependentLabel(owner)];
  const prefix = dependentValue(controller, "");
  if (ownerUid === undefined || !made?.startsWith(prefix)) return undefined;
  return { dependent: made.slice(prefix.length), resource, key: keyOf(object), object, ownerUid };
}

/**
 * What the dependents of a controller have made, by owner: objects of the watched kinds whose controller is the owner and that have the label. It is
 * how one is found that is no longer declared.
 */
export class Children {
  readonly #of: { readonly owner: Resource; readonly controller: string };
  readonly #byOwner = new Map<string, Map<string, Child>>();
  readonly #ownerOf = new Map<string, string>();

  constructor(options: { owner: Resource; controller: string }) {
    this.#of = options;
  }

  /** Tells of an event of a watched kind. */
  handle(resource: Resource, event: InformerEvent): void {
    const { object } = event;
    const id = `${resource.apiVersion}/${resource.kind}/${keyText(keyOf(object))}`;
    this.#remove(id);
    if (event.type !== "delete") this.#add(id, resource, object);
  }

  of(ownerUid: string): readonly Child[] {
    return [...(this.#byOwner.get(ownerUid)?.values() ?? [])];
  }

  #add(id: string, resource: Resource, object: Observed<KubernetesObject>): void {
    const child = asChild(resource, object, this.#of);
    if (!child) return;
    const known = this.#byOwner.get(child.ownerUid);
    const children = known ?? new Map<string, Child>();
    if (!known) this.#byOwner.set(child.ownerUid, children);
    children.set(id, child);
    this.#ownerOf.set(id, child.ownerUid);
  }

  #remove(id: string): void {
    const owner = this.#ownerOf.get(id);
    if (owner === undefined) return;
    this.#ownerOf.delete(id);
    const children = this.#byOwner.get(owner);
    children?.delete(id);
    if (children?.size === 0) this.#byOwner.delete(owner);
  }
}
