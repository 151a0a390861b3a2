import type { BuiltInResource, GoShape } from "../../src/k8s/built-in.ts";
import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";
import { bootstrapPolicyText } from "./bootstrap-policy.ts";
import { mergeComponents } from "./merge-components.ts";
import { moduleText } from "./module-text.ts";
import { placeTypes } from "./modules.ts";
import { readResources } from "./read-resources.ts";
import type { ServerDescription } from "./read-server.ts";
import { withoutZero } from "./simplify-schema.ts";

/** How Go writes components, made from all of them. */
export type MakeShapes = (components: ReadonlyMap<string, JsonSchema>) => ReadonlyMap<string, GoShape>;

/** Path below src/k8s → content, for all that is generated; the same description and shapes give the same bytes. */
export function planFiles(server: ServerDescription, makeShapes: MakeShapes): Map<string, string> {
  const published = mergeComponents(server.documents);
  const shapes = makeShapes(published);
  const components = new Map(
    [...published].map(([name, schema]) => [name, withoutGoDefaults(schema, shapes.get(name))]),
  );
  const resources = readResources(server.groups, components);
  const files = new Map<string, string>();
  const places = placeTypes(components);
  const modules = new Map<string, Map<string, JsonSchema>>();
  for (const [component, schema] of components) {
    const module = places.moduleOf(component);
    if (module === undefined) continue;
    const members = modules.get(module) ?? new Map<string, JsonSchema>();
    modules.set(module, members.set(component, schema));
  }
  for (const [module, members] of [...modules].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const plan = { module, version: server.version, components: members, resources, places };
    files.set(`${module}.ts`, moduleText(plan));
  }
  files.set("openapi/components.json", oneEntryALine([...components]));
  files.set("openapi/go-shapes.json", oneEntryALine([...shapes]));
  files.set("openapi/bootstrap-policy.json", bootstrapPolicyText(server.policy));
  files.set("openapi/resources.json", resourcesText(server, resources));
  return files;
}

/** Zeros of optional scalars that Go writes anyway are no defaults either: no marker set them. */
function withoutGoDefaults(schema: JsonSchema, { always = {}, pointers = [] }: GoShape = {}): JsonSchema {
  if (!schema.properties) return schema;
  const isWritten = (name: string) => Object.hasOwn(always, name) && !pointers.includes(name);
  const properties = Object.entries(schema.properties).map(
    ([name, property]) => [name, isWritten(name) ? withoutZero(property) : property] as const,
  );
  return { ...schema, properties: Object.fromEntries(properties) };
}

function resourcesText(server: ServerDescription, resources: readonly BuiltInResource[]): string {
  const groupVersions = server.groups.flatMap((group) =>
    group.versions.map(({ version }) => ({ group: group.metadata?.name ?? "", version })),
  );
  return [
    "{",
    `"kubernetesVersion": ${JSON.stringify(server.version)},`,
    `"groupVersions": [\n${groupVersions.map((entry) => JSON.stringify(entry)).join(",\n")}\n],`,
    `"resources": [\n${resources.map((entry) => JSON.stringify(entry)).join(",\n")}\n]`,
    "}\n",
  ].join("\n");
}

/** Small, and a change shows as the line of what changed. */
export function oneEntryALine(entries: [string, unknown][]): string {
  return `{\n${entries.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(",\n")}\n}\n`;
}
