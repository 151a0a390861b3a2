import { equalJson } from "../../base/json.ts";
import { mapFields, plantObject } from "../registry/plant-object.ts";
import type { Cluster } from "./cluster.ts";
import { controllerManager } from "./cluster.ts";
import { runController, splitKey } from "./run-controller.ts";

const rootCaName = "kube-root-ca.crt";
const description =
  "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service " +
  "IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";
const annotations = { "kubernetes.io/description": description };

/**
 * Gives every namespace its ServiceAccount `default` and the ConfigMap with the server's authority, again when one goes.
 * Follows the serviceaccount and rootcacertpublisher controllers of k8s.io/kubernetes/pkg/controller. Returns how to stop.
 */
export function startNamespaceContent(cluster: Cluster): () => void {
  const { registry } = cluster;
  const namespaces = registry.resource("", "v1", "namespaces");
  const accounts = registry.resource("", "v1", "serviceaccounts");
  const configMaps = registry.resource("", "v1", "configmaps");
  plantContent(cluster);
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
      const namespace = registry.store.get("namespaces", name);
      if (!namespace || namespace.metadata.deletionTimestamp) return;
      ensureAccount(cluster, name);
      if (cluster.rootCa) ensureRootCa(cluster, { namespace: name, rootCa: cluster.rootCa });
    },
  });
}

/** A server that nobody has used has them from the start: no webhook can want to see them yet. */
function plantContent({ registry, rootCa }: Cluster): void {
  const used = new Set(registry.store.planted());
  if (!rootCa || used.has("serviceaccounts") || used.has("configmaps")) return;
  const accounts = registry.resource("", "v1", "serviceaccounts");
  const configMaps = registry.resource("", "v1", "configmaps");
  const data = { "ca.crt": rootCa };
  const fields = { "f:data": mapFields(data), "f:metadata": { "f:annotations": mapFields(annotations) } };
  for (const { metadata } of registry.store.list("namespaces")) {
    const { name: namespace = "" } = metadata;
    const account = { kind: "ServiceAccount", apiVersion: "v1", metadata: { name: "default", namespace } };
    plantObject(registry, accounts, { object: account, writes: [] });
    const about = { name: rootCaName, namespace, annotations };
    plantObject(registry, configMaps, {
      object: { kind: "ConfigMap", apiVersion: "v1", metadata: about, data },
      writes: [{ manager: controllerManager, fields }],
    });
  }
}

function ensureAccount({ registry }: Cluster, namespace: string): void {
  const resource = registry.resource("", "v1", "serviceaccounts");
  if (registry.store.get("serviceaccounts", `${namespace}/default`)) return;
  const object = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace } };
  registry.make(resource, { object, manager: controllerManager });
}

function ensureRootCa({ registry }: Cluster, options: { namespace: string; rootCa: string }): void {
  const { namespace, rootCa } = options;
  const resource = registry.resource("", "v1", "configmaps");
  const data = { "ca.crt": rootCa };
  const live = registry.store.get("configmaps", `${namespace}/${rootCaName}`);
  const described = live?.metadata.annotations?.["kubernetes.io/description"] !== undefined;
  if (live && described && equalJson(live.data, data)) return;
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
