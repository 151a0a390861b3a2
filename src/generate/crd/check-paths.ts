import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { KindVersion } from "../model/kind.ts";
import type { Problems } from "../read/problems.ts";

/** Reports paths of columns, of the scale subresource and of selectable fields that lead nowhere: the server takes them, and shows nothing. */
export function checkPaths(version: KindVersion, root: JsonSchema, problems: Problems): void {
  const { definition, positionOf } = version;
  const check = (path: string, at: readonly (string | number)[]) => {
    const missing = missingStep(root, path);
    if (missing === undefined) return;
    problems.error(positionOf(at), {
      code: "RESOURCE_INVALID",
      message: `"${path}" leads nowhere: there is no "${missing}"`,
    });
  };
  for (const [index, column] of (definition.printerColumns ?? []).entries())
    check(column.jsonPath, ["printerColumns", index, "jsonPath"]);
  for (const [index, path] of (definition.selectableFields ?? []).entries())
    check(path, ["selectableFields", index]);
  for (const [key, path] of Object.entries(definition.subresources?.scale ?? {}))
    check(path, ["subresources", "scale", key]);
}

/** The first name on a path that its schema does not know; undefined when all are known, or are not to be told from here. */
function missingStep(root: JsonSchema, path: string): string | undefined {
  let schema: JsonSchema = root;
  for (const [, name, quoted, index] of path.matchAll(/\.([A-Za-z_][\w-]*)|\['([^']*)'\]|\[([^\]]*)\]/g)) {
    const key = (name ?? quoted)?.replaceAll("\\.", ".");
    // what Kubernetes itself fills in has no schema here
    if (schema === root && (key === "metadata" || key === "kind" || key === "apiVersion")) return undefined;
    if (index !== undefined) {
      if (!schema.items) return undefined;
      schema = schema.items;
      continue;
    }
    if (key === undefined || !schema.properties) return undefined;
    const inner = Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    if (!inner) return schema["x-kubernetes-preserve-unknown-fields"] ? undefined : key;
    schema = inner;
  }
  return undefined;
}
