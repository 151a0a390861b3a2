import type { ResourceDefinition } from "../../kube/resource.ts";

/** What is said of the fields that every object has, where its type says nothing. */
export function rootDescriptions({
  group,
  version,
  kind,
}: Pick<ResourceDefinition, "group" | "version" | "kind">): Record<
  "apiVersion" | "kind" | "metadata",
  string
> {
  return {
    apiVersion: `Group and version that this object is written in: ${group}/${version}.`,
    kind: `Kind of this object: ${kind}.`,
    metadata: "",
  };
}
