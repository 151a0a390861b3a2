import { equalJson } from "../../base/json.ts";
import type { CrdVersion, CustomResourceDefinition } from "../../kube/crd.ts";
import { createMergePatch } from "../../kube/patch/merge-patch.ts";
import { pluralize } from "../../kube/plural.ts";
import type { ResourceDefinition } from "../../kube/resource.ts";
import { generatorAnnotation } from "../generator-annotation.ts";
import { missingPath } from "../crd/check-paths.ts";
import { rootFields } from "./collect-shapes.ts";

type Writable = { -readonly [Key in keyof ResourceDefinition]: ResourceDefinition[Key] };

/** What `resource({...})` says of a version: what differs from what it would be by itself. What is the kind's as a whole stands in the stored version. */
export function versionDefinition(
  crd: CustomResourceDefinition,
  version: CrdVersion,
  { floats }: { floats: boolean },
): ResourceDefinition {
  const { group, names, scope, versions } = crd.spec;
  const { kind, plural } = names;
  const { name, served, storage } = version;
  const { columns, fields } = checkedParts(version);
  const isOnly = versions.length === 1;
  const told = storage || !versions.some((other) => other.storage);
  const subresources = subresourcesOf(version);
  const schemaFields = Object.keys(version.schema?.openAPIV3Schema?.properties ?? {});
  const named = rootFields.filter((field) => schemaFields.includes(field));
  const overrides = overridesOf(crd, version, told);
  const definition: Writable = {
    group,
    version: name,
    kind,
    ...(plural === pluralize(kind) ? {} : { plural }),
    ...(scope === "Cluster" ? { scope } : {}),
    ...(told ? kindDefinition(crd) : {}),
    ...(storage === isOnly ? {} : { storage }),
    ...(served || isOff(crd) ? {} : { served }),
    ...(version.deprecated ? { deprecated: version.deprecationWarning || true } : {}),
    ...(subresources ? { subresources } : {}),
    ...(columns ? { printerColumns: columns } : {}),
    ...(fields ? { selectableFields: fields.map(({ jsonPath }) => jsonPath) } : {}),
    ...(floats ? { allowFloats: true } : {}),
    ...(named.length === rootFields.length
      ? {}
      : { rootFields: named as NonNullable<ResourceDefinition["rootFields"]> }),
    ...(overrides ? { overrides } : {}),
  };
  return definition;
}

/** Whether no version is served: the server takes that, and the generator asks for one. */
function isOff({ spec }: Pick<CustomResourceDefinition, "spec">): boolean {
  return spec.versions.every(({ served }) => !served);
}

/** What is said of the kind as a whole. */
function kindDefinition({ metadata, spec }: CustomResourceDefinition): Partial<ResourceDefinition> {
  const { names, versions, conversion } = spec;
  const { singular, shortNames, categories, kind } = names;
  const order = versions.map(({ name }) => name);
  const [generator = ""] = Object.keys(generatorAnnotation);
  const { [generator]: _own, ...annotations } = metadata?.annotations ?? {};
  const { labels = {} } = metadata ?? {};
  return {
    ...(singular === undefined || singular === kind.toLowerCase() ? {} : { singular }),
    ...(shortNames && shortNames.length > 0 ? { shortNames } : {}),
    ...(categories && categories.length > 0 ? { categories } : {}),
    ...(conversion ? { conversion: conversion as NonNullable<ResourceDefinition["conversion"]> } : {}),
    ...(equalJson(order, [...order].sort()) ? {} : { versionOrder: order }),
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
  };
}

/** Columns, selectable fields and scale, where all their paths lead somewhere. Others go into the overrides: the server takes them, the generator asks. */
function checkedParts(version: CrdVersion) {
  const { additionalPrinterColumns: columns, selectableFields: fields, subresources } = version;
  const root = version.schema?.openAPIV3Schema ?? {};
  const lead = (paths: readonly string[]) => paths.every((path) => missingPath(root, path) === undefined);
  const { scale } = subresources ?? {};
  return {
    columns: columns?.length && lead(columns.map(({ jsonPath }) => jsonPath)) ? columns : undefined,
    fields: fields?.length && lead(fields.map(({ jsonPath }) => jsonPath)) ? fields : undefined,
    scale: scale && lead(Object.values(scale)) ? scale : undefined,
  };
}

/** Subresources, where they are not those that the type alone would give. */
function subresourcesOf(version: CrdVersion): ResourceDefinition["subresources"] {
  const { subresources: given, schema } = version;
  const hasStatus = Object.hasOwn(schema?.openAPIV3Schema?.properties ?? {}, "status");
  const status = given?.status !== undefined;
  const { scale } = checkedParts(version);
  if (status === hasStatus && !scale) return undefined;
  return { ...(status === hasStatus ? {} : { status }), ...(scale ? { scale } : {}) };
}

/** The rest: what the definition has in a form that none of the other parts gives. */
function overridesOf(
  { spec }: CustomResourceDefinition,
  version: CrdVersion,
  told: boolean,
): ResourceDefinition["overrides"] {
  const { versions: _versions, ...given } = spec;
  const { singular, shortNames, categories, kind, plural } = given.names;
  const expected = {
    group: given.group,
    scope: given.scope,
    names: {
      kind,
      plural,
      listKind: `${kind}List`,
      singular: singular ?? kind.toLowerCase(),
      ...(shortNames && shortNames.length > 0 ? { shortNames } : {}),
      ...(categories && categories.length > 0 ? { categories } : {}),
    },
    ...(given.conversion ? { conversion: given.conversion } : {}),
  };
  const specPatch = told ? patchOf(expected, given) : undefined;
  const expectedServed = isOff({ spec }) ? { served: true } : {};
  const versionPatch = patchOf(
    { ...expectedVersion(version), ...expectedServed },
    { ...version, schema: undefined },
  );
  if (!specPatch && !versionPatch) return undefined;
  return { ...(specPatch ? { spec: specPatch } : {}), ...(versionPatch ? { version: versionPatch } : {}) };
}

/** A version as its definition would be written, without its schema. */
function expectedVersion(version: CrdVersion): Partial<CrdVersion> {
  const { name, served, storage, deprecated, deprecationWarning, subresources = {} } = version;
  const { columns, fields, scale } = checkedParts(version);
  const { status } = subresources;
  return {
    name,
    served,
    storage,
    ...(deprecated ? { deprecated: true } : {}),
    ...(deprecated && deprecationWarning ? { deprecationWarning } : {}),
    ...(status || scale
      ? { subresources: { ...(status ? { status: {} } : {}), ...(scale ? { scale } : {}) } }
      : {}),
    ...(columns ? { additionalPrinterColumns: columns } : {}),
    ...(fields ? { selectableFields: fields } : {}),
  };
}

function patchOf(from: object, to: object): Record<string, unknown> | undefined {
  const patch = (createMergePatch(withoutUndefined(from), withoutUndefined(to)) ?? {}) as Record<
    string,
    unknown
  >;
  return Object.keys(patch).length > 0 ? patch : undefined;
}

function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined));
}
