import type { Cluster } from "../cluster.ts";
import { itself, runController, splitKey } from "../run-controller.ts";
import { endpointsOf, hasEndpoints, selects } from "./service-endpoints.ts";
import { writeEndpoints, writeSlices } from "./write-endpoints.ts";

/** Keeps Endpoints and EndpointSlices of Services that select Pods. Returns how to stop. */
export function startServices(cluster: Cluster): () => void {
  const { registry } = cluster;
  const services = registry.resource("", "v1", "services");
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
    ],
    work: (key) => {
      const { namespace, name } = splitKey(key);
      const service = registry.find(services, namespace, name);
      if (!service) return removeEndpoints(cluster, { namespace, name });
      if (!hasEndpoints(service) || service.metadata.deletionTimestamp) return;
      const pods = registry.store.list("pods", { prefix: `${namespace ?? ""}/` });
      const found = endpointsOf(service, pods);
      writeEndpoints(cluster, service, found);
      writeSlices(cluster, service, found);
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
