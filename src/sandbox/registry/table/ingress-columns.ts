import { isJsonObject, type JsonObject } from "../../../base/json.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import type { BuiltInColumn } from "./built-in-column.ts";
import { ageText } from "./human-duration.ts";

/** Hosts that are named; the others are counted. */
const mostHosts = 3;

/** Columns of Ingresses. Follows printIngress of k8s.io/kubernetes/pkg/printers/internalversion. */
export const ingressColumns: readonly BuiltInColumn[] = [
  { name: "Class", value: (object) => valueAt(object, ["spec", "ingressClassName"]) ?? "<none>" },
  { name: "Hosts", value: hosts },
  { name: "Address", value: addresses },
  { name: "Ports", value: (object) => (list(object, ["spec", "tls"]).length ? "80, 443" : "80") },
  { name: "Age", value: (object, now) => ageText(object.metadata.creationTimestamp, now) },
];

function hosts(object: ApiObject): string {
  const rules = list(object, ["spec", "rules"]);
  const names: string[] = [];
  let more = false;
  for (const { host } of rules) {
    if (names.length === mostHosts) more = true;
    if (!more && host) names.push(String(host));
  }
  if (names.length === 0) return "*";
  return more ? `${names.join(",")} + ${rules.length - mostHosts} more...` : names.join(",");
}

function addresses(object: ApiObject): string {
  const points = list(object, ["status", "loadBalancer", "ingress"]);
  const addresses = points.map(({ ip, hostname }) => String(ip || hostname || "")).filter(Boolean);
  return [...new Set(addresses)].sort().join(",");
}

function list(object: ApiObject, path: readonly string[]): JsonObject[] {
  const value = valueAt(object, path);
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
