import type { JsonSchema } from "../../kube/schema/json-schema.ts";

/** Formats of strings that the server checks, without hyphens (apiextensions-apiserver/pkg/apiserver/validation/formats.go, as of 1.34); `password` is any string. */
const checked = new Set(
  `bsonobjectid uri email hostname ipv4 ipv6 cidr mac uuid uuid3 uuid4 uuid5 isbn isbn10 isbn13 creditcard ssn hexcolor rgbcolor byte date duration datetime k8sshortname k8slongname`.split(
    " ",
  ),
);

/** Whether the server refuses values because of the format. Of numbers, int64 and double are all that JSON has anyway. */
export function restricts({ type, format }: JsonSchema): boolean {
  if (format === undefined) return false;
  if (type === "integer") return format === "int32";
  if (type === "number") return format === "float";
  return (type === undefined || type === "string") && checked.has(format.replaceAll("-", ""));
}
