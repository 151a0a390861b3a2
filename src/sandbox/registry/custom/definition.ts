import type { CrdVersion, CustomResourceDefinition } from "../../../kube/crd.ts";
import type { ApiObject } from "../../api-object.ts";
import { compareVersions } from "../resource-table.ts";
import { parseFieldPath } from "./field-path.ts";
import type { ScalePaths, ServedResource, Strategy, Subresource } from "../served-resource.ts";

/** Collection of CustomResourceDefinitions in the store. */
export const definitions = "customresourcedefinitions.apiextensions.k8s.io";

/** A stored CustomResourceDefinition, typed. */
export function definitionOf(object: ApiObject): CustomResourceDefinition {
  return object as unknown as CustomResourceDefinition;
}

/** Where the objects of a definition are stored. */
export function collectionOf(definition: CustomResourceDefinition): string {
  return `${definition.spec.names.plural}.${definition.spec.group}`;
}

const verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

/** One served version of a definition. Names are those accepted. */
export function customResource(
  definition: CustomResourceDefinition,
  options: { version: CrdVersion; strategy: Strategy },
): ServedResource {
  const { version, strategy } = options;
  const { group, scope } = definition.spec;
  const {
    plural,
    singular = "",
    kind,
    listKind = `${kind}List`,
    shortNames = [],
    categories = [],
  } = definition.status?.acceptedNames ?? definition.spec.names;
  const warning = version.deprecated
    ? (version.deprecationWarning ?? deprecationWarning(definition, version.name))
    : undefined;
  const scale = scalePaths(version);
  return {
    group,
    version: version.name,
    apiVersion: `${group}/${version.name}`,
    plural,
    singular,
    kind,
    listKind,
    shortNames,
    categories,
    namespaced: scope === "Namespaced",
    verbs,
    subresources: subresourcesOf(version),
    collection: collectionOf(definition),
    strategy,
    ...(scale ? { scale } : {}),
    ...(version.additionalPrinterColumns ? { printerColumns: version.additionalPrinterColumns } : {}),
    ...(warning ? { warning } : {}),
  };
}

/** Names the newest version that may be used instead, if there is one that is newer (apiextensions-apiserver's defaultDeprecationWarning). */
function deprecationWarning({ spec }: CustomResourceDefinition, version: string): string {
  const { group, names, versions } = spec;
  const [instead] = versions
    .filter(({ served, deprecated, name }) => served && !deprecated && compareVersions(name, version) < 0)
    .map(({ name }) => name)
    .sort(compareVersions);
  const use = instead === undefined ? "" : `; use ${group}/${instead} ${names.kind}`;
  return `${group}/${version} ${names.kind} is deprecated${use}`;
}

function subresourcesOf(version: CrdVersion): Subresource[] {
  const verbs = ["get", "patch", "update"];
  return [
    ...(version.subresources?.status ? [{ name: "status", verbs }] : []),
    ...(version.subresources?.scale
      ? [{ name: "scale", verbs, kind: { group: "autoscaling", version: "v1", kind: "Scale" } }]
      : []),
  ];
}

function scalePaths(version: CrdVersion): ScalePaths | undefined {
  const scale = version.subresources?.scale;
  if (!scale) return undefined;
  return {
    spec: parseFieldPath(scale.specReplicasPath),
    status: parseFieldPath(scale.statusReplicasPath),
    ...(scale.labelSelectorPath ? { selector: parseFieldPath(scale.labelSelectorPath) } : {}),
  };
}
