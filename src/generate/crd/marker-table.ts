import type { ArgumentType } from "../marker/parse-argument.ts";
import type { Fields } from "../marker/parse-fields.ts";

/** A marker of controller-gen that is about a schema, and the tag that means the same. */
export interface SchemaMarker {
  readonly tag: string;
  /** How its argument is read; undefined: it has none. */
  readonly argument?: ArgumentType | "json" | { readonly fields: Fields };
  /** There is also `+kubebuilder:validation:items:X`. */
  readonly items?: boolean;
}

const text = { type: "string" } as const;
const optional = { type: "string", optional: true } as const;

const rule: Fields = {
  rule: text,
  message: optional,
  messageExpression: optional,
  reason: optional,
  fieldPath: optional,
  optionalOldSelf: { type: "boolean", optional: true },
};

/** `+kubebuilder:validation:X` (controller-tools' pkg/crd/markers/validation.go): on fields and types, and as `items:X` for what is in a list. */
const validations: Readonly<Record<string, Omit<SchemaMarker, "items">>> = {
  Minimum: { tag: "minimum", argument: "number" },
  Maximum: { tag: "maximum", argument: "number" },
  MultipleOf: { tag: "multipleOf", argument: "number" },
  ExclusiveMinimum: { tag: "exclusiveMinimum", argument: "boolean" },
  ExclusiveMaximum: { tag: "exclusiveMaximum", argument: "boolean" },
  MinLength: { tag: "minLength", argument: "integer" },
  MaxLength: { tag: "maxLength", argument: "integer" },
  Pattern: { tag: "pattern", argument: "string" },
  MinItems: { tag: "minItems", argument: "integer" },
  MaxItems: { tag: "maxItems", argument: "integer" },
  UniqueItems: { tag: "uniqueItems", argument: "boolean" },
  MinProperties: { tag: "minProperties", argument: "integer" },
  MaxProperties: { tag: "maxProperties", argument: "integer" },
  Enum: { tag: "enum", argument: { list: "any" } },
  Format: { tag: "format", argument: "string" },
  Type: { tag: "type", argument: "string" },
  XIntOrString: { tag: "intOrString" },
  XPreserveUnknownFields: { tag: "preserveUnknownFields" },
  XEmbeddedResource: { tag: "embeddedResource" },
  XValidation: { tag: "validation", argument: { fields: rule } },
};

const fromValidations = Object.entries(validations).flatMap(([name, marker]) => [
  [`kubebuilder:validation:${name}`, { ...marker, items: true }] as const,
]);

/** Every marker about a schema, by its name without the `+`. */
export const schemaMarkers: Readonly<Record<string, SchemaMarker>> = {
  ...Object.fromEntries(fromValidations),
  "kubebuilder:validation:EmbeddedResource": { tag: "embeddedResource" },
  "kubebuilder:validation:Schemaless": { tag: "schemaless" },
  "kubebuilder:validation:AtMostOneOf": { tag: "atMostOneOf", argument: { list: "string" } },
  "kubebuilder:validation:ExactlyOneOf": { tag: "exactlyOneOf", argument: { list: "string" } },
  "kubebuilder:validation:AtLeastOneOf": { tag: "atLeastOneOf", argument: { list: "string" } },
  "kubebuilder:pruning:PreserveUnknownFields": { tag: "preserveUnknownFields" },
  "kubebuilder:default": { tag: "default", argument: "any" },
  default: { tag: "kubernetesDefault", argument: "json" },
  "kubebuilder:example": { tag: "example", argument: "any" },
  "kubebuilder:title": { tag: "title", argument: "any" },
  "kubebuilder:externalDocs": {
    tag: "externalDocs",
    argument: { fields: { url: text, description: optional } },
  },
  nullable: { tag: "nullable" },
  listType: { tag: "listType", argument: "string" },
  "k8s:listType": { tag: "listType", argument: "string" },
  listMapKey: { tag: "listMapKey", argument: "string" },
  "k8s:listMapKey": { tag: "listMapKey", argument: "string" },
  mapType: { tag: "mapType", argument: "string" },
  structType: { tag: "structType", argument: "string" },
  "k8s:immutable": { tag: "immutable" },
  "k8s:enum": { tag: "sortedEnum" },
};
