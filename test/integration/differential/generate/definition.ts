import type { CrdVersion, CustomResourceDefinition } from "../../../../src/kube/crd.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import type { Dice } from "./dice.ts";
import { object, schemaFor } from "./schema.ts";
import type { Target } from "./target.ts";

export const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** A definition of a kind in a group, with whatever a definition may have; `marker` shows in a column of its tables. */
export function definitionFor(
  dice: Dice,
  options: { group: string; marker: string; clusterScoped?: boolean },
): CustomResourceDefinition {
  const { group, marker, clusterScoped = false } = options;
  const first = versionFor(dice, "v1", marker);
  const versions = [first];
  if (dice.chance(0.35))
    versions.push({
      ...(dice.chance(0.5) ? relatedVersion(dice, first) : versionFor(dice, "v1beta1", marker)),
      name: "v1beta1",
      storage: false,
    });
  if (dice.chance(0.1))
    versions.push({
      ...versionFor(dice, "v2alpha1", marker),
      name: "v2alpha1",
      storage: false,
      served: dice.chance(0.7),
      deprecated: true,
    });
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `things.${group}` },
    spec: {
      group,
      names: {
        plural: "things",
        kind: "Thing",
        ...(dice.chance(0.5)
          ? { singular: "thing", listKind: "ThingList", shortNames: ["th"], categories: ["all"] }
          : {}),
      },
      scope: clusterScoped ? "Cluster" : "Namespaced",
      versions,
    },
  };
}

function versionFor(dice: Dice, name: string, marker: string): CrdVersion {
  const spec = object(dice, 3);
  const hasScale = dice.chance(0.35);
  if (hasScale)
    spec.properties = {
      ...spec.properties,
      replicas: { type: "integer", ...(dice.chance(0.3) ? { default: 1 } : {}) },
    };
  const hasStatus = dice.chance(0.6);
  const status = object(dice, 2);
  for (const key of ["oneOf", "anyOf", "not", "allOf"] as const) Reflect.deleteProperty(status, key);
  const properties: Record<string, JsonSchema> = {
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: { type: "object" },
    spec,
    status,
  };
  if (dice.chance(0.2)) properties.data = schemaFor(dice, 2);
  if (dice.chance(0.1))
    properties.metadata = {
      type: "object",
      properties: { name: { type: "string", maxLength: 20, pattern: "^[a-z]" } },
    };
  const schema: JsonSchema = { type: "object", properties };
  if (dice.chance(0.3)) schema.required = ["spec"];
  const selectable = Object.entries(spec.properties ?? {})
    .filter(
      ([key, { type }]) =>
        /^[a-z]+$/.test(key) && type !== undefined && ["string", "integer", "boolean"].includes(type),
    )
    .map(([key]) => ({ jsonPath: `.spec.${key}` }))
    .slice(0, 2);
  return {
    name,
    served: true,
    storage: true,
    schema: { openAPIV3Schema: schema },
    ...(hasStatus || hasScale
      ? {
          subresources: {
            ...(hasStatus ? { status: {} } : {}),
            ...(hasScale ? { scale: scalePaths(dice, status) } : {}),
          },
        }
      : {}),
    additionalPrinterColumns: [
      { name: "Marker", type: "string", jsonPath: ".metadata.name", description: marker },
    ],
    ...(selectable.length && dice.chance(0.5) ? { selectableFields: selectable } : {}),
  };
}

function scalePaths(dice: Dice, status: JsonSchema) {
  status.properties = { ...status.properties, replicas: { type: "integer" }, selector: { type: "string" } };
  return {
    specReplicasPath: ".spec.replicas",
    statusReplicasPath: ".status.replicas",
    ...(dice.chance(0.5) ? { labelSelectorPath: ".status.selector" } : {}),
  };
}

/** The same fields in a version that knows fewer or other ones. */
function relatedVersion(dice: Dice, version: CrdVersion): CrdVersion {
  const copy = structuredClone(version);
  const spec = copy.schema?.openAPIV3Schema?.properties?.spec;
  const names = Object.keys(spec?.properties ?? {}).filter(
    (name) => !spec?.required?.includes(name) && name !== "replicas",
  );
  const [gone] = dice.shuffled(names);
  if (spec?.properties && gone !== undefined) Reflect.deleteProperty(spec.properties, gone);
  if (spec?.properties)
    spec.properties.added = { type: "string", ...(dice.chance(0.5) ? { default: "d" } : {}) };
  for (const key of ["oneOf", "anyOf", "not", "allOf", "x-kubernetes-validations", "default"] as const)
    if (spec) Reflect.deleteProperty(spec, key);
  delete copy.selectableFields;
  return copy;
}

/** What requests for its objects may do. */
export function targetsOf(definition: CustomResourceDefinition): Target[] {
  const { group, names, versions, scope } = definition.spec;
  return versions
    .filter(({ served }) => served)
    .map((version) => ({
      apiVersion: `${group}/${version.name}`,
      kind: names.kind,
      collection: `/apis/${group}/${version.name}${scope === "Cluster" ? "" : "/namespaces/{{ns}}"}/${names.plural}`,
      schema: version.schema?.openAPIV3Schema ?? {},
      custom: true,
      status: version.subresources?.status !== undefined,
      scale: version.subresources?.scale !== undefined,
      fields: (version.selectableFields ?? []).map(({ jsonPath }) => jsonPath.slice(1)),
      careless: true,
    }));
}
