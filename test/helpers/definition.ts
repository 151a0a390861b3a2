import type { CrdVersion, CustomResourceDefinition } from "../../src/kube/crd.ts";
import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";
import type { SchemaChange } from "./schema-changes.ts";

/** A definition of one version, whose spec has a property beside those given. */
export function crdOf(spec: JsonSchema, version: Partial<CrdVersion> = {}): CustomResourceDefinition {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.example.com" },
    spec: {
      group: "example.com",
      names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
      scope: "Namespaced",
      versions: [versionOf("v1", spec, version)],
    },
  };
}

export function versionOf(name: string, spec: JsonSchema, version: Partial<CrdVersion> = {}): CrdVersion {
  return {
    name,
    served: true,
    storage: true,
    schema: { openAPIV3Schema: { type: "object", properties: { spec } } },
    ...version,
  };
}

/** The spec before or after a change of its property `p`. */
export function specOf({ old, now, required }: SchemaChange, side: "old" | "now"): JsonSchema {
  const p = side === "old" ? old : now;
  return {
    type: "object",
    properties: { note: { type: "string" }, ...(p ? { p } : {}) },
    ...(required?.includes(side) ? { required: ["p"] } : {}),
  };
}
