import { equalJson } from "../base/json.ts";
import { UserError } from "../base/errors.ts";
import type { CustomResourceDefinition } from "../kube/crd.ts";
import { YamlDocument } from "../kube/yaml-document.ts";

/** A definition that somebody else keeps, with the schemas that the sources give it. */
export interface PatchedCrd {
  /** Letter for letter what was read, but for the schemas. */
  readonly text: string;
  /** Versions that stand on one side only: their schemas could not be replaced. */
  readonly notes: readonly string[];
}

/**
 * A CustomResourceDefinition's text in which only the schemas are what the sources say, version by version; undefined when the text is none, or is of
 * a kind that the sources do not define. As the schemapatch generator of controller-tools (pkg/schemapatcher/gen.go), but a version that the sources do not have keeps its schema.
 *
 * @throws UserError `CRD_UNSUPPORTED` for a definition of another API version than v1
 */
export function patchCrd(
  { text, file }: { text: string; file: string },
  crds: readonly CustomResourceDefinition[],
): PatchedCrd | undefined {
  if (!/^\s*["']?kind["']?:\s*["']?CustomResourceDefinition\b/m.test(text)) return undefined;
  const document = new YamlDocument(text, file);
  if (document.get(["kind"]) !== "CustomResourceDefinition") return undefined;
  const apiVersion = String(document.get(["apiVersion"]));
  if (apiVersion !== "apiextensions.k8s.io/v1")
    throw new UserError("CRD_UNSUPPORTED", `cannot patch ${file}: its apiVersion is "${apiVersion}"`, {
      hint: "Servers since 1.22 take apiextensions.k8s.io/v1 only: convert it first.",
    });
  const [group, kind] = [document.get(["spec", "group"]), document.get(["spec", "names", "kind"])];
  const crd = crds.find(({ spec }) => spec.group === group && spec.names.kind === kind);
  return crd && replaceSchemas(document, crd);
}

function replaceSchemas(document: YamlDocument, { spec }: CustomResourceDefinition): PatchedCrd {
  const listed = document.get(["spec", "versions"]);
  const names = Array.isArray(listed)
    ? listed.map((version: { name?: unknown }) => String(version.name))
    : [];
  const { kind } = spec.names;
  document.delete(["spec", "validation"]);
  for (const [index, name] of names.entries()) {
    const schema = spec.versions.find((version) => version.name === name)?.schema;
    const path = ["spec", "versions", index, "schema", "openAPIV3Schema"];
    if (schema && !equalJson(document.get(path), schema.openAPIV3Schema))
      document.set(path, schema.openAPIV3Schema);
  }
  const [here, there] = [spec.versions.map(({ name }) => name), names];
  const notes = [
    ...there
      .filter((name) => !here.includes(name))
      .map(
        (name) => `${document.file}: version "${name}" of ${kind} is not in the sources: its schema stays`,
      ),
    ...here
      .filter((name) => !there.includes(name))
      .map((name) => `${document.file}: version "${name}" of ${kind} is in the sources only`),
  ];
  return { text: document.toText(), notes };
}
