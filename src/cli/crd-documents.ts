import { isJsonObject, type JsonObject } from "../base/json.ts";
import { UserError } from "../base/errors.ts";
import type { CustomResourceDefinition } from "../kube/crd.ts";
import { parseYaml } from "../kube/yaml.ts";

/**
 * The CustomResourceDefinitions of a YAML or JSON text; lists are opened, and objects of other kinds are passed over.
 *
 * @throws UserError CRD_INVALID, YAML_INVALID
 */
export function crdDocuments(text: string, file: string): CustomResourceDefinition[] {
  return parseYaml(text, file).flatMap((document) => crdsIn(document, file));
}

function crdsIn(document: unknown, file: string): CustomResourceDefinition[] {
  if (!isJsonObject(document)) return [];
  if (Array.isArray(document.items) && /List$/.test(String(document.kind)))
    return document.items.flatMap((item) => crdsIn(item, file));
  return document.kind === "CustomResourceDefinition" ? [checked(document, file)] : [];
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
