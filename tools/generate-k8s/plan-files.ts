import type { BuiltInResource } from "../../src/k8s/built-in.ts";
import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";
import { goShapes, type ReadGoFiles } from "./go-shapes.ts";
import { mergeComponents } from "./merge-components.ts";
import { moduleText } from "./module-text.ts";
import { placeTypes } from "./modules.ts";
import { reachableComponents } from "./reachable-components.ts";
import { readResources } from "./read-resources.ts";
import type { ServerDescription } from "./read-server.ts";

/** Written only where the Go modules can be read. */
export const shapesFile = "openapi/go-shapes.json";

/**
 * Path below src/k8s → content, for all that is generated; the same description gives the same bytes. Without Go's
 * sources there is no {@link shapesFile} among them.
 */
export function planFiles(server: ServerDescription, readGoFiles?: ReadGoFiles): Map<string, string> {
  const components = mergeComponents(server.documents);
  const resources = readResources(server.groups, components);
  const files = new Map<string, string>();
  const placeOf = placeTypes(components);
  const modules = new Map<string, Map<string, JsonSchema>>();
  for (const [component, schema] of reachableComponents(components, resources)) {
    const { module } = placeOf(component);
    const members = modules.get(module) ?? new Map<string, JsonSchema>();
    modules.set(module, members.set(component, schema));
  }
  for (const [module, members] of [...modules].sort(([a], [b]) => (a < b ? -1 : 1))) {
    files.set(
      `${module}.ts`,
      moduleText({ module, version: server.version, components: members, resources, placeOf }),
    );
  }
  files.set("openapi/components.json", oneEntryALine([...components]));
  if (readGoFiles) files.set(shapesFile, oneEntryALine([...goShapes(components, readGoFiles)]));
  files.set("openapi/resources.json", resourcesText(server, resources));
  return files;
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
function oneEntryALine(entries: [string, unknown][]): string {
  return `{\n${entries.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(",\n")}\n}\n`;
}
