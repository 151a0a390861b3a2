import type { CustomResourceDefinition } from "../../../src/kube/crd.ts";
import type { JsonSchema } from "../../../src/kube/schema/json-schema.ts";

/** Definitions of parameters, one in namespaces and one of the whole cluster. */
export const paramDefinitions = [
  definition("ReplicaLimit", "Namespaced", { maxReplicas: { type: "integer" } }),
  definition("LabelRule", "Cluster", { labels: { type: "array", items: { type: "string" } } }),
];

function definition(
  kind: string,
  scope: "Namespaced" | "Cluster",
  properties: Record<string, JsonSchema>,
): CustomResourceDefinition {
  const plural = `${kind.toLowerCase()}s`;
  const schema: { openAPIV3Schema: JsonSchema } = { openAPIV3Schema: { type: "object", properties } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.rules.example.com` },
    spec: {
      group: "rules.example.com",
      scope,
      names: { plural, kind },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  };
}
