import { equalJson } from "../base/json.ts";
import { UserError } from "../base/errors.ts";
import type { CustomResourceDefinition } from "../kube/crd.ts";
import { YamlStream } from "../kube/yaml-stream.ts";

/** A text with definitions that somebody else keeps, with the schemas that the sources give them. */
export interface PatchedCrds {
  /** Letter for letter what was read, but for the schemas. */
  readonly text: string;
  /** Those of the sources that the text defines. */
  readonly crds: readonly CustomResourceDefinition[];
  /** Versions that stand on one side only: their schemas could not be replaced. */
  readonly notes: readonly string[];
}

/**
 * A text of one or several documents in which only the schemas of CustomResourceDefinitions are what the sources say, version by version; undefined when
 * it defines none of the sources' kinds. As the schemapatch generator of controller-tools (pkg/schemapatcher/gen.go), but a version that the sources do not have keeps its schema.
 *
 * @throws UserError `CRD_UNSUPPORTED` for a definition of another API version than v1
 */
export function patchCrds(
  { text, file }: { text: string; file: string },
  crds: readonly CustomResourceDefinition[],
): PatchedCrds | undefined {
  if (!/\bkind["']?\s*:\s*["']?CustomResourceDefinition\b/.test(text)) return undefined;
  const stream = new YamlStream(text, file);
  const found: CustomResourceDefinition[] = [];
  const notes: string[] = [];
  for (let index = 0; index < stream.length; index += 1) {
    const crd = definedAt(index, { stream, crds });
    if (!crd) continue;
    found.push(crd);
    notes.push(...replaceSchemas(index, crd, stream));
  }
  return found.length === 0 ? undefined : { text: stream.toText(), crds: found, notes };
}

/** Which definition of the sources a document is about. */
function definedAt(
  index: number,
  { stream, crds }: { stream: YamlStream; crds: readonly CustomResourceDefinition[] },
): CustomResourceDefinition | undefined {
  if (stream.get(index, ["kind"]) !== "CustomResourceDefinition") return undefined;
  const apiVersion = String(stream.get(index, ["apiVersion"]));
  if (apiVersion !== "apiextensions.k8s.io/v1")
    throw new UserError("CRD_UNSUPPORTED", `cannot patch ${stream.file}: its apiVersion is "${apiVersion}"`, {
      hint: "Servers since 1.22 take apiextensions.k8s.io/v1 only: convert it first.",
    });
  const group = stream.get(index, ["spec", "group"]);
  const kind = stream.get(index, ["spec", "names", "kind"]);
  return crds.find(({ spec }) => spec.group === group && spec.names.kind === kind);
}

function replaceSchemas(index: number, { spec }: CustomResourceDefinition, stream: YamlStream): string[] {
  const listed = stream.get(index, ["spec", "versions"]);
  const names = Array.isArray(listed)
    ? listed.map((version: { name?: unknown } | null) => String(version?.name))
    : [];
  const { kind } = spec.names;
  for (const [number, name] of names.entries()) {
    const schema = spec.versions.find((version) => version.name === name)?.schema;
    const path = ["spec", "versions", number, "schema", "openAPIV3Schema"];
    if (schema && !equalJson(stream.get(index, path), schema.openAPIV3Schema))
      stream.set(index, path, schema.openAPIV3Schema);
  }
  const here = spec.versions.map(({ name }) => name);
  return [
    ...names
      .filter((name) => !here.includes(name))
      .map((name) => `${stream.file}: version "${name}" of ${kind} is not in the sources: its schema stays`),
    ...here
      .filter((name) => !names.includes(name))
      .map((name) => `${stream.file}: version "${name}" of ${kind} is in the sources only`),
  ];
}
