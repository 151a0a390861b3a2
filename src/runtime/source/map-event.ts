import { keyOf, type KubernetesObject, type ObjectKey, type Observed } from "../../kube/object.ts";
import { controllerOf } from "../../kube/owner.ts";
import { parseApiVersion } from "../../kube/gvk.ts";
import type { Resource } from "../../kube/resource.ts";
import type { InformerEvent } from "../cache/informer.ts";

/** Which objects to reconcile when one of another kind changes. */
export type MapFunction<T extends KubernetesObject = KubernetesObject> = (
  object: Observed<T>,
) => readonly ObjectKey[];

/** The objects that an event is about: at an update the old and the new one, so that an object that changed hands reaches both. */
export function objectsOf(event: InformerEvent): Observed<KubernetesObject>[] {
  return event.type === "update" ? [event.old, event.object] : [event.object];
}

/** The object itself: controller-runtime's handler.EnqueueRequestForObject. */
export function mapToSelf(object: Observed<KubernetesObject>): ObjectKey[] {
  return [keyOf(object)];
}

/** The controlling owner of a kind, by group and kind whatever the version: handler.EnqueueRequestForOwner with OnlyControllerOwner. */
export function mapToOwner(owner: Resource): MapFunction {
  return (object) => {
    const reference = controllerOf(object);
    if (reference?.kind !== owner.kind || parseApiVersion(reference.apiVersion).group !== owner.group)
      return [];
    const namespace = owner.scope === "Namespaced" ? object.metadata?.namespace : undefined;
    return [{ name: reference.name, ...(namespace ? { namespace } : {}) }];
  };
}
