/** Names of all tags that say something to a schema, without what may stand before them: `items.`, `values.`. */
export const tagNames: ReadonlySet<string> = new Set([
  ...["type", "schemaless", "intOrString", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
  ...["multipleOf", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"],
  ...["pattern", "format", "enum", "title", "default", "example", "externalDocs", "nullable"],
  ...["preserveUnknownFields", "embeddedResource", "listType", "listMapKey", "mapType", "structType"],
  ...["validation", "immutable", "exactlyOneOf", "atMostOneOf", "atLeastOneOf", "description", "schema"],
  ...["union", "maxDepth", "sensitive", "optional", "required", "featureGate"],
]);
