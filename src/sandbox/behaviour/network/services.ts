import type { Cluster } from "../cluster.ts";
import { itself, keyOf, runController, splitKey } from "../run-controller.ts";
import { endpointsOf, hasEndpoints, selects } from "./service-endpoints.ts";
import { TriggerTimes } from "./trigger-times.ts";
import { writeEndpoints, writeSlices } from "./write-endpoints.ts";

/** Keeps Endpoints and EndpointSlices of Services that select Pods. Returns how to stop. */
export function startServices(cluster: Cluster): () => void {
  const { registry } = cluster;
  const services = registry.resource("", "v1", "services");
  const times = new TriggerTimes();
  const isNode = (name: string) => registry.store.get("nodes", name) !== undefined;
  return runController(cluster, {
    watch: [
      [
        services,
        (event, enqueue) => {
          // what has lost its Service goes with it
          if (event.type === "DELETED") enqueue(event.key);
          else itself(event, enqueue);
        },
      ],
      [
        registry.resource("", "v1", "pods"),
        ({ object, previous }, enqueue) => {
          const prefix = `${object.metadata.namespace ?? ""}/`;
          for (const service of registry.store.list("services", { prefix }))
            if (
              hasEndpoints(service) &&
              (selects(service, object) || (previous && selects(service, previous)))
            )
              enqueue(`${prefix}${service.metadata.name ?? ""}`);
        },
      ],
      [
        registry.resource("", "v1", "nodes"),
        ({ type, revision }, enqueue) => {
          // Pods may have waited for it; those of the start are known anyway
          if (type !== "MODIFIED" && revision > 0)
            for (const service of registry.store.list("services")) enqueue(keyOf(service));
        },
      ],
    ],
    work: (key) => {
      const { namespace, name } = splitKey(key);
      const service = registry.find(services, namespace, name);
      if (!service) {
        times.forget(key);
        return removeEndpoints(cluster, { namespace, name });
      }
      if (!hasEndpoints(service) || service.metadata.deletionTimestamp) return;
      const pods = registry.store.list("pods", { prefix: `${namespace ?? ""}/` });
      const found = endpointsOf(service, { pods, isNode });
      const time = times.next(
        service,
        pods.filter((pod) => selects(service, pod)),
      );
      writeSlices(cluster, service, { found, time });
      writeEndpoints(cluster, service, { found, time });
    },
  });
}

/** Endpoints have no owner: they go by their name. Slices are collected as garbage. */
function removeEndpoints(
  { registry }: Cluster,
  { namespace, name }: { namespace: string | undefined; name: string },
): void {
  const resource = registry.resource("", "v1", "endpoints");
  const present = registry.find(resource, namespace, name);
  if (present && !present.metadata.deletionTimestamp)
    registry.delete(resource, { namespace, name, options: { dryRun: false } });
}
