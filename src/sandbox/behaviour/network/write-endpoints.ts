import { equalJson, type JsonObject } from "../../../base/json.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import { controllerManager, type Cluster } from "../cluster.ts";
import { StatusError } from "../../status-error.ts";
import { textAt } from "../read.ts";
import { noteTriggerTime, triggerAnnotation } from "./trigger-times.ts";
import type { Endpoint, EndpointPort } from "./service-endpoints.ts";

/** What is behind a Service now, and when that came about. */
export interface Found {
  readonly found: readonly Endpoint[];
  readonly time: string | undefined;
}

/** Writes the Endpoints of a Service. Follows k8s.io/kubernetes/pkg/controller/endpoint. */
export function writeEndpoints(cluster: Cluster, service: ApiObject, { found, time }: Found): void {
  const { registry } = cluster;
  const resource = registry.resource("", "v1", "endpoints");
  const { namespace, name = "" } = service.metadata;
  const labels: Record<string, string> = {
    ...service.metadata.labels,
    ...(textAt(service, "spec.clusterIP") === "None" ? { "service.kubernetes.io/headless": "" } : {}),
    "endpoints.kubernetes.io/managed-by": "endpoint-controller",
  };
  const subsets = subsetsOf(service, found);
  const target = { namespace, name, manager: controllerManager };
  const present = registry.find(resource, namespace, name);
  if (present) {
    const fail = refusal(cluster, present, {
      reason: "FailedToUpdateEndpoint",
      message: (why) => `Failed to update endpoint ${namespace}/${name}: ${why}`,
      component: "endpoint-controller",
    });
    return fail(() => void registry.edit(resource, target, change));
  }
  const metadata = { name, ...(namespace ? { namespace } : {}), labels };
  const object: ApiObject = {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata,
    ...(subsets.length ? { subsets } : {}),
  };
  noteTriggerTime(object, time);
  const fail = refusal(cluster, service, {
    reason: "FailedToCreateEndpoint",
    message: (why) => `Failed to create endpoint for service ${namespace}/${name}: ${why}`,
    component: "endpoint-controller",
  });
  fail(() => void registry.make(resource, { object, manager: controllerManager }));

  function change(object: ApiObject): void {
    if (equalJson([object.metadata.labels, object.subsets ?? []], [labels, subsets])) return;
    object.metadata.labels = labels;
    if (subsets.length) object.subsets = subsets;
    else delete object.subsets;
    noteTriggerTime(object, time);
  }
}

/** Runs a write; what refuses it is told by an Event of an object, and tried again when something changes. */
function refusal(
  { events }: Cluster,
  about: ApiObject,
  told: { reason: string; message: (why: string) => string; component: string },
): (write: () => void) => void {
  return (write) => {
    try {
      write();
    } catch (error) {
      if (!(error instanceof StatusError) || error.code !== 422) throw error;
      const { reason, message, component } = told;
      events.record(about, { type: "Warning", reason, message: message(error.message), component });
    }
  };
}

/** Addresses with the same ports are one subset. See RepackSubsets. */
function subsetsOf(service: ApiObject, found: readonly Endpoint[]): JsonObject[] {
  const always = valueAt(service, ["spec", "publishNotReadyAddresses"]) === true;
  const shown = found.filter((endpoint) => always || !endpoint.terminating);
  return groupByPorts(shown).map(({ ports, endpoints }) => {
    const addresses = endpoints.filter((endpoint) => always || endpoint.ready).map(addressOf);
    const notReady = endpoints.filter((endpoint) => !always && !endpoint.ready).map(addressOf);
    return {
      ...(addresses.length ? { addresses } : {}),
      ...(notReady.length ? { notReadyAddresses: notReady } : {}),
      ...(ports.length ? { ports: ports.map(withoutEmptyName) } : {}),
    };
  });
}

function withoutEmptyName({ name, ...port }: EndpointPort): JsonObject {
  return { ...(name ? { name } : {}), ...port };
}

function addressOf({ address, pod, hostname }: Endpoint): JsonObject {
  return {
    ip: address,
    ...(hostname ? { hostname } : {}),
    nodeName: textAt(pod, "spec.nodeName"),
    targetRef: referenceTo(pod),
  };
}

function referenceTo({ metadata }: ApiObject): JsonObject {
  return { kind: "Pod", namespace: metadata.namespace, name: metadata.name, uid: metadata.uid };
}

function groupByPorts(
  found: readonly Endpoint[],
): { ports: readonly EndpointPort[]; endpoints: Endpoint[] }[] {
  const groups = new Map<string, { ports: readonly EndpointPort[]; endpoints: Endpoint[] }>();
  for (const endpoint of found) {
    const key = JSON.stringify(endpoint.ports);
    const group = groups.get(key) ?? { ports: endpoint.ports, endpoints: [] };
    group.endpoints.push(endpoint);
    groups.set(key, group);
  }
  return [...groups.values()];
}

const managedBy = "endpointslice-controller.k8s.io";
/** Endpoints in one slice. */
const sliceSize = 100;

