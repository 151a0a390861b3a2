import { UserError } from "../../base/errors.ts";
import { keyOf, keyText, type KubernetesObject, type ObjectKey } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";

/** Which dependent of a run named which object: two that name one would overwrite each other without end. */
export class Claims {
  readonly #dependents = new Map<string, string>();

  /** @throws UserError DEPENDENT_INVALID for an object that is named twice; then none is taken */
  take(dependent: string, resource: Resource, objects: readonly KubernetesObject[]): void {
    const own = new Set<string>();
    for (const object of objects) {
      const id = identity(resource, keyOf(object));
      const other = own.has(id) ? dependent : this.#dependents.get(id);
      if (other !== undefined) throw twice({ dependent, other, kind: resource.kind, object });
      own.add(id);
    }
    for (const id of own) this.#dependents.set(id, dependent);
  }

  has(resource: Resource, key: ObjectKey): boolean {
    return this.#dependents.has(identity(resource, key));
  }
}

function twice(options: {
  dependent: string;
  other: string;
  kind: string;
  object: KubernetesObject;
}): UserError {
  const { dependent, other, kind, object } = options;
  const what = `${kind} "${keyText(keyOf(object))}"`;
  return new UserError(
    "DEPENDENT_INVALID",
    `cannot apply dependent "${dependent}": ${other === dependent ? `its list has ${what} twice` : `${what} is that of dependent "${other}"`}`,
    { hint: "Give each a metadata.name of its own; a child without one has the name of its owner." },
  );
}

function identity({ group, kind }: Resource, key: ObjectKey): string {
  return `${group}/${kind}/${keyText(key)}`;
}
