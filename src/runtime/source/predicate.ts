import { equalJson } from "../../base/json.ts";
import type { KubernetesObject, Observed } from "../../kube/object.ts";
import type { InformerEvent } from "../cache/handler-set.ts";

/** Whether an event may lead to a reconcile. It filters events, not what the cache holds. */
export type Predicate<T extends KubernetesObject = KubernetesObject> = (event: InformerEvent<T>) => boolean;

/** Updates that change `metadata.generation`: of the spec, not of status or metadata. Creations and deletions pass. */
export const generationChanged: Predicate = onUpdate(
  (old, object) => old.metadata.generation !== object.metadata.generation,
);

/** Updates that are more than a resync. */
export const resourceVersionChanged: Predicate = onUpdate(
  (old, object) => old.metadata.resourceVersion !== object.metadata.resourceVersion,
);

/** Updates that change a label. */
export const labelChanged: Predicate = onUpdate(
  (old, object) => !equalJson(old.metadata.labels ?? {}, object.metadata.labels ?? {}),
);

/** Updates that change an annotation. */
export const annotationChanged: Predicate = onUpdate(
  (old, object) => !equalJson(old.metadata.annotations ?? {}, object.metadata.annotations ?? {}),
);

/** Events that pass all. */
export function and(...predicates: readonly Predicate[]): Predicate {
  return (event) => predicates.every((predicate) => predicate(event));
}

/** Events that pass at least one. */
export function or(...predicates: readonly Predicate[]): Predicate {
  return (event) => predicates.some((predicate) => predicate(event));
}

/** Events that do not pass. */
export function not(predicate: Predicate): Predicate {
  return (event) => !predicate(event);
}

/**
 * A namesake that took an object's place while nobody watched comes as its update, and is news, whatever it has in common with the one before: their generations are
 * both 1. controller-runtime's predicates pass it over.
 */
function onUpdate(
  changed: (old: Observed<KubernetesObject>, object: Observed<KubernetesObject>) => boolean,
): Predicate {
  return (event) => {
    if (event.type !== "update") return true;
    const { old, object } = event;
    return old.metadata.uid !== object.metadata.uid || changed(old, object);
  };
}
