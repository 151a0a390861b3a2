import { writeYaml } from "../../../src/kube/yaml.ts";
import { baseImages } from "./base-images.ts";
import { kubeletClient } from "./credentials.ts";
import { node } from "./layout.ts";

/** What a new cluster is given: the API server's way to the kubelet, a class of volumes, and names for Services. */
export function baseObjects(): string {
  return [...access, storageClass, ...dns].map((object) => `---\n${writeYaml(object)}`).join("");
}

const rbac = "rbac.authorization.k8s.io";
const labels = { "k8s-app": "kube-dns" };
const coredns = { name: "coredns", namespace: "kube-system" };

const access = [
  {
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: "kube-apiserver-to-kubelet" },
    roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "system:kubelet-api-admin" },
    subjects: [{ apiGroup: rbac, kind: "User", name: kubeletClient }],
  },
];

const storageClass = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: {
    name: "standard",
    annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
  },
  provisioner: "kubernetes.io/host-path",
  reclaimPolicy: "Delete",
};

/** No block for other names: nothing outside of the cluster can be reached. */
const corefile = `.:53 {
    errors
    health
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        ttl 5
    }
    cache 5
    loop
    loadbalance
}
`;

const dns = [
  { apiVersion: "v1", kind: "ServiceAccount", metadata: coredns },
  {
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRole",
    metadata: { name: "system:coredns" },
    rules: [
      { apiGroups: [""], resources: ["services", "pods", "namespaces"], verbs: ["list", "watch"] },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
    ],
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: "system:coredns" },
    roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "system:coredns" },
    subjects: [{ kind: "ServiceAccount", ...coredns }],
  },
  { apiVersion: "v1", kind: "ConfigMap", metadata: coredns, data: { Corefile: corefile } },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { ...coredns, labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: coredns.name,
          dnsPolicy: "Default",
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: "coredns",
              image: baseImages.coredns,
              imagePullPolicy: "Never",
              args: ["-conf", "/etc/coredns/Corefile"],
              ports: [
                { name: "dns", containerPort: 53, protocol: "UDP" },
                { name: "dns-tcp", containerPort: 53, protocol: "TCP" },
              ],
              readinessProbe: { httpGet: { path: "/ready", port: 8181 }, periodSeconds: 1 },
              resources: { requests: { cpu: "20m", memory: "32Mi" } },
              volumeMounts: [{ name: "corefile", mountPath: "/etc/coredns", readOnly: true }],
            },
          ],
          volumes: [{ name: "corefile", configMap: { name: coredns.name } }],
        },
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "kube-dns", namespace: "kube-system", labels },
    spec: {
      clusterIP: node.dns,
      selector: labels,
      ports: [
        { name: "dns", port: 53, protocol: "UDP" },
        { name: "dns-tcp", port: 53, protocol: "TCP" },
      ],
    },
  },
];
