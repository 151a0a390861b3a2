import { UserError } from "../../base/errors.ts";
import { isJsonObject, type JsonObject } from "../../base/json.ts";
import type { CustomResourceDefinition } from "../../kube/crd.ts";
import { parseYaml } from "../../kube/yaml.ts";
import type { CrdOrigin, CrdOrigins } from "./crd-origin.ts";

/** The definitions of a text, and what else stands in it. */
export interface ReadCrds {
  readonly crds: readonly CustomResourceDefinition[];
  /** `Deployment "operator"`: documents that are no definitions. */
  readonly others: readonly string[];
  readonly origins: CrdOrigins;
}

/**
 * The CustomResourceDefinitions of a YAML or JSON text: one or several documents, and lists of them.
 *
 * @throws UserError YAML_INVALID, CRD_VERSION_UNSUPPORTED, CRD_INVALID
 */
export function readCrds(
  text: string,
  source: string,
  { withoutAnnotation }: { withoutAnnotation?: string } = {},
): ReadCrds {
  const crds: CustomResourceDefinition[] = [];
  const others: string[] = [];
  const origins = new Map<CustomResourceDefinition, CrdOrigin>();
  for (const [document, value] of documentsOf(text, source).entries()) {
    for (const { item, path } of itemsOf(value, [])) {
      if (!isJsonObject(item) || item.kind !== "CustomResourceDefinition") others.push(describe(item));
      else {
        const crd = checkCrd(item, source);
        if (withoutAnnotation) Reflect.deleteProperty(crd.metadata?.annotations ?? {}, withoutAnnotation);
        crds.push(crd);
        origins.set(crd, { file: source, text, document, path });
      }
    }
  }
  return { crds, others, origins };
}

function isName(value: unknown): value is string {
  return typeof value === "string" && /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(value) && !value.includes("..");
}

function documentsOf(text: string, source: string): unknown[] {
  // a JSON text may be indented by tabs, which YAML forbids
  if (/^\s*[{[]/.test(text)) {
    try {
      return [JSON.parse(text)];
    } catch {
      // flow style YAML, or several documents
    }
  }
  return parseYaml(text, source);
}

interface Item {
  readonly item: unknown;
  readonly path: readonly (string | number)[];
}

function itemsOf(document: unknown, path: Item["path"]): Item[] {
  const each = (items: readonly unknown[], at: Item["path"]) =>
    items.flatMap((item, index) => itemsOf(item, [...at, index]));
  if (Array.isArray(document)) return each(document, path);
  const isList =
    isJsonObject(document) && /List$/.test(String(document.kind)) && Array.isArray(document.items);
  return isList ? each(document.items as unknown[], [...path, "items"]) : [{ item: document, path }];
}

function describe(document: unknown): string {
  if (!isJsonObject(document)) return "a document that is no object";
  const { kind, metadata } = document;
  const name = isJsonObject(metadata) && typeof metadata.name === "string" ? ` "${metadata.name}"` : "";
  return typeof kind === "string" ? `${kind}${name}` : "a document without a kind";
}

function checkCrd(document: JsonObject, source: string): CustomResourceDefinition {
  const name =
    isJsonObject(document.metadata) && typeof document.metadata.name === "string"
      ? document.metadata.name
      : "";
  const refuse = (problem: string) => {
    throw new UserError(
      "CRD_INVALID",
      `${source}: cannot import CustomResourceDefinition "${name}": ${problem}`,
    );
  };
  if (document.apiVersion !== "apiextensions.k8s.io/v1") {
    throw new UserError(
      "CRD_VERSION_UNSUPPORTED",
      `${source}: cannot import "${name}": it is a CustomResourceDefinition of ${String(document.apiVersion)}, expected apiextensions.k8s.io/v1`,
      {
        hint: "No API server since Kubernetes 1.22 has it. A cluster that still stores it gives it as v1: kubectl get crd NAME --output yaml",
      },
    );
  }
  const { spec } = document;
  if (!isJsonObject(spec)) return refuse("it has no spec");
  // they become names of files and types
  if (!isName(spec.group)) return refuse("spec.group is missing or no DNS name");
  const names = isJsonObject(spec.names) ? spec.names : {};
  if (!isName(names.plural)) return refuse("spec.names.plural is missing or no DNS name");
  if (typeof names.kind !== "string" || !isName(names.kind.toLowerCase()))
    return refuse("spec.names.kind is missing or no name");
  const versions = Array.isArray(spec.versions) ? (spec.versions as unknown[]) : [];
  if (versions.length === 0) return refuse("spec.versions is empty");
  for (const version of versions) {
    if (!isJsonObject(version) || !isName(version.name))
      return refuse("the name of a version is missing or no DNS label");
    const schema = isJsonObject(version.schema) ? version.schema.openAPIV3Schema : undefined;
    if (!isJsonObject(schema)) return refuse(`version "${version.name}" has no schema.openAPIV3Schema`);
  }
  return document as unknown as CustomResourceDefinition;
}
