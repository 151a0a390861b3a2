/** A custom resource with most of what a definition can say. */
export const memcachedDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "memcacheds.cache.example.com" },
  spec: {
    group: "cache.example.com",
    names: { kind: "Memcached", plural: "memcacheds", shortNames: ["mc"], categories: ["all"] },
    scope: "Namespaced",
    versions: [
      {
        name: "v1alpha1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            description: "A cache cluster.",
            properties: {
              spec: {
                type: "object",
                required: ["image"],
                properties: {
                  size: { type: "integer", format: "int32", minimum: 1, maximum: 10, default: 3 },
                  image: { type: "string", pattern: "^[a-z]+$" },
                  ports: {
                    type: "array",
                    "x-kubernetes-list-type": "map",
                    "x-kubernetes-list-map-keys": ["name"],
                    items: {
                      type: "object",
                      required: ["name"],
                      properties: { name: { type: "string" }, port: { type: "integer", default: 80 } },
                    },
                  },
                },
              },
              status: {
                type: "object",
                properties: {
                  readyReplicas: { type: "integer" },
                  selector: { type: "string" },
                  conditions: {
                    type: "array",
                    "x-kubernetes-list-type": "map",
                    "x-kubernetes-list-map-keys": ["type"],
                    items: {
                      type: "object",
                      required: ["type", "status"],
                      properties: { type: { type: "string" }, status: { type: "string" } },
                    },
                  },
                },
              },
            },
          },
        },
        subresources: {
          status: {},
          scale: {
            specReplicasPath: ".spec.size",
            statusReplicasPath: ".status.readyReplicas",
            labelSelectorPath: ".status.selector",
          },
        },
        additionalPrinterColumns: [
          { name: "Size", type: "integer", jsonPath: ".spec.size" },
          { name: "Ready", type: "string", jsonPath: ".status.conditions[?(@.type=='Ready')].status" },
          { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
        ],
        selectableFields: [{ jsonPath: ".spec.image" }],
      },
    ],
  },
};

export const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
export const memcacheds = "/apis/cache.example.com/v1alpha1/namespaces/default/memcacheds";

export function memcached(name: string, spec: object = { image: "a" }) {
  return { apiVersion: "cache.example.com/v1alpha1", kind: "Memcached", metadata: { name }, spec };
}
