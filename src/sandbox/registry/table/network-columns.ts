import type { JsonObject } from "../../../base/json.ts";
import { isIPv6 } from "node:net";
import type { ApiObject } from "../../api-object.ts";
import {
  age,
  at,
  firstOf,
  labelsText,
  listAt,
  nameOfDefault,
  numberAt,
  objectsAt,
  selectorText,
  text,
  textAt,
} from "./cell.ts";
import type { BuiltInColumn } from "./built-in-column.ts";
import { ingressColumns } from "./ingress-columns.ts";

/** Addresses and ports that are named; the others are counted. */
const most = 3;

/** Columns of what leads to Pods. */
export const networkColumns: Readonly<Record<string, readonly BuiltInColumn[]>> = {
  services: [
    text("Type", "spec.type"),
    { name: "Cluster-IP", value: (object) => listAt(object, "spec.clusterIPs")[0] ?? "<none>" },
    { name: "External-IP", value: externalAddress },
    { name: "Port(s)", value: servicePorts },
    age,
    { name: "Selector", priority: 1, value: (object) => labelsText(at(object, "spec.selector")) },
  ],
  endpoints: [{ name: "Endpoints", value: endpointsText }, age],
  "endpointslices.discovery.k8s.io": [
    text("AddressType", "addressType"),
    {
      name: "Ports",
      value: (object) =>
        firstOf(
          objectsAt(object, "ports").map(({ port, name }) => String(port ?? name ?? "*")),
          { most, none: "<unset>" },
        ),
    },
    {
      name: "Endpoints",
      value: (object) =>
        firstOf(
          objectsAt(object, "endpoints").flatMap((endpoint) => listAt(endpoint, "addresses").map(String)),
          { most, none: "<unset>" },
        ),
    },
    age,
  ],
  "ingresses.networking.k8s.io": ingressColumns,
  "ingressclasses.networking.k8s.io": [
    nameOfDefault(["ingressclass.kubernetes.io/is-default-class"]),
    text("Controller", "spec.controller"),
    { name: "Parameters", value: parameters },
    age,
  ],
  "networkpolicies.networking.k8s.io": [
    { name: "Pod-Selector", value: (object) => selectorText(at(object, "spec.podSelector")) },
    age,
  ],
  "servicecidrs.networking.k8s.io": [
    { name: "CIDRs", value: (object) => listAt(object, "spec.cidrs").join(",") },
    age,
  ],
  "ipaddresses.networking.k8s.io": [{ name: "ParentRef", value: parentText }],
};

function externalAddress(object: ApiObject): string {
  const own = listAt(object, "spec.externalIPs").map(String);
  switch (textAt(object, "spec.type")) {
    case "LoadBalancer": {
      const points = objectsAt(object, "status.loadBalancer.ingress");
      const addresses = points.map(({ ip, hostname }) => String(ip || hostname || "")).filter(Boolean);
      return [...[...new Set(addresses)].sort(), ...own].join(",") || "<pending>";
    }
    case "ExternalName":
      return textAt(object, "spec.externalName");
    default:
      return own.join(",") || "<none>";
  }
}

function servicePorts(object: ApiObject): string {
  const texts = objectsAt(object, "spec.ports").map(
    ({ port, nodePort, protocol }) =>
      `${String(port)}${nodePort ? `:${String(nodePort)}` : ""}/${String(protocol)}`,
  );
  return texts.join(",") || "<none>";
}

/** Each port of each ready address, subset by subset. Follows formatEndpoints of k8s.io/kubernetes/pkg/printers/internalversion. */
function endpointsText(object: ApiObject): string {
  const subsets = objectsAt(object, "subsets");
  const texts = subsets.flatMap((subset) => {
    const addresses = objectsAt(subset, "addresses").map((address) => textAt(address, "ip"));
    const ports = objectsAt(subset, "ports");
    if (ports.length === 0) return addresses;
    return ports.flatMap((port) => addresses.map((address) => joined(address, port)));
  });
  return firstOf(texts, { most, none: subsets.length === 0 ? "<none>" : "" });
}

function joined(address: string, port: JsonObject): string {
  return `${isIPv6(address) ? `[${address}]` : address}:${numberAt(port, "port")}`;
}

function parameters(object: ApiObject): string {
  const kind = textAt(object, "spec.parameters.kind");
  if (!kind) return "<none>";
  const group = textAt(object, "spec.parameters.apiGroup");
  return `${kind}${group ? `.${group}` : ""}/${textAt(object, "spec.parameters.name")}`;
}

function parentText(object: ApiObject): string {
  const resource = textAt(object, "spec.parentRef.resource");
  if (at(object, "spec.parentRef") === undefined) return "<none>";
  const group = textAt(object, "spec.parentRef.group");
  const namespace = textAt(object, "spec.parentRef.namespace");
  const said = `${resource}${group ? `.${group}` : ""}`.toLowerCase();
  return [said, ...(namespace ? [namespace] : []), textAt(object, "spec.parentRef.name")].join("/");
}
