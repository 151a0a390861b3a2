import type { ApiObject } from "../../api-object.ts";

const standard = ["orphan", "foregroundDeletion", "kubernetes"];

/**
 * What the server says of finalizers that somebody else could mean, too, when they are added to a custom resource. Follows
 * validateKubeFinalizerName of apiextensions-apiserver/pkg/registry/customresource/validator.go.
 */
export function finalizerWarnings(object: ApiObject, old: ApiObject | undefined): string[] {
  const known = [...standard, ...(old?.metadata.finalizers ?? [])];
  const added = (object.metadata.finalizers ?? []).filter((name) => !known.includes(name));
  return [...new Set(added)]
    .filter((name) => !name.includes("/"))
    .sort()
    .map((name) => {
      const path = name.includes(".") ? " including a path (/)" : "";
      return `metadata.finalizers: ${JSON.stringify(name)}: prefer a domain-qualified finalizer name${path} to avoid accidental conflicts with other finalizer writers`;
    });
}
