import type { CrdVersion, CustomResourceDefinition } from "../../kube/crd.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { KindDoc, VersionDoc } from "./api-docs.ts";
import { exampleOf } from "./example.ts";
import { linkOf, readFields } from "./field-docs.ts";
import { rulesOf } from "./constraints.ts";

/** What the definitions say of their kinds, for readers: sorted by group and kind. */
export function readApiDocs(crds: readonly CustomResourceDefinition[]): KindDoc[] {
  return [...crds]
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .map((crd): KindDoc => {
      const { group, names, scope, versions } = crd.spec;
      return {
        kind: names.kind,
        group,
        plural: names.plural,
        file: `${group}_${names.plural}`,
        anchor: anchorOf(names.kind, group),
        scope,
        shortNames: names.shortNames ?? [],
        categories: names.categories ?? [],
        versions: [...versions].sort(newestFirst).map((version) => readVersion(version, crd)),
      };
    });
}

function keyOf({ spec }: CustomResourceDefinition): string {
  return `${spec.group} ${spec.names.kind}`;
}

function anchorOf(...parts: string[]): string {
  return parts.join("-").toLowerCase();
}

function readVersion(version: CrdVersion, crd: CustomResourceDefinition): VersionDoc {
  const { group, names } = crd.spec;
  const schema: JsonSchema = version.schema?.openAPIV3Schema ?? {};
  const anchor = anchorOf(names.kind, group, version.name);
  const apiVersion = `${group}/${version.name}`;
  return {
    name: version.name,
    anchor,
    apiVersion,
    served: version.served,
    storage: version.storage,
    deprecated: version.deprecated ? (version.deprecationWarning ?? "") : undefined,
    description: schema.description ?? "",
    link: linkOf(schema),
    columns: (version.additionalPrinterColumns ?? []).map(({ name, type, jsonPath, description = "" }) => ({
      name,
      type,
      path: jsonPath,
      description,
    })),
    selectable: (version.selectableFields ?? []).map(({ jsonPath }) => jsonPath),
    subresources: subresourcesOf(version),
    rules: rulesOf(schema),
    fields: readFields(schema, anchor),
    ...exampleOf(schema, { apiVersion, kind: names.kind, namespaced: crd.spec.scope === "Namespaced" }),
  };
}

function subresourcesOf({ subresources = {} }: CrdVersion): string[] {
  const { status, scale } = subresources;
  return [
    ...(status ? ["status"] : []),
    ...(scale ? [`scale (${scale.specReplicasPath.replace(/^\./, "")})`] : []),
  ];
}

/** As k8s.io/apimachinery/pkg/version sorts them: v2, v1, v1beta2, v1beta1, v1alpha1, and whatever is of another form, by name. */
function newestFirst({ name: a }: CrdVersion, { name: b }: CrdVersion): number {
  const [left, right] = [rank(a), rank(b)];
  for (const [index, value] of left.entries()) {
    const difference = (right[index] ?? 0) - value;
    if (difference !== 0) return difference;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

function rank(name: string): number[] {
  const [, major, stage, minor = "0"] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(name) ?? [];
  if (major === undefined) return [0, 0, 0];
  return [stage === undefined ? 3 : stage === "beta" ? 2 : 1, Number(major), Number(minor)];
}
