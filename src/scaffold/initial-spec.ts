import type { JsonSchema } from "../kube/schema/json-schema.ts";

/**
 * The schema of the spec that templates/api/types.ts.hbs starts a kind with; a test compares it with what the
 * CRD generator makes of that file. The example is for the sample alone.
 */
export function initialSpec({ clusterScoped }: { clusterScoped: boolean }): JsonSchema {
  return {
    type: "object",
    required: ["image"],
    properties: {
      image: { type: "string", minLength: 1, example: "registry.k8s.io/pause:3.10" },
      size: { type: "integer", format: "int32", minimum: 0, maximum: 10, default: 1 },
      ...(clusterScoped ? { targetNamespace: { type: "string", default: "default" } } : {}),
    },
  };
}
