import type { ControllerDefinition } from "./controller-definition.ts";

type Named = Pick<ControllerDefinition, "resource" | "name">;

/** Name of the finalizer that a controller puts on the objects of its kind. The core group has no name that could qualify it. */
export function finalizerName(definition: Named & Pick<ControllerDefinition, "finalizer">): string {
  return definition.finalizer ?? named(definition, "finalizer");
}

/** Name of the finalizer that holds an object until its dependents are gone in their order. */
export function dependentsFinalizerName(definition: Named): string {
  return named(definition, "dependents");
}

/** Name of the finalizer that holds an object until its daemons have ended. */
export function daemonsFinalizerName(definition: Named): string {
  return named(definition, "daemons");
}

function named({ resource, name }: Named, what: string): string {
  return `${resource.group || "kubewright"}/${name}-${what}`;
}
