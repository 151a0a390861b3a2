import { isJsonObject } from "../../../base/json.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import type { BuiltInColumn } from "./built-in-column.ts";
import { ageText } from "./human-duration.ts";
import { ingressColumns } from "./ingress-columns.ts";
import { podColumns } from "./pod-columns.ts";

const age: BuiltInColumn = {
  name: "Age",
  value: (object, now) => ageText(object.metadata.creationTimestamp, now),
};

/** Columns of built-in kinds; others show name and age. Follows k8s.io/kubernetes/pkg/printers/internalversion. */
export const builtInColumns: Readonly<Record<string, readonly BuiltInColumn[]>> = {
  pods: podColumns,
  configmaps: [{ name: "Data", value: (object) => size(object.data) + size(object.binaryData) }, age],
  secrets: [
    { name: "Type", value: (object) => object.type },
    { name: "Data", value: (object) => size(object.data) },
    age,
  ],
  namespaces: [{ name: "Status", value: (object) => at(object, "status.phase") }, age],
  // the column is gone from the API, the server still prints it without a value
  serviceaccounts: [{ name: "Secrets", value: (object) => list(object, "secrets").length }, age],
  services: [
    { name: "Type", value: (object) => at(object, "spec.type") },
    { name: "Cluster-IP", value: (object) => at(object, "spec.clusterIP") ?? "<none>" },
    { name: "External-IP", value: externalAddress },
    { name: "Port(s)", value: servicePorts },
    age,
    { name: "Selector", priority: 1, value: (object) => labelsText(at(object, "spec.selector")) },
  ],
  nodes: [
    {
      name: "Status",
      value: (object) => (conditionStatus(object, "Ready") === "True" ? "Ready" : "NotReady"),
    },
    { name: "Roles", value: () => "<none>" },
    age,
    { name: "Version", value: (object) => at(object, "status.nodeInfo.kubeletVersion") ?? "" },
  ],
  persistentvolumeclaims: [
    { name: "Status", value: (object) => at(object, "status.phase") },
    { name: "Volume", value: (object) => at(object, "spec.volumeName") ?? "" },
    {
      name: "Capacity",
      value: (object) => (at(object, "spec.volumeName") ? (at(object, "status.capacity.storage") ?? "") : ""),
    },
    { name: "Access Modes", value: (object) => (at(object, "spec.volumeName") ? accessModes(object) : "") },
    { name: "StorageClass", value: (object) => at(object, "spec.storageClassName") ?? "" },
    { name: "VolumeAttributesClass", value: () => "<unset>" },
    age,
    { name: "VolumeMode", priority: 1, value: (object) => at(object, "spec.volumeMode") ?? "<unset>" },
  ],
  "ingresses.networking.k8s.io": ingressColumns,
  "deployments.apps": [
    {
      name: "Ready",
      value: (object) => `${number(object, "status.readyReplicas")}/${number(object, "spec.replicas")}`,
    },
    { name: "Up-to-date", type: "integer", value: (object) => number(object, "status.updatedReplicas") },
    { name: "Available", type: "integer", value: (object) => number(object, "status.availableReplicas") },
    age,
    ...templateColumns(),
  ],
  "replicasets.apps": [
    { name: "Desired", type: "integer", value: (object) => number(object, "spec.replicas") },
    { name: "Current", type: "integer", value: (object) => number(object, "status.replicas") },
    { name: "Ready", type: "integer", value: (object) => number(object, "status.readyReplicas") },
    age,
    ...templateColumns(),
  ],
  "statefulsets.apps": [
    {
      name: "Ready",
      value: (object) => `${number(object, "status.readyReplicas")}/${number(object, "spec.replicas")}`,
    },
    age,
    ...templateColumns().slice(0, 2),
  ],
  "daemonsets.apps": [
    { name: "Desired", type: "integer", value: (object) => number(object, "status.desiredNumberScheduled") },
    { name: "Current", type: "integer", value: (object) => number(object, "status.currentNumberScheduled") },
    { name: "Ready", type: "integer", value: (object) => number(object, "status.numberReady") },
    {
      name: "Up-to-date",
      type: "integer",
      value: (object) => number(object, "status.updatedNumberScheduled"),
    },
    { name: "Available", type: "integer", value: (object) => number(object, "status.numberAvailable") },
    { name: "Node Selector", value: (object) => labelsText(at(object, "spec.template.spec.nodeSelector")) },
    age,
    ...templateColumns(),
  ],
  "leases.coordination.k8s.io": [
    { name: "Holder", value: (object) => at(object, "spec.holderIdentity") ?? "" },
    age,
  ],
  "customresourcedefinitions.apiextensions.k8s.io": [
    { name: "Created At", type: "date", value: (object) => object.metadata.creationTimestamp },
  ],
  "roles.rbac.authorization.k8s.io": [
    { name: "Created At", type: "date", value: (object) => object.metadata.creationTimestamp },
  ],
  "clusterroles.rbac.authorization.k8s.io": [
    { name: "Created At", type: "date", value: (object) => object.metadata.creationTimestamp },
  ],
  "rolebindings.rbac.authorization.k8s.io": bindingColumns(),
  "clusterrolebindings.rbac.authorization.k8s.io": bindingColumns(),
};

