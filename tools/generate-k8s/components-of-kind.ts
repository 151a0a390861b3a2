import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";

/** Names of the components that are exactly this kind. */
export function componentsOfKind(
  components: ReadonlyMap<string, JsonSchema>,
  wanted: { group: string; version: string; kind: string },
): string[] {
  return [...components]
    .filter(([, schema]) => {
      const [only, ...others] = schema["x-kubernetes-group-version-kind"] ?? [];
      if (!only || others.length > 0) return false;
      return only.group === wanted.group && only.version === wanted.version && only.kind === wanted.kind;
    })
    .map(([name]) => name);
}
