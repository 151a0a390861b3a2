// What is written and read: ConfigMaps with half a kilobyte of text.
export const configMaps = "/api/v1/namespaces/default/configmaps";

/** The JSON of a ConfigMap. */
export function configMap(name, { v = "1", bytes = 500, resourceVersion } = {}) {
  const metadata = { name, resourceVersion, labels: { app: "bench" } };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata,
    data: { v, text: "x".repeat(bytes) },
  });
}

export const widgets = "/apis/bench.example.com/v1/namespaces/default/widgets";

/** The JSON of a custom resource. */
export function widget(name, { v = "1", resourceVersion } = {}) {
  const metadata = { name, resourceVersion, labels: { app: "bench" } };
  const ports = [80, 443, 8080].map((port) => ({ name: `p${port}`, port }));
  const spec = { size: 3, mode: "Fast", v, text: "x".repeat(300), ports, options: { a: "1", b: "2" } };
  return JSON.stringify({ apiVersion: "bench.example.com/v1", kind: "Widget", metadata, spec });
}

const text = { type: "string" };

/** Its definition: with defaults, limits, a list of ports and one rule. */
export const widgetDefinition = JSON.stringify({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.bench.example.com" },
  spec: {
    group: "bench.example.com",
    names: { plural: "widgets", kind: "Widget" },
    scope: "Namespaced",
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                required: ["size"],
                "x-kubernetes-validations": [{ rule: "self.size <= 10 || self.mode == 'Slow'" }],
                properties: {
                  size: { type: "integer", minimum: 1, maximum: 100 },
                  mode: { type: "string", enum: ["Fast", "Slow"], default: "Fast" },
                  grade: { type: "string", default: "A", maxLength: 5 },
                  v: text,
                  text: { type: "string", maxLength: 1000 },
                  options: { type: "object", additionalProperties: text },
                  ports: {
                    type: "array",
                    maxItems: 20,
                    "x-kubernetes-list-type": "map",
                    "x-kubernetes-list-map-keys": ["name"],
                    items: {
                      type: "object",
                      required: ["name"],
                      properties: {
                        name: { type: "string", maxLength: 20 },
                        port: { type: "integer", minimum: 1, maximum: 65535 },
                        protocol: { type: "string", default: "TCP" },
                      },
                    },
                  },
                },
              },
              status: { type: "object", properties: { ready: { type: "boolean" } } },
            },
          },
        },
      },
    ],
  },
});
