import { equalJson, isJsonObject, setKey, type JsonObject } from "../../base/json.ts";
import type { CrdVersion, CustomResourceDefinition } from "../../kube/crd.ts";
import { pluralize } from "../../kube/plural.ts";
import type { ResourceDefinition } from "../../kube/resource.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { sensitiveFieldsAnnotation } from "../../kube/sensitive-fields.ts";
import { applyMergePatch } from "../../kube/patch/merge-patch.ts";
import { generatorAnnotation } from "../generator-annotation.ts";
import type { KindVersion } from "../model/kind.ts";
import { noDoc, type Property } from "../model/type.ts";
import type { Problems } from "../read/problems.ts";
import { rootDescriptions } from "./root-descriptions.ts";
import { checkConversion } from "./check-conversion.ts";
import { checkNames } from "./check-names.ts";
import { checkPaths } from "./check-paths.ts";
import { checkSchema } from "./check-schema.ts";
import type { WriteContext, WrittenSchema } from "./write-context.ts";
import { sensitivePaths } from "./sensitive-paths.ts";
import { writeSchema } from "./write-schema.ts";

/** What writing a definition tells: problems, and the schemas whose rules are still to be checked. */
export interface WriteReport {
  readonly problems: Problems;
  readonly written: WrittenSchema[];
}

