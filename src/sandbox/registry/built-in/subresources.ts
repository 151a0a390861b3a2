import type { BuiltInResource, BuiltInSchemas, SubresourceKind } from "../../../k8s/built-in.ts";
import { componentNamed } from "../../../k8s/component-named.ts";
import { apiVersionOf } from "../../../kube/gvk.ts";
import type { BuiltInTypes } from "../../admission/go-shape.ts";
import type { ServedResource, Subresource } from "../served-resource.ts";
import { builtInStrategy } from "./built-in-strategy.ts";
import type { KindRules } from "./kind-rules.ts";
import { ensureObject, fill } from "./defaulting.ts";

/** Subresources that are served, of every resource and of single ones; others answer 501. */
const everywhere = new Set(["status", "scale"]);
const single = new Set([
  "namespaces/finalize",
  "serviceaccounts/token",
  "certificatesigningrequests/approval",
  "pods/binding",
  "pods/eviction",
  "pods/log",
  "pods/ephemeralcontainers",
  "pods/resize",
]);

/** Rules of kinds that only subresources take. */
const rules: Readonly<Record<string, KindRules>> = {
  TokenRequest: { defaults: (object) => fill(ensureObject(object, "spec"), { expirationSeconds: 3600 }) },
};

/** A resource's subresources, with the kinds that they take. */
export function subresourcesOf(
  resource: BuiltInResource,
  options: { schemas: BuiltInSchemas; types: BuiltInTypes },
): Subresource[] {
  return resource.subresources.map((name) => {
    const { group, version, kind, verbs } = resource.subresourceKinds[name] ?? { ...resource, verbs: [] };
    const own = group === resource.group && version === resource.version && kind === resource.kind;
    const served = everywhere.has(name) || single.has(`${resource.plural}/${name}`);
    const subresource = {
      name,
      verbs,
      ...(own ? {} : { kind: { group, version, kind } }),
      ...(served ? {} : { missing: `the subresource ${resource.plural}/${name}` }),
    };
    return own
      ? subresource
      : withKind(subresource, { resource, kind: { group, version, kind, verbs }, ...options });
  });
}

function withKind(
  subresource: Subresource,
  options: {
    resource: BuiltInResource;
    kind: SubresourceKind;
    schemas: BuiltInSchemas;
    types: BuiltInTypes;
  },
): Subresource {
  let taken: ServedResource | undefined;
  return {
    ...subresource,
    get takes() {
      return (taken ??= takenKind(options));
    },
  };
}

/** The kind as if it was a resource of its own: that is how bodies are read. */
function takenKind(options: Parameters<typeof withKind>[1]): ServedResource {
  const { resource, kind, schemas, types } = options;
  const module = `${kind.group || "core"}/${kind.version}`;
  const component = componentNamed(schemas.components, { module, name: kind.kind }) ?? "";
  return {
    ...kind,
    apiVersion: apiVersionOf(kind),
    plural: resource.plural,
    singular: "",
    listKind: "",
    shortNames: [],
    categories: [],
    namespaced: resource.scope === "Namespaced",
    subresources: [],
    collection: "",
    strategy: builtInStrategy({
      kind: kind.kind,
      apiVersion: apiVersionOf(kind),
      component,
      types,
      hasStatus: true,
      namespaced: true,
      rules: rules[kind.kind] ?? {},
    }),
  };
}
