import type { CustomResourceDefinition } from "../../../kube/crd.ts";
import type { JsonSchema } from "../../../kube/schema/json-schema.ts";

/** Formats of strings; hyphens do not count. */
const known = [
  ..."bsonobjectid uri email hostname ipv4 ipv6 cidr mac uuid uuid3 uuid4 uuid5 isbn isbn10 isbn13 creditcard".split(
    " ",
  ),
  ..."ssn hexcolor rgbcolor byte password date duration datetime k8sshortname k8slongname".split(" "),
];

/**
 * What the server says of formats that it ignores, when a definition brings them. Follows getUnrecognizedFormatsInCRD of
 * apiextensions-apiserver/pkg/registry/customresourcedefinition/strategy.go.
 */
export function formatWarnings(
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition | undefined,
): string[] {
  const before = old ? unknownFormats(old) : [];
  return [...new Set(unknownFormats(definition))]
    .filter((format) => !before.includes(format))
    .map((format) => `unrecognized format ${JSON.stringify(format)}`);
}

function unknownFormats({ spec }: CustomResourceDefinition): string[] {
  return spec.versions.flatMap(({ schema }) => unknownIn(schema?.openAPIV3Schema));
}

function unknownIn(schema: JsonSchema | undefined): string[] {
  if (!schema) return [];
  const {
    format,
    properties = {},
    items,
    additionalProperties,
    allOf = [],
    anyOf = [],
    oneOf = [],
    not,
  } = schema;
  const inner = [
    items,
    ...allOf,
    ...oneOf,
    ...anyOf,
    not,
    ...Object.values(properties),
    additionalProperties,
  ];
  return [
    ...(format && !isKnown(schema.type, format) ? [format] : []),
    ...inner.flatMap((part) => (typeof part === "object" ? unknownIn(part) : [])),
  ];
}

function isKnown(type: JsonSchema["type"], format: string): boolean {
  if (type === undefined || type === "string") return known.includes(format.replaceAll("-", ""));
  if (type === "integer") return format === "int32" || format === "int64";
  return type === "number" && (format === "float" || format === "double");
}
