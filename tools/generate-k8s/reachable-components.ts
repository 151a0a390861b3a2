import type { BuiltInResource } from "../../src/k8s/built-in.ts";
import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";
import { isHandWritten } from "./modules.ts";
import { componentOf, isDeclared } from "./type-text.ts";

/** The components that kinds and their subresources are made of, sorted by name; lists and options of requests are not. */
export function reachableComponents(
  components: ReadonlyMap<string, JsonSchema>,
  resources: readonly BuiltInResource[],
): Map<string, JsonSchema> {
  const kinds = resources.flatMap((resource) => Object.values(resource.subresourceKinds));
  const open = [
    ...resources.map((resource) => resource.schema),
    ...kinds.flatMap((kind) => componentsOfKind(components, kind)),
  ];
  const reached = new Set<string>();
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name) || isHandWritten(name) || !isDeclared(name)) continue;
    reached.add(name);
    const schema = components.get(name);
    if (!schema) throw new Error(`no component ${name}`);
    open.push(...referencesOf(schema).map(componentOf));
  }
  return new Map([...components].filter(([name]) => reached.has(name)));
}

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

function referencesOf(schema: JsonSchema): string[] {
  const { $ref, properties = {}, items, additionalProperties, allOf = [] } = schema;
  const nested = [...Object.values(properties), ...allOf, items, additionalProperties].filter(
    (part) => typeof part === "object",
  );
  return [...($ref ? [$ref] : []), ...nested.flatMap(referencesOf)];
}
