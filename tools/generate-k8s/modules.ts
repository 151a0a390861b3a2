import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";

/** Where a component's TypeScript type is declared. */
export interface TypePlace {
  /** Below src/k8s without ending (`apps/v1`), or below src (`../kube/scalar`). */
  readonly module: string;
  readonly name: string;
}

/** Finds components by their names, for example `io.k8s.api.apps.v1.Deployment`. */
export interface Places {
  /** Throws when it is nowhere. */
  placeOf(component: string): TypePlace;
  /** The module below src/k8s that exports it; undefined for what only the package itself exports, such as Quantity. */
  moduleOf(component: string): string | undefined;
}

const meta = "io.k8s.apimachinery.pkg.apis.meta.v1";

/** Components that have a hand-written type. */
const known: Readonly<Record<string, TypePlace>> = {
  [`${meta}.ObjectMeta`]: { module: "../kube/object", name: "ObjectMeta" },
  [`${meta}.OwnerReference`]: { module: "../kube/object", name: "OwnerReference" },
  [`${meta}.ManagedFieldsEntry`]: { module: "../kube/object", name: "ManagedFieldsEntry" },
  [`${meta}.Condition`]: { module: "../kube/condition", name: "Condition" },
  [`${meta}.Time`]: { module: "../kube/scalar", name: "Time" },
  [`${meta}.MicroTime`]: { module: "../kube/scalar", name: "MicroTime" },
  "io.k8s.apimachinery.pkg.api.resource.Quantity": { module: "../kube/scalar", name: "Quantity" },
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": { module: "../kube/scalar", name: "IntOrString" },
  "io.k8s.apimachinery.pkg.runtime.RawExtension": { module: "../kube/scalar", name: "RawExtension" },
};

/** The places of all components. */
export function placeTypes(components: ReadonlyMap<string, JsonSchema>): Places {
  const groups = groupsOfPackages(components);
  const moduleOf = (component: string) => {
    const { packageName, version } = splitComponent(component);
    const group = packageName.endsWith(".pkg.apis.meta") ? "meta" : groups.get(`${packageName}.${version}`);
    return group === undefined ? undefined : `${group || "core"}/${version}`;
  };
  return {
    moduleOf,
    placeOf(component) {
      const module = moduleOf(component);
      const place = known[component] ?? (module && { module, name: splitComponent(component).name });
      if (!place) throw new Error(`cannot tell the group of component ${component}`);
      return place;
    },
  };
}

/** Go packages name groups by their first label only (`rbac`); the kinds in them say the whole name. */
function groupsOfPackages(components: ReadonlyMap<string, JsonSchema>): Map<string, string> {
  const groups = new Map<string, string>();
  for (const [component, schema] of components) {
    const kinds = schema["x-kubernetes-group-version-kind"] ?? [];
    const { packageName, version } = splitComponent(component);
    if (kinds.length === 1 && kinds[0]) groups.set(`${packageName}.${version}`, kinds[0].group);
  }
  return groups;
}

function splitComponent(component: string): { packageName: string; version: string; name: string } {
  const parts = component.split(".");
  return { packageName: parts.slice(0, -2).join("."), version: parts.at(-2) ?? "", name: parts.at(-1) ?? "" };
}
