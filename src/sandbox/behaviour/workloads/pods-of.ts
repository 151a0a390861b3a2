import type { Registry } from "../../registry/registry.ts";
import type { ServedResource } from "../../registry/served-resource.ts";
import { ownerName, selectorOf } from "../owned.ts";
import type { ControllerOptions } from "../run-controller.ts";

/** The Pods that a kind of sets looks after: those that it owns, and those of nobody that it selects. */
export function podsOf(registry: Registry, sets: ServedResource): ControllerOptions["watch"][number] {
  return [
    registry.resource("", "v1", "pods"),
    ({ object }, enqueue) => {
      const namespace = object.metadata.namespace ?? "";
      const owner = ownerName(object, sets.kind);
      if (owner) enqueue(`${namespace}/${owner}`);
      else if (!object.metadata.ownerReferences?.length && object.metadata.labels)
        for (const set of registry.store.list(sets.collection, { prefix: `${namespace}/` }))
          if (selectorOf(set)(object)) enqueue(`${namespace}/${set.metadata.name ?? ""}`);
    },
  ];
}
