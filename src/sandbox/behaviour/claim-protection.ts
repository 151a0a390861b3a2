import type { Logger } from "../../base/logger.ts";
import { valueAt, type ApiObject } from "../api-object.ts";
import { claimProtection } from "../registry/built-in/persistent-volume-claim-rules.ts";
import type { Registry } from "../registry/registry.ts";
import { WorkLoop } from "./work-loop.ts";

/**
 * Lets a PersistentVolumeClaim that is being deleted go once no Pod uses it.
 * Follows k8s.io/kubernetes/pkg/controller/volume/pvcprotection. Returns how to stop.
 */
export function startClaimProtection(registry: Registry, options: { logger: Logger }): () => void {
  const claims = registry.resource("", "v1", "persistentvolumeclaims");
  const pods = registry.resource("", "v1", "pods");
  const work = (key: string): void => {
    const [namespace = "", name = ""] = key.split("/");
    const claim = registry.find(claims, namespace, name);
    const users = registry.store.list("pods", { prefix: `${namespace}/` }).flatMap(claimsOf);
    if (!claim?.metadata.deletionTimestamp || users.includes(name)) return;
    registry.edit(claims, { namespace, name, manager: "kube-controller-manager" }, ({ metadata }) => {
      metadata.finalizers = (metadata.finalizers ?? []).filter((finalizer) => finalizer !== claimProtection);
    });
  };
  const loop = new WorkLoop<string>({
    clock: registry.clock,
    logger: options.logger,
    keyOf: (key) => key,
    work,
  });
  const stops = [
    registry.observe(claims, ({ key, object }) => object.metadata.deletionTimestamp && loop.add(key)),
    registry.observe(pods, ({ type, object }) => {
      if (type === "DELETED")
        for (const name of claimsOf(object)) loop.add(`${object.metadata.namespace ?? ""}/${name}`);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    loop.stop();
  };
}

/** Names of the claims that a Pod mounts. */
function claimsOf(pod: ApiObject): string[] {
  const volumes = valueAt(pod, ["spec", "volumes"]);
  const names = (Array.isArray(volumes) ? volumes : []).map((volume) =>
    valueAt(volume, ["persistentVolumeClaim", "claimName"]),
  );
  return names.filter((name) => typeof name === "string");
}