function templateColumns(): BuiltInColumn[] {
  const containers = (object: ApiObject) =>
    list(object, "spec.template.spec.containers").filter(isJsonObject);
  const join = (key: string) => (object: ApiObject) =>
    containers(object)
      .map((container) => String(container[key]))
      .join(",");
  return [
    { name: "Containers", priority: 1, value: join("name") },
    { name: "Images", priority: 1, value: join("image") },
    { name: "Selector", priority: 1, value: (object) => labelsText(at(object, "spec.selector.matchLabels")) },
  ];
}

function bindingColumns(): BuiltInColumn[] {
  const role = (object: ApiObject) =>
    `${String(at(object, "roleRef.kind"))}/${String(at(object, "roleRef.name"))}`;
  return [{ name: "Role", value: role }, age];
}

function at(object: ApiObject, path: string): unknown {
  return valueAt(object, path.split("."));
}

function number(object: ApiObject, path: string): number {
  const value = at(object, path);
  return typeof value === "number" ? value : 0;
}

function list(object: ApiObject, path: string): unknown[] {
  const value = at(object, path);
  return Array.isArray(value) ? value : [];
}

function size(value: unknown): number {
  return isJsonObject(value) ? Object.keys(value).length : 0;
}

function labelsText(labels: unknown): string {
  if (!isJsonObject(labels) || size(labels) === 0) return "<none>";
  const terms = Object.entries(labels).map(([key, value]) => `${key}=${String(value)}`);
  return terms.sort().join(",");
}

function conditionStatus(object: ApiObject, type: string): unknown {
  return list(object, "status.conditions")
    .filter(isJsonObject)
    .find((condition) => condition.type === type)?.status;
}

function externalAddress(object: ApiObject): string {
  const own = list(object, "spec.externalIPs").map(String);
  switch (at(object, "spec.type")) {
    case "LoadBalancer": {
      const ingress = list(object, "status.loadBalancer.ingress").filter(isJsonObject);
      const addresses = [...ingress.map((entry) => String(entry.ip ?? entry.hostname)), ...own];
      return addresses.length ? addresses.join(",") : "<pending>";
    }
    case "ExternalName":
      return String(at(object, "spec.externalName") ?? "");
    default:
      return own.length ? own.join(",") : "<none>";
  }
}

function servicePorts(object: ApiObject): string {
  const ports = list(object, "spec.ports").filter(isJsonObject);
  const texts = ports.map(
    ({ port, nodePort, protocol }) =>
      `${String(port)}${nodePort ? `:${String(nodePort)}` : ""}/${String(protocol)}`,
  );
  return texts.length ? texts.join(",") : "<none>";
}

function accessModes(object: ApiObject): string {
  const short: Record<string, string> = {
    ReadWriteOnce: "RWO",
    ReadOnlyMany: "ROX",
    ReadWriteMany: "RWX",
    ReadWriteOncePod: "RWOP",
  };
  return list(object, "status.accessModes")
    .map((mode) => short[String(mode)] ?? String(mode))
    .join(",");
}
