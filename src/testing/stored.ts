import { createHash } from "node:crypto";
import type { KubernetesObject, Stored } from "../kube/object.ts";
import type { Resource } from "../kube/resource.ts";

/**
 * An object as a server would have stored it, for tests of functions that take what a handler gets. What a server sets is there, and the same for the
 * same name: namespace `default` (for a namespaced kind), uid, resourceVersion `1`, generation 1, creationTimestamp. What is given wins.
 *
 * @example
 * const memcached = stored(Memcached, { metadata: { name: "example" }, spec: { size: 3 } });
 * expect(desiredDeployment(memcached).spec?.replicas).toBe(3);
 */
export function stored<T extends KubernetesObject>(
  resource: Resource<T>,
  object: NoInfer<T> & { metadata: { name: string } },
): Stored<T> {
  const { apiVersion, kind, scope } = resource;
  const place = scope === "Namespaced" ? { namespace: object.metadata.namespace ?? "default" } : {};
  const metadata = {
    uid: uidOf(`${apiVersion}/${kind}/${place.namespace ?? ""}/${object.metadata.name}`),
    resourceVersion: "1",
    generation: 1,
    creationTimestamp: "2026-01-01T00:00:00Z",
    ...object.metadata,
    ...place,
  };
  return { apiVersion, kind, ...object, metadata };
}

/** A UUID that is made from a text: version 5 of RFC 9562 in form, so that it looks like any other uid. */
function uidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
