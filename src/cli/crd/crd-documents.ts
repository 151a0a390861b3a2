import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { UserError } from "../../base/errors.ts";
import { inexactFlaws } from "../../generate/import/crd-origin.ts";
import type { CustomResourceDefinition } from "../../kube/crd.ts";
import { parseYaml } from "../../kube/yaml.ts";
import type { Context } from "../context.ts";

/**
 * The CustomResourceDefinitions of a YAML or JSON text; lists are opened, and objects of other kinds are passed over. Numbers in them that are read as others
 * are told of.
 *
 * @throws UserError CRD_INVALID, YAML_INVALID
 */
export function crdDocuments(
  text: string,
  { file, note }: Pick<Context, "note"> & { file: string },
): CustomResourceDefinition[] {
  return parseYaml(text, file).flatMap((value, document) =>
    crdsIn(value, []).map(({ found, path }) => {
      const crd = checked(found, file);
      for (const { field, message } of inexactFlaws({ file, text, document, path }))
        note(`warning: ${file}: "${crd.metadata?.name}": ${field}: ${message}`);
      return crd;
    }),
  );
}

interface Found {
  readonly found: JsonObject;
  readonly path: readonly (string | number)[];
}

function crdsIn(document: unknown, path: Found["path"]): Found[] {
  if (!isJsonObject(document)) return [];
  if (Array.isArray(document.items) && /List$/.test(String(document.kind)))
    return document.items.flatMap((item, index) => crdsIn(item, [...path, "items", index]));
  return document.kind === "CustomResourceDefinition" ? [{ found: document, path }] : [];
}

function checked(document: JsonObject, file: string): CustomResourceDefinition {
  const { metadata, spec, apiVersion } = document;
  const name = isJsonObject(metadata) && typeof metadata.name === "string" ? metadata.name : undefined;
  const wrong = (problem: string) =>
    new UserError("CRD_INVALID", `cannot read the definition "${name ?? "?"}" of ${file}: ${problem}`);
  if (apiVersion !== "apiextensions.k8s.io/v1")
    throw wrong(`expected apiVersion apiextensions.k8s.io/v1, found ${JSON.stringify(apiVersion)}`);
  if (name === undefined) throw wrong("it has no name");
  if (!isJsonObject(spec)) throw wrong("it has no spec");
  if (typeof spec.group !== "string") throw wrong("spec.group is missing");
  if (
    !isJsonObject(spec.names) ||
    typeof spec.names.kind !== "string" ||
    typeof spec.names.plural !== "string"
  )
    throw wrong("spec.names needs kind and plural");
  if (!Array.isArray(spec.versions) || !spec.versions.every(isVersion))
    throw wrong("spec.versions must be a list of versions with a name");
  return document as unknown as CustomResourceDefinition;
}

function isVersion(version: unknown): boolean {
  return isJsonObject(version) && typeof version.name === "string";
}
