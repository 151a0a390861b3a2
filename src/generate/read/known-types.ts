import type { JsonSchema } from "../../kube/schema/json-schema.ts";

const text: JsonSchema = { type: "string" };

/** meta/v1 Condition, with the bounds that its markers in k8s.io/apimachinery/pkg/apis/meta/v1/types.go give it. */
const condition: JsonSchema = {
  description: "One aspect of the state that this object was last seen in.",
  type: "object",
  required: ["lastTransitionTime", "message", "reason", "status", "type"],
  properties: {
    lastTransitionTime: { type: "string", format: "date-time" },
    message: { type: "string", maxLength: 32768 },
    observedGeneration: { type: "integer", format: "int64", minimum: 0 },
    reason: {
      type: "string",
      minLength: 1,
      maxLength: 1024,
      pattern: "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$",
    },
    status: { type: "string", enum: ["True", "False", "Unknown"] },
    type: {
      type: "string",
      maxLength: 316,
      pattern:
        "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$",
    },
  },
};

const texts: JsonSchema = { type: "object", additionalProperties: text };

/**
 * Metadata below the root of an object: nothing fills it in there, so what may be written is what a template needs. Follows the list of
 * controller-gen's generateEmbeddedObjectMeta (pkg/crd/known_types.go); without it the server would prune even labels.
 */
export const embeddedMetadata: JsonSchema = {
  type: "object",
  properties: {
    annotations: texts,
    finalizers: { type: "array", items: text },
    labels: texts,
    name: text,
    namespace: text,
  },
};

const quantityPattern =
  "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

/** What time.ParseDuration of Go reads. */
const durationPattern = "^[+-]?(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|s|m|h))+$|^[+-]?0$";

const embedded: JsonSchema = {
  type: "object",
  "x-kubernetes-embedded-resource": true,
  "x-kubernetes-preserve-unknown-fields": true,
};

type KnownName =
  | "Int32"
  | "Int64"
  | "UInt32"
  | "Integer"
  | "Float"
  | "Double"
  | "JsonNumber"
  | "Time"
  | "MicroTime"
  | "Duration"
  | "Base64"
  | "Quantity"
  | "IntOrString"
  | "RawExtension"
  | "EmbeddedResource"
  | "ObjectMeta"
  | "Condition";

/** Schemas of the types that `kubewright` exports, by name. As controller-gen's pkg/crd/known_types.go. */
export const knownTypes: Readonly<Record<KnownName, JsonSchema>> = {
  Int32: { type: "integer", format: "int32" },
  Int64: { type: "integer", format: "int64" },
  UInt32: { type: "integer", format: "int64", minimum: 0, maximum: 4294967295 },
  Integer: { type: "integer" },
  Float: { type: "number", format: "float" },
  Double: { type: "number", format: "double" },
  JsonNumber: { type: "number" },
  Time: { type: "string", format: "date-time" },
  MicroTime: { type: "string", format: "date-time" },
  Duration: { type: "string", pattern: durationPattern },
  Base64: { type: "string", format: "byte" },
  Quantity: {
    anyOf: [{ type: "integer" }, { type: "string" }],
    pattern: quantityPattern,
    "x-kubernetes-int-or-string": true,
  },
  IntOrString: { anyOf: [{ type: "integer" }, { type: "string" }], "x-kubernetes-int-or-string": true },
  RawExtension: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  EmbeddedResource: embedded,
  ObjectMeta: embeddedMetadata,
  Condition: condition,
};

/** Names whose schema needs floats, which are refused unless they are allowed: they do not survive every client. */
export const floatTypes: readonly string[] = ["Float", "Double", "JsonNumber"];

/** The schema of a type by the name that `kubewright` exports it under. */
export function knownType(name: string): JsonSchema | undefined {
  return Object.hasOwn(knownTypes, name) ? knownTypes[name as KnownName] : undefined;
}
