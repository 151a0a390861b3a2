import type { JsonSchema } from "../../kube/schema/json-schema.ts";

const text: JsonSchema = { type: "string" };

/** meta/v1 Condition as controller-gen derives it from k8s.io/apimachinery/pkg/apis/meta/v1/types.go. */
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

const quantityPattern =
  "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

/** Schemas of the types that `kubewright` exports, by name. As controller-gen's pkg/crd/known_types.go. */
export const knownTypes: Readonly<Record<string, JsonSchema>> = {
  Int32: { type: "integer", format: "int32" },
  Int64: { type: "integer", format: "int64" },
  UInt32: { type: "integer", format: "int64", minimum: 0, maximum: 4294967295 },
  Integer: { type: "integer" },
  Float: { type: "number", format: "float" },
  Double: { type: "number", format: "double" },
  Time: { type: "string", format: "date-time" },
  MicroTime: { type: "string", format: "date-time" },
  Duration: text,
  Base64: { type: "string", format: "byte" },
  Quantity: {
    anyOf: [{ type: "integer" }, { type: "string" }],
    pattern: quantityPattern,
    "x-kubernetes-int-or-string": true,
  },
  IntOrString: { anyOf: [{ type: "integer" }, { type: "string" }], "x-kubernetes-int-or-string": true },
  RawExtension: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  ObjectMeta: { type: "object" },
  Condition: condition,
};

/** Names whose schema needs floats, which are refused unless they are allowed: they do not survive every client. */
export const floatTypes: readonly string[] = ["Float", "Double"];
