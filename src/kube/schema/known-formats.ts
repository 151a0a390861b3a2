import type { JsonSchema } from "./json-schema.ts";

const ofTexts =
  "bsonobjectid uri email hostname ipv4 ipv6 cidr mac uuid uuid3 uuid4 uuid5 isbn isbn10 isbn13 creditcard ssn hexcolor rgbcolor byte password date duration date-time k8s-short-name k8s-long-name".split(
    " ",
  );

/** The formats of a type that the API server knows, as of 1.34 (apiextensions-apiserver/pkg/apiserver/validation/formats.go). */
export function knownFormats(type: JsonSchema["type"]): readonly string[] {
  if (type === undefined || type === "string") return ofTexts;
  if (type === "integer") return ["int32", "int64"];
  return type === "number" ? ["float", "double"] : [];
}

/** Whether it knows a format; of those of strings, hyphens do not count. One that it does not know is ignored. */
export function isKnownFormat(type: JsonSchema["type"], format: string): boolean {
  const known = knownFormats(type);
  return known === ofTexts
    ? ofTexts.some((name) => name.replaceAll("-", "") === format.replaceAll("-", ""))
    : known.includes(format);
}
