import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { KindVersion } from "../model/kind.ts";
import type { Problems } from "../read/problems.ts";
import { gateAt } from "./feature-gates.ts";
import { schemaAt } from "./field-path.ts";

/** Reports paths of columns, of the scale subresource and of selectable fields that lead nowhere, or where the server lets none lead. */
export function checkPaths(version: KindVersion, root: JsonSchema, problems: Problems): void {
  const { definition, positionOf, ungated } = version;
  const check = (path: string, at: readonly (string | number)[], refused?: string) => {
    const missing = missingPath(root, path);
    const message = missing === undefined ? refused : `leads nowhere: there is no "${missing.at(-1) ?? ""}"`;
    if (message === undefined) return;
    const gate = missing && ungated ? gateAt(ungated, missing) : undefined;
    problems.error(positionOf(at), {
      code: "RESOURCE_INVALID",
      message: `"${path}" ${message}`,
      hint: gate && `It is behind the feature gate "${gate}", which is off.`,
    });
  };
  for (const [index, column] of (definition.printerColumns ?? []).entries())
    check(column.jsonPath, ["printerColumns", index, "jsonPath"]);
  const { selectableFields: fields = [] } = definition;
  for (const [index, path] of fields.entries()) {
    const twice = fields.indexOf(path) < index ? "is given twice" : undefined;
    const many =
      index >= maxSelectableFields ? `is one too many: expected ${maxSelectableFields}` : undefined;
    check(path, ["selectableFields", index], notSelectable(root, path) ?? twice ?? many);
  }
  for (const [key, path] of Object.entries(definition.subresources?.scale ?? {}))
    check(path, ["subresources", "scale", key], notScalable(key, path));
}

const maxSelectableFields = 8;

function notSelectable(root: JsonSchema, path: string): string | undefined {
  const type = schemaAt(root, path)?.type;
  if (type === "string" || type === "boolean" || type === "integer") return undefined;
  return `cannot be selected by: expected a field of spec or status that is a string, an integer or a boolean${type ? `, found an ${type}` : ""}`;
}

function notScalable(key: string, path: string): string | undefined {
  const roots = { specReplicasPath: [".spec"], statusReplicasPath: [".status"] }[key] ?? [".spec", ".status"];
  if (roots.some((under) => path.startsWith(`${under}.`))) return undefined;
  return `cannot be ${key}: expected a path below ${roots.join(" or ")}`;
}

/** The names up to the first on a path that its schema does not know; undefined when all are known, or are not to be told from here. */
export function missingPath(root: JsonSchema, path: string): string[] | undefined {
  let schema: JsonSchema = root;
  const names: string[] = [];
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
    names.push(key);
    const inner = Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    if (!inner) return schema["x-kubernetes-preserve-unknown-fields"] ? undefined : names;
    schema = inner;
  }
  return undefined;
}
