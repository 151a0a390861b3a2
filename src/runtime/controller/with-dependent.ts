import type { DependentDefinition } from "../dependent/dependent.ts";
import { mapToOwner } from "../source/map-event.ts";
import type { ControllerDefinition } from "./controller-definition.ts";

/** The definition with one more dependent. Its kind is owned, and so watched: once, however many dependents are of it. */
export function withDependent(
  definition: ControllerDefinition,
  {
    name,
    resource,
    many,
    options,
  }: Pick<DependentDefinition, "name" | "resource" | "many"> & { options: object },
): ControllerDefinition {
  const { read, create, update, delete: remove, ...rest } = options as Record<string, never>;
  const external = resource
    ? {}
    : { external: { read, create, ...(update ? { update } : {}), delete: remove } };
  const dependent = {
    dependsOn: [],
    ...rest,
    ...external,
    name,
    resource,
    many,
  } as unknown as DependentDefinition;
  const next = { ...definition, dependents: [...definition.dependents, dependent] };
  const known = definition.owned.some(
    (owned) => owned.kind === resource?.kind && owned.apiVersion === resource.apiVersion,
  );
  if (!resource || known) return next;
  const handler = mapToOwner(definition.resource);
  const watch = { resource, handler, predicate: undefined, priority: undefined, cluster: undefined };
  return { ...next, owned: [...definition.owned, resource], watched: [...definition.watched, watch] };
}
