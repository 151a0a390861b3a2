import type { JsonSchema } from "../../../kube/schema/json-schema.ts";

/** Fields whose names in Go have little to do with those in JSON. */
const others: Readonly<Record<string, string>> = {
  cephfs: "CephFS",
  storageos: "StorageOS",
  wwids: "WWIDs",
  chapAuthDiscovery: "DiscoveryCHAPAuth",
  chapAuthSession: "SessionCHAPAuth",
  diskURI: "DataDiskURI",
  lastState: "LastTerminationState",
  externalID: "DoNotUseExternalID",
  reportingComponent: "ReportingController",
  $schema: "Schema",
  $ref: "Ref",
};

/** Abbreviations that Go writes in capitals where a name begins with them. */
const abbreviation =
  /^(?:api|uid|ttl|tls|ips?|http|cidrs?|cel|fs|se(?=L)|gce|aws|nfs|iscsi|rbd|fc|csi|pd|iqn|ssl|tty|tcp|grpc|gid|dns|os|qos|gmsa|json|url|ca|id|pkix)(?=[A-Z]|s?$)/;

/** What Go calls a field that is called so in JSON: `apiVersion` is APIVersion. */
export function goFieldName(json: string, schema: JsonSchema = {}): string {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref ?? "";
  // what every object has is embedded
  const meta = /\.(ObjectMeta|ListMeta)$/.exec(reference)?.[1];
  if (json === "metadata" && meta !== undefined) return meta;
  const other = Object.hasOwn(others, json) ? others[json] : undefined;
  if (other !== undefined) return other;
  const plain = json.replace(/^x-kubernetes-(.*)$/, (_, rest: string) => `x-${rest}`);
  const name = plain.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const begun = name.replace(abbreviation, (short) => short.toUpperCase().replace(/^(CIDR|IP)S$/, "$1s"));
  return begun[0] ? begun[0].toUpperCase() + begun.slice(1) : begun;
}
