import { isJsonObject } from "../../base/json.ts";
import type { CrdVersion, CustomResourceDefinition } from "../../kube/crd.ts";
import { pluralize } from "../../kube/plural.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { validateStructural } from "../../kube/schema/structural.ts";
import type { KindVersion } from "../model/kind.ts";
import type { Problems } from "../read/problems.ts";
import { writeSchema } from "./write-schema.ts";

const apiVersionText = "Group and version that this object is written in.";
const kindText = "Kind of this object.";

/** The definition of a kind from its versions, keys sorted as controller-gen's output is. */
export function writeCrd(
  versions: readonly KindVersion[],
  problems: Problems,
): CustomResourceDefinition | undefined {
  const [first] = versions;
  if (!first) return undefined;
  const {
    group,
    kind,
    plural = pluralize(kind),
    singular = kind.toLowerCase(),
    scope = "Namespaced",
    shortNames,
    categories,
  } = first.definition;
  checkStorage(versions, problems);
  const crd: CustomResourceDefinition = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${plural}.${group}`,
      annotations: { "kubewright.dev/generator-version": "v1", ...first.definition.annotations },
      ...(first.definition.labels ? { labels: { ...first.definition.labels } } : {}),
    },
    spec: {
      group,
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular,
        ...(shortNames?.length ? { shortNames: [...shortNames] } : {}),
        ...(categories?.length ? { categories: [...categories] } : {}),
      },
      scope,
      versions: [...versions]
        .sort((a, b) => (a.definition.version < b.definition.version ? -1 : 1))
        .map((version) => writeVersion(version, versions.length === 1, problems)),
    },
  };
  return sortKeys(crd) as CustomResourceDefinition;
}

function writeVersion(version: KindVersion, only: boolean, problems: Problems): CrdVersion {
  const { definition, position } = version;
  const { status: hasStatus = version.status !== undefined, scale } = definition.subresources ?? {};
  const openAPIV3Schema = kindSchema(version, problems);
  for (const error of validateStructural(openAPIV3Schema, "schema")) {
    problems.error(position, { code: "SCHEMA_NOT_STRUCTURAL", message: `${error.field}: ${error.message}` });
  }
  const subresources = { ...(hasStatus ? { status: {} } : {}), ...(scale ? { scale: { ...scale } } : {}) };
  return {
    name: definition.version,
    served: definition.served ?? true,
    storage: definition.storage ?? only,
    ...(definition.deprecated ? { deprecated: true } : {}),
    ...(typeof definition.deprecated === "string" ? { deprecationWarning: definition.deprecated } : {}),
    schema: { openAPIV3Schema },
    ...(Object.keys(subresources).length > 0 ? { subresources } : {}),
    ...(definition.printerColumns?.length
      ? { additionalPrinterColumns: definition.printerColumns.map((column) => ({ ...column })) }
      : {}),
    ...(definition.selectableFields?.length
      ? { selectableFields: definition.selectableFields.map((jsonPath) => ({ jsonPath })) }
      : {}),
  };
}

function kindSchema({ doc, spec, status, rest }: KindVersion, problems: Problems): JsonSchema {
  const own = rest ? writeSchema(rest, problems) : undefined;
  return {
    ...(doc.description ? { description: doc.description } : {}),
    type: "object",
    ...(own?.required || (spec && isSpecRequired(spec))
      ? { required: [...(own?.required ?? []), ...(spec && isSpecRequired(spec) ? ["spec"] : [])].sort() }
      : {}),
    properties: {
      apiVersion: { description: apiVersionText, type: "string" },
      kind: { description: kindText, type: "string" },
      metadata: { type: "object" },
      ...(spec ? { spec: writeSchema(spec, problems) } : {}),
      ...(status ? { status: writeSchema(status, problems) } : {}),
      ...own?.properties,
    },
  };
}

/** A spec without which no object makes sense must be there. */
function isSpecRequired(spec: NonNullable<KindVersion["spec"]>): boolean {
  return spec.kind !== "unknown";
}

function checkStorage(versions: readonly KindVersion[], problems: Problems): void {
  const storing = versions.filter(({ definition }) => definition.storage ?? versions.length === 1);
  const [first] = versions;
  if (storing.length === 1 || !first) return;
  const names = versions.map(({ definition }) => `"${definition.version}"`).join(", ");
  problems.error(first.position, {
    code: "STORAGE_VERSION",
    message: `exactly one version of ${first.definition.kind} must be stored, found ${storing.length} of ${names}`,
    hint: "Set storage: true in the definition of one of them.",
  });
}

/** Keys in order at every depth; items of lists stay where they are. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}