/** Writes the EndpointSlices of a Service: one for each set of ports and hundred addresses. Follows k8s.io/endpointslice. */
export function writeSlices(cluster: Cluster, service: ApiObject, { found, time }: Found): void {
  const { registry } = cluster;
  const resource = registry.resource("discovery.k8s.io", "v1", "endpointslices");
  const { namespace, name = "" } = service.metadata;
  const present = registry.store
    .list("endpointslices.discovery.k8s.io", { prefix: `${namespace ?? ""}/` })
    .filter(
      ({ metadata }) =>
        metadata.labels?.["kubernetes.io/service-name"] === name &&
        metadata.labels["endpointslice.kubernetes.io/managed-by"] === managedBy,
    );
  const wanted = slicesOf(service, found);
  const left = [...present];
  const fresh = wanted.filter((content) => {
    // what has the same ports is kept, with what is behind it now
    const index = left.findIndex((slice) => equalJson(slice.ports ?? [], content.ports ?? []));
    const [slice] = index < 0 ? [] : left.splice(index, 1);
    if (slice) editSlice(cluster, { slice, content, service, time });
    return !slice;
  });
  for (const content of fresh) {
    const slice = left.shift();
    if (slice) editSlice(cluster, { slice, content, service, time });
    else createSlice(cluster, { service, content, time });
  }
  tellSkipped(cluster, service, found);
  for (const { metadata } of left)
    registry.delete(resource, { namespace, name: metadata.name ?? "", options: { dryRun: false } });
}

/** The Event about Pods whose Node is not there. */
function tellSkipped({ events }: Cluster, service: ApiObject, found: readonly Endpoint[]): void {
  if (valueAt(service, ["spec", "publishNotReadyAddresses"]) === true) return;
  const where = `${service.metadata.namespace ?? ""}/${service.metadata.name ?? ""}`;
  const reasons = found
    .filter(({ placed }) => !placed)
    .map(
      ({ pod }) =>
        `skipping Pod ${pod.metadata.name ?? ""} for Service ${where}: Node ${textAt(pod, "spec.nodeName")} Not Found`,
    );
  if (reasons.length === 0) return;
  const why = reasons.length > 1 ? `[${reasons.join(", ")}]` : reasons.join();
  const message = `Error updating Endpoint Slices for Service ${where}: ${why}`;
  events.record(service, {
    type: "Warning",
    reason: "FailedToUpdateEndpointSlices",
    message,
    component: "endpoint-slice-controller",
  });
}

function slicesOf(service: ApiObject, found: readonly Endpoint[]): JsonObject[] {
  const always = valueAt(service, ["spec", "publishNotReadyAddresses"]) === true;
  const slices: JsonObject[] = [];
  // without its Node an endpoint is published only where that is asked for
  const placed = found.filter((endpoint) => always || endpoint.placed);
  for (const { ports, endpoints } of groupByPorts(placed))
    for (let start = 0; start < endpoints.length; start += sliceSize)
      slices.push({
        endpoints: endpoints
          .slice(start, start + sliceSize)
          .map((endpoint) => sliceEndpoint(endpoint, always)),
        ports,
      });
  // a Service with nothing behind it has one empty slice
  return slices.length ? slices : [{ endpoints: null, ports: null }];
}

function sliceEndpoint(endpoint: Endpoint, always: boolean): JsonObject {
  const { pod, address, ready, terminating, hostname } = endpoint;
  const serving = always || ready;
  return {
    addresses: [address],
    conditions: { ready: always || (ready && !terminating), serving, terminating },
    ...(hostname ? { hostname } : {}),
    ...(textAt(pod, "spec.nodeName") ? { nodeName: textAt(pod, "spec.nodeName") } : {}),
    targetRef: referenceTo(pod),
  };
}

function sliceLabels(service: ApiObject): Record<string, string> {
  return {
    ...service.metadata.labels,
    "endpointslice.kubernetes.io/managed-by": managedBy,
    "kubernetes.io/service-name": service.metadata.name ?? "",
    ...(textAt(service, "spec.clusterIP") === "None" ? { "service.kubernetes.io/headless": "" } : {}),
  };
}

function editSlice(
  { registry }: Cluster,
  options: { slice: ApiObject; content: JsonObject; service: ApiObject; time: string | undefined },
): void {
  const { slice, content, service, time } = options;
  const { namespace, name = "" } = slice.metadata;
  const resource = registry.resource("discovery.k8s.io", "v1", "endpointslices");
  registry.edit(resource, { namespace, name, manager: controllerManager }, (object) => {
    const labels = sliceLabels(service);
    const present = [object.metadata.labels, object.endpoints ?? [], object.ports ?? []];
    if (equalJson(present, [labels, content.endpoints ?? [], content.ports ?? []])) return;
    Object.assign(object, content);
    object.metadata.labels = labels;
    noteTriggerTime(object, time);
  });
}

function createSlice(
  { registry }: Cluster,
  options: { service: ApiObject; content: JsonObject; time: string | undefined },
): void {
  const { service, content, time } = options;
  const { namespace, name = "", uid = "" } = service.metadata;
  registry.make(registry.resource("discovery.k8s.io", "v1", "endpointslices"), {
    manager: controllerManager,
    object: {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: {
        generateName: `${name}-`,
        ...(namespace ? { namespace } : {}),
        labels: sliceLabels(service),
        ...(time === undefined ? {} : { annotations: { [triggerAnnotation]: time } }),
        ownerReferences: [
          { apiVersion: "v1", kind: "Service", name, uid, controller: true, blockOwnerDeletion: true },
        ],
      },
      addressType: "IPv4",
      ...content,
    },
  });
}
