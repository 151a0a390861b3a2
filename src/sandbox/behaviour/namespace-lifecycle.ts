import type { Logger } from "../../base/logger.ts";
import type { Registry } from "../registry/registry.ts";
import { WorkLoop } from "./work-loop.ts";

const manager = "kube-controller-manager";
/** Objects with finalizers are looked at again after this time. */
const recheck = 500;

/**
 * Empties namespaces that are being deleted, then lets them go; gives new ones their default ServiceAccount.
 * Follows the namespace and serviceaccount controllers of k8s.io/kubernetes/pkg/controller. Returns how to stop.
 */
export function startNamespaceLifecycle(registry: Registry, options: { logger: Logger }): () => void {
  const namespaces = registry.resource("", "v1", "namespaces");
  const loop = new WorkLoop<string>({
    clock: registry.clock,
    logger: options.logger,
    keyOf: (name) => name,
    work: (name) => {
      const namespace = registry.find(namespaces, undefined, name);
      if (!namespace) return;
      if (!namespace.metadata.deletionTimestamp) ensureServiceAccount(registry, name);
      else if (empty(registry, name)) finalize(registry, name);
      else loop.add(name, recheck);
    },
  });
  for (const { metadata } of registry.store.list("namespaces")) loop.add(metadata.name ?? "");
  const stop = registry.observe(namespaces, ({ type, key }) => {
    if (type !== "DELETED") loop.add(key);
  });
  return () => {
    stop();
    loop.stop();
  };
}

function ensureServiceAccount(registry: Registry, namespace: string): void {
  const resource = registry.resource("", "v1", "serviceaccounts");
  if (registry.find(resource, namespace, "default")) return;
  const object = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace } };
  registry.make(resource, { object, manager });
}

/** Deletes what is in a namespace; true when nothing is left. */
function empty(registry: Registry, namespace: string): boolean {
  let left = 0;
  const seen = new Set<string>();
  for (const resource of registry.table.all()) {
    if (!resource.namespaced || resource.missing || seen.has(resource.collection)) continue;
    seen.add(resource.collection);
    for (const { metadata } of registry.store.list(resource.collection, { prefix: `${namespace}/` })) {
      const { name = "", deletionTimestamp } = metadata;
      if (!deletionTimestamp)
        registry.delete(resource, {
          namespace,
          name,
          options: { dryRun: false, propagationPolicy: "Background" },
        });
      if (registry.store.get(resource.collection, `${namespace}/${name}`)) left++;
    }
  }
  return left === 0;
}

function finalize(registry: Registry, name: string): void {
  const namespaces = registry.resource("", "v1", "namespaces");
  registry.edit(namespaces, { namespace: undefined, name, subresource: "finalize", manager }, (object) => {
    const spec = (object.spec ?? {}) as { finalizers?: string[] };
    object.spec = {
      ...spec,
      finalizers: (spec.finalizers ?? []).filter((finalizer) => finalizer !== "kubernetes"),
    };
  });
}
