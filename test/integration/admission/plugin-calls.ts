const merge = { "content-type": "application/merge-patch+json" };
const core = "/api/v1/namespaces/NS";
const networking = "/apis/networking.k8s.io/v1";
const storageClasses = "/apis/storage.k8s.io/v1/storageclasses";

const storageClass = (name: string, more: object = {}) => ({
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: `NS-${name}` },
  provisioner: "storage.example.com/disk",
  ...more,
});
const claim = (name: string, more: object = {}) => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name },
  spec: {
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage: "1Gi" } },
    volumeName: `NS-${name}`,
    ...more,
  },
});
const ingressClass = (name: string) => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "IngressClass",
  metadata: { name: `NS-${name}`, annotations: { "ingressclass.kubernetes.io/is-default-class": "true" } },
  spec: { controller: "example.com/ingress" },
});
const ingress = (name: string, more: object = {}, annotations: object = {}) => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: { name, annotations },
  spec: { defaultBackend: { service: { name: "s", port: { number: 1 } } }, ...more },
});
const node = (name: string, taints: object[] = []) => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: {
    name: `NS-${name}`,
    labels: {
      "topology.kubernetes.io/zone": "z",
      "topology.kubernetes.io/region": "r",
      "topology.kubernetes.io/rack": "x",
    },
  },
  spec: { taints },
});
const pod = (name: string, spec: object = {}, labels: object = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels },
  spec: { schedulerName: "none", containers: [{ name: "c", image: "i" }], ...spec },
});
const grow = (name: string) => ({
  do: `PATCH ${core}/persistentvolumeclaims/${name}`,
  body: { spec: { resources: { requests: { storage: "2Gi" } } } },
  headers: merge,
});
const bind = (name: string) => ({
  do: `PATCH ${core}/persistentvolumeclaims/${name}/status`,
  body: { status: { phase: "Bound" } },
  headers: merge,
});

/** What the admission plugins that are always on do, beside those of Pods alone: `NS` stands for the namespace. */
export const pluginCalls: { do: string; body?: unknown; headers?: Record<string, string> }[] = [
  { do: `POST ${storageClasses}`, body: storageClass("fixed") },
  { do: `POST ${storageClasses}`, body: storageClass("growing", { allowVolumeExpansion: true }) },
  ...["fixed", "growing", "nowhere"].flatMap((name) => [
    {
      do: `POST ${core}/persistentvolumeclaims`,
      body: claim(name, { storageClassName: `NS-${name}` }),
    },
    grow(name),
    bind(name),
    grow(name),
  ]),
  { do: `POST ${core}/persistentvolumeclaims`, body: claim("none", { storageClassName: "" }) },
  bind("none"),
  grow("none"),
  { do: `POST ${networking}/ingressclasses`, body: ingressClass("one") },
  { do: `POST ${networking}/namespaces/NS/ingresses?dryRun=All`, body: ingress("a") },
  {
    do: `POST ${networking}/namespaces/NS/ingresses?dryRun=All`,
    body: ingress("a", { ingressClassName: "other" }),
  },
  {
    do: `POST ${networking}/namespaces/NS/ingresses?dryRun=All`,
    body: ingress("a", {}, { "kubernetes.io/ingress.class": "other" }),
  },
  { do: `POST ${networking}/ingressclasses`, body: ingressClass("two") },
  { do: `DELETE ${networking}/ingressclasses/NS-one` },
  { do: `POST ${networking}/namespaces/NS/ingresses?dryRun=All`, body: ingress("a") },
  { do: `DELETE ${networking}/ingressclasses/NS-two` },
  { do: `POST ${networking}/namespaces/NS/ingresses`, body: ingress("a") },
  { do: `POST ${networking}/ingressclasses?dryRun=All`, body: ingressClass("three") },
  { do: "POST /api/v1/nodes", body: node("new", [{ key: "own", effect: "NoSchedule" }]) },
  {
    do: "POST /api/v1/nodes?dryRun=All",
    body: node("told", [{ key: "node.kubernetes.io/not-ready", effect: "NoSchedule" }]),
  },
  {
    do: "POST /api/v1/nodes?dryRun=All",
    body: node("other", [{ key: "node.kubernetes.io/not-ready", effect: "NoExecute" }]),
  },
  { do: `POST ${core}/pods`, body: pod("a") },
  {
    do: `POST ${core}/pods/a/binding`,
    body: {
      apiVersion: "v1",
      kind: "Binding",
      metadata: { name: "a", labels: { own: "yes" } },
      target: { apiVersion: "v1", kind: "Node", name: "NS-new" },
    },
  },
  { do: `GET ${core}/pods/a` },
  {
    do: `POST ${core}/pods?dryRun=All`,
    body: pod("b", { nodeName: "NS-new" }, { "topology.kubernetes.io/zone": "own" }),
  },
  { do: `POST ${core}/pods?dryRun=All`, body: pod("b", { nodeName: "nowhere" }) },
  { do: "DELETE /api/v1/nodes/NS-new" },
  { do: `DELETE ${storageClasses}/NS-fixed` },
  { do: `DELETE ${storageClasses}/NS-growing` },
];
