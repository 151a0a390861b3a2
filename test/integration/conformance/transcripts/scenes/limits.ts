import type { Scene, Step } from "../transcript.ts";

const at = "/api/v1/namespaces/{ns}";
const make = (plural: string, kind: string, { name, spec }: { name: string; spec: object }): Step => ({
  method: "POST",
  path: `${at}/${plural}`,
  body: { apiVersion: "v1", kind, metadata: { name }, spec },
});
/** Admission sees what is written a moment later. */
const meanwhile: Step[] = Array.from({ length: 8 }, (_, index) => ({
  method: "GET",
  path: `${at}/secrets`,
  headers: { accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io" },
  note: `meanwhile ${index}`,
}));
const range = (name: string, limits: object[]): Step[] => [
  make("limitranges", "LimitRange", { name, spec: { limits } }),
  ...meanwhile,
];
const drop = (name: string): Step[] => [
  { method: "DELETE", path: `${at}/limitranges/${name}` },
  ...meanwhile,
];
const pod = (name: string, resources: object, rest: object = {}) =>
  make("pods", "Pod", { name, spec: { containers: [{ name: "web", image: "web:1", resources }], ...rest } });
const claim = (name: string, storage: string) =>
  make("persistentvolumeclaims", "PersistentVolumeClaim", {
    name,
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
  });

const initContainers = [
  { name: "side", image: "a", restartPolicy: "Always" },
  { name: "once", image: "a", resources: { requests: { cpu: "100m" } } },
];

/** What namespaces allow their Pods and claims. */
export const limits: readonly Scene[] = [
  {
    name: "pods and claims within limits",
    alone: true,
    steps: [
      ...range("defaults", [
        { type: "Container", default: { cpu: "1", memory: "1Gi" }, defaultRequest: { cpu: "500m" } },
      ]),
      pod("a", {}, { initContainers }),
      pod("b", { limits: { cpu: "2" } }),
      pod("c", { requests: { cpu: "3" } }),
      {
        method: "PATCH",
        path: `${at}/pods/a/resize`,
        headers: { "content-type": "application/strategic-merge-patch+json" },
        body: { spec: { containers: [{ name: "web", resources: { requests: { cpu: "600m" } } }] } },
      },
      ...drop("defaults"),
      ...range("bounds", [
        { type: "Container", min: { cpu: "100m" }, max: { cpu: "2" }, maxLimitRequestRatio: { cpu: "3" } },
      ]),
      pod("d", {}),
      pod("e", { requests: { cpu: "50m" }, limits: { cpu: "3" } }),
      pod("f", { requests: { cpu: "100m" }, limits: { cpu: "1500m" } }),
      pod("g", { requests: { cpu: "1" }, limits: { cpu: "1" } }, { initContainers }),
      pod("h", { requests: { cpu: "50m" }, limits: { cpu: "50m" } }),
      {
        method: "PATCH",
        path: `${at}/pods/b`,
        headers: { "content-type": "application/merge-patch+json" },
        body: { metadata: { labels: { beyond: "limits" } } },
      },
      {
        method: "PATCH",
        path: `${at}/pods/g/resize`,
        headers: { "content-type": "application/strategic-merge-patch+json" },
        body: {
          spec: {
            containers: [{ name: "web", resources: { requests: { cpu: "3" }, limits: { cpu: "3" } } }],
          },
        },
      },
      ...drop("bounds"),
      ...range("bare", [{ type: "Container", min: { memory: "1Mi" }, max: { memory: "2Mi" } }]),
      pod("i", {}),
      pod("i2", { requests: { memory: "3Mi" } }),
      ...drop("bare"),
      ...range("pods", [
        { type: "Pod", min: { cpu: "200m" }, max: { cpu: "1" }, maxLimitRequestRatio: { cpu: "2" } },
      ]),
      pod("j", {}),
      pod("k", { requests: { cpu: "100m" }, limits: { cpu: "5" } }),
      pod("l", { requests: { cpu: "300m" }, limits: { cpu: "1" } }),
      pod("m", {}, { resources: { requests: { cpu: "1" }, limits: { cpu: "2" } } }),
      pod("n", { requests: { cpu: "500m" }, limits: { cpu: "500m" } }, { initContainers }),
      ...drop("pods"),
      ...range("claims", [
        { type: "PersistentVolumeClaim", min: { storage: "2Gi" }, max: { storage: "3Gi" } },
      ]),
      claim("a", "1Gi"),
      claim("b", "2Gi"),
      claim("c", "4Gi"),
      {
        method: "PATCH",
        path: `${at}/persistentvolumeclaims/b`,
        headers: { "content-type": "application/merge-patch+json" },
        body: { spec: { resources: { requests: { storage: "5Gi" } } } },
      },
      {
        method: "PUT",
        path: `${at}/limitranges/put`,
        body: { apiVersion: "v1", kind: "LimitRange", metadata: { name: "put" } },
      },
      {
        method: "GET",
        path: `${at}/limitranges?limit=1`,
        headers: { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" },
      },
    ],
  },
];