/** The definition of a kind from its versions, keys sorted as controller-gen's output is. */
export function writeCrd(
  all: readonly KindVersion[],
  report: WriteReport,
): CustomResourceDefinition | undefined {
  const { problems } = report;
  const versions = all.filter(({ definition }) => !definition.skip);
  // what is wrong with a version that is left out is told all the same
  for (const version of all) if (version.definition.skip) writeVersion(version, { only: false, report });
  const [first] = versions;
  if (!first) return undefined;
  const { group, kind } = first.definition;
  checkVersions(versions, problems);
  for (const version of versions) checkConversion(version, problems);
  const said = <K extends keyof ResourceDefinition>(key: K) => agreed(versions, key, problems);
  const plural = said("plural") ?? pluralize(kind);
  const [shortNames, categories, labels] = [said("shortNames"), said("categories"), said("labels")];
  const [conversion, overrides] = [said("conversion"), agreedOverrides(versions, problems)];
  const crd: CustomResourceDefinition = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${plural}.${group}`,
      annotations: { ...said("annotations"), ...sensitiveAnnotation(versions), ...generatorAnnotation },
      ...(labels ? { labels: { ...labels } } : {}),
    },
    spec: {
      group,
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: said("singular") ?? kind.toLowerCase(),
        ...(shortNames?.length ? { shortNames: [...shortNames] } : {}),
        ...(categories?.length ? { categories: [...categories] } : {}),
      },
      scope: said("scope") ?? "Namespaced",
      versions: inOrder(versions, said("versionOrder")).map((version) =>
        writeVersion(version, { only: versions.length === 1, report }),
      ),
      ...(conversion ? { conversion } : {}),
    },
  };
  if (overrides) crd.spec = applyMergePatch(crd.spec, overrides) as CustomResourceDefinition["spec"];
  checkNames(crd, first, problems);
  return sortKeys(crd) as CustomResourceDefinition;
}

/** Nothing in a schema says it: what shows objects reads it there. See sensitiveFieldsOf. */
function sensitiveAnnotation(versions: readonly KindVersion[]): Record<string, string> {
  const paths = versions
    .map(({ definition, type }) => [definition.version, sensitivePaths(type)] as const)
    .filter(([, found]) => found.length > 0);
  return paths.length === 0 ? {} : { [sensitiveFieldsAnnotation]: JSON.stringify(Object.fromEntries(paths)) };
}

/** Sorted by name, after those that an order is given for. */
function inOrder(versions: readonly KindVersion[], order: readonly string[] = []): readonly KindVersion[] {
  const rank = ({ definition }: KindVersion) => {
    const index = order.indexOf(definition.version);
    return index < 0 ? order.length : index;
  };
  return versions.toSorted(
    (a, b) => rank(a) - rank(b) || (a.definition.version < b.definition.version ? -1 : 1),
  );
}

function writeVersion(
  version: KindVersion,
  { only, report }: { only: boolean; report: WriteReport },
): CrdVersion {
  const { definition, type } = version;
  const { status = type.properties.some(({ name }) => name === "status"), scale } =
    definition.subresources ?? {};
  const openAPIV3Schema = kindSchema(version, report);
  checkPaths(version, openAPIV3Schema, report.problems);
  const subresources = { ...(status ? { status: {} } : {}), ...(scale ? { scale: { ...scale } } : {}) };
  const written: CrdVersion = {
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
  const { version: patch } = definition.overrides ?? {};
  return patch ? (applyMergePatch(written, patch) as CrdVersion) : written;
}

function kindSchema(version: KindVersion, { problems, written }: WriteReport): JsonSchema {
  const { docs, type, position } = version;
  const context: WriteContext = { problems, origins: new Map(), unsure: new Set() };
  const properties = [...rootProperties(version), ...type.properties];
  const schema = writeSchema({ ...type, docs, properties }, context);
  checkSchema(schema, position, context);
  written.push({ schema, position, context });
  return schema;
}

/** apiVersion, kind and metadata: what they are is given, and so are their descriptions where the type has none. */
function rootProperties({ rootFields, definition, position }: KindVersion): Property[] {
  const { rootFields: named } = definition;
  const description = rootDescriptions(definition);
  return (named ?? (["apiVersion", "kind", "metadata"] as const)).map((name): Property => {
    const given = rootFields.find((property) => property.name === name);
    const { doc = noDoc, optional = true, ...place } = given ?? { position };
    const schema: JsonSchema = { type: name === "metadata" ? "object" : "string" };
    const names = given?.type.kind === "object" ? given.type.names : undefined;
    const common = { position: place.position, docs: [] };
    const own = doc.description !== "" || doc.tags.length > 0;
    return {
      name,
      optional,
      type: names ? { ...common, kind: "object", properties: names } : { ...common, kind: "schema", schema },
      doc: own ? doc : { ...doc, description: description[name] },
      position: place.position,
    };
  });
}

/** What the versions of a kind say of the kind as a whole: each may leave it out, no two may differ. */
function agreed<K extends keyof ResourceDefinition>(
  versions: readonly KindVersion[],
  key: K,
  problems: Problems,
): ResourceDefinition[K] | undefined {
  const saying = versions.filter(({ definition }) => definition[key] !== undefined);
  const [first, ...others] = saying;
  for (const other of others) {
    if (equalJson(first?.definition[key], other.definition[key])) continue;
    problems.error(other.positionOf([key]), {
      code: "VERSIONS_DIFFER",
      message: `${key} of ${other.definition.kind} is ${JSON.stringify(other.definition[key])} in ${other.definition.version}, and ${JSON.stringify(first?.definition[key])} in ${first?.definition.version ?? ""}`,
      hint: "It holds for all versions of a kind: write it into one of them, or the same into each.",
    });
  }
  return first?.definition[key];
}

function agreedOverrides(
  versions: readonly KindVersion[],
  problems: Problems,
): Readonly<Record<string, unknown>> | undefined {
  const saying = versions.filter(({ definition }) => definition.overrides?.spec !== undefined);
  const [first, ...others] = saying;
  for (const { definition, positionOf } of others) {
    if (equalJson(first?.definition.overrides?.spec, definition.overrides?.spec)) continue;
    problems.error(positionOf(["overrides", "spec"]), {
      code: "VERSIONS_DIFFER",
      message: `overrides.spec of ${definition.kind} in ${definition.version} is another than in ${first?.definition.version ?? ""}`,
      hint: "It holds for all versions of a kind: write it into one of them, or the same into each.",
    });
  }
  return first?.definition.overrides?.spec;
}

function checkVersions(versions: readonly KindVersion[], problems: Problems): void {
  const seen = new Set<string>();
  for (const { definition, position } of versions) {
    const { kind, version } = definition;
    if (seen.has(version))
      problems.error(position, {
        code: "VERSIONS_DIFFER",
        message: `version "${version}" of ${kind} is defined twice`,
      });
    seen.add(version);
  }
  const [first] = versions;
  if (!first) return;
  const { position, definition } = first;
  const names = versions.map((version) => `"${version.definition.version}"`).join(", ");
  const storing = versions.filter((version) => version.definition.storage ?? versions.length === 1).length;
  if (storing !== 1) {
    problems.error(position, {
      code: "STORAGE_VERSION",
      message: `exactly one version of ${definition.kind} must be stored, found ${storing} of ${names}`,
      hint: "Set storage: true in the definition of one of them.",
    });
  }
  if (!versions.some((version) => version.definition.served !== false)) {
    problems.error(position, {
      code: "STORAGE_VERSION",
      message: `no version of ${definition.kind} is served, of ${names}`,
      hint: "Take served: false out of one of them.",
    });
  }
}

/** Keys in order at every depth; items of lists stay where they are. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isJsonObject(value)) return value;
  const sorted: JsonObject = {};
  for (const key of Object.keys(value).sort()) setKey(sorted, key, sortKeys(value[key]));
  return sorted;
}
