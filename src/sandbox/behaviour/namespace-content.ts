import type { Cluster } from "./cluster.ts";
import { controllerManager } from "./cluster.ts";
import { runController, splitKey } from "./run-controller.ts";

const rootCaName = "kube-root-ca.crt";
const description =
  "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service " +
  "IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

/**
 * Gives every namespace its ServiceAccount `default` and the ConfigMap with the server's authority, again when one goes.
 * Follows the serviceaccount and rootcacertpublisher controllers of k8s.io/kubernetes/pkg/controller. Returns how to stop.
 */
export function startNamespaceContent(cluster: Cluster): () => void {
  const { registry } = cluster;
  const namespaces = registry.resource("", "v1", "namespaces");
  const accounts = registry.resource("", "v1", "serviceaccounts");
  const configMaps = registry.resource("", "v1", "configmaps");
  return runController(cluster, {
    watch: [
      [namespaces, ({ type, key }, enqueue) => void (type === "DELETED" || enqueue(key))],
      [
        accounts,
        ({ type, key }, enqueue) => {
          const { namespace = "", name } = splitKey(key);
          if (type === "DELETED" && name === "default") enqueue(namespace);
        },
      ],
      [
        configMaps,
        ({ type, key }, enqueue) => {
          const { namespace = "", name } = splitKey(key);
          if (type !== "ADDED" && name === rootCaName) enqueue(namespace);
        },
      ],
    ],
    work: (name) => {
      const namespace = registry.find(namespaces, undefined, name);
      if (!namespace || namespace.metadata.deletionTimestamp) return;
      ensureAccount(cluster, name);
      if (cluster.rootCa) ensureRootCa(cluster, { namespace: name, rootCa: cluster.rootCa });
    },
  });
}

function ensureAccount({ registry }: Cluster, namespace: string): void {
  const resource = registry.resource("", "v1", "serviceaccounts");
  if (registry.find(resource, namespace, "default")) return;
  const object = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace } };
  registry.make(resource, { object, manager: controllerManager });
}

function ensureRootCa({ registry }: Cluster, options: { namespace: string; rootCa: string }): void {
  const { namespace, rootCa } = options;
  const resource = registry.resource("", "v1", "configmaps");
  const annotations = { "kubernetes.io/description": description };
  const data = { "ca.crt": rootCa };
  const target = { namespace, name: rootCaName, manager: controllerManager };
  const edited = registry.edit(resource, target, (object) => {
    object.data = data;
    object.metadata.annotations = { ...annotations, ...object.metadata.annotations };
  });
  if (edited) return;
  const metadata = { name: rootCaName, namespace, annotations };
  registry.make(resource, {
    object: { apiVersion: "v1", kind: "ConfigMap", metadata, data },
    manager: controllerManager,
  });
}
