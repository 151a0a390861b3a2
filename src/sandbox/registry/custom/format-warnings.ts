import type { CustomResourceDefinition } from "../../../kube/crd.ts";
import type { JsonSchema } from "../../../kube/schema/json-schema.ts";
import { isKnownFormat } from "../../../kube/schema/known-formats.ts";

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
    ...(format && !isKnownFormat(schema.type, format) ? [format] : []),
    ...inner.flatMap((part) => (typeof part === "object" ? unknownIn(part) : [])),
  ];
}
