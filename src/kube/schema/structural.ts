import type { FieldError, FieldErrorType } from "./field-error.ts";
import type { JsonSchema } from "./json-schema.ts";
import { compilePattern } from "./pattern.ts";
import { applyDefaults } from "./apply-defaults.ts";
import { copyJson, equalJson } from "../../base/json.ts";
import { pruneUnknown } from "./prune.ts";
import { validateValue } from "./validate.ts";

/** Where a schema stands, for the words of its errors. */
type Position = "root" | "property" | "items" | "junctor";

const types: readonly string[] = ["array", "boolean", "integer", "number", "object", "string"];

/** What may not stand below allOf, anyOf, oneOf or not. */
const outsideJunctors = [
  "type",
  "default",
  "title",
  "description",
  "nullable",
  "additionalProperties",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-embedded-resource",
  "x-kubernetes-int-or-string",
  "x-kubernetes-list-type",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-map-type",
  "x-kubernetes-validations",
] as const;

/**
 * What a CRD's schema must satisfy to be structural, in the API server's words. `path` is the schema's place in the definition.
 * Its CEL rules are another matter (cel/check-rules.ts). Follows k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation and .../apiserver/schema/validation.go.
 */
export function validateStructural(schema: JsonSchema, path = "openAPIV3Schema"): FieldError[] {
  return checkNode(schema, { path, position: "root" });
}

function checkNode(schema: JsonSchema, at: { path: string; position: Position }): FieldError[] {
  const { path, position } = at;
  const errors = [
    ...(position === "junctor"
      ? junctorErrors(schema, path)
      : [...typeErrors(schema, at), ...defaultErrors(schema, path)]),
    ...keywordErrors(schema, path),
    ...listErrors(schema, path),
  ];
  const inner: Position = position === "junctor" ? "junctor" : "property";
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    if (position === "root" && key === "metadata")
      errors.push(...metadataErrors(property, `${path}.properties[metadata]`));
    else errors.push(...checkNode(property, { path: `${path}.properties[${key}]`, position: inner }));
  }
  if (typeof schema.additionalProperties === "object") {
    errors.push(
      ...checkNode(schema.additionalProperties, { path: `${path}.additionalProperties`, position: inner }),
    );
  }
  if (schema.items)
    errors.push(
      ...checkNode(schema.items, {
        path: `${path}.items`,
        position: position === "junctor" ? "junctor" : "items",
      }),
    );
  if (!isIntOrStringForm(schema)) {
    for (const junctor of ["allOf", "anyOf", "oneOf"] as const) {
      for (const [index, item] of (schema[junctor] ?? []).entries())
        errors.push(...checkNode(item, { path: `${path}.${junctor}[${index}]`, position: "junctor" }));
    }
  }
  if (schema.not) errors.push(...checkNode(schema.not, { path: `${path}.not`, position: "junctor" }));
  return errors;
}

function typeErrors(
  schema: JsonSchema,
  { path, position }: { path: string; position: Position },
): FieldError[] {
  const { type } = schema;
  const intOrString = schema["x-kubernetes-int-or-string"];
  if (type !== undefined && !types.includes(type)) return [unsupported(`${path}.type`, type, types)];
  if (type !== undefined && position === "root" && type !== "object")
    return [invalid(`${path}.type`, type, "must be object at the root")];
  const embedded = schema["x-kubernetes-embedded-resource"];
  if (embedded && type !== "object")
    return [invalid(`${path}.type`, type ?? "", "must be object if x-kubernetes-embedded-resource is true")];
  if (embedded && !schema["x-kubernetes-preserve-unknown-fields"] && !schema.properties) {
    return [
      required(
        `${path}.properties`,
        "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields",
      ),
    ];
  }
  if (
    type !== undefined ||
    intOrString ||
    (schema["x-kubernetes-preserve-unknown-fields"] && position !== "root")
  )
    return [];
  const where = {
    root: "at the root",
    items: "for specified array items",
    property: "for specified object fields",
    junctor: "",
  }[position];
  return [required(`${path}.type`, `must not be empty ${where}`)];
}

function keywordErrors(schema: JsonSchema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (schema.$ref !== undefined) errors.push(forbidden(`${path}.$ref`, "$ref is not supported"));
  if (schema.uniqueItems)
    errors.push(
      forbidden(
        `${path}.uniqueItems`,
        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
      ),
    );
  if (schema.properties && Object.keys(schema.properties).length > 0 && schema.additionalProperties) {
    errors.push(
      forbidden(`${path}.additionalProperties`, "additionalProperties and properties are mutual exclusive"),
    );
  }
  if (schema.type === "array" && !schema.items) errors.push(required(`${path}.items`, "must be specified"));
  const pattern = schema.pattern === undefined ? undefined : compilePattern(schema.pattern);
  if (typeof pattern === "string")
    errors.push(
      invalid(
        `${path}.pattern`,
        schema.pattern ?? "",
        `must be a valid regular expression, but isn't: ${pattern}`,
      ),
    );
  return errors;
}

function junctorErrors(schema: JsonSchema, path: string): FieldError[] {
  return outsideJunctors
    .filter((key) => schema[key] !== undefined && schema[key] !== false)
    .map((key) => forbidden(`${path}.${key}`, "must be empty to be structural"));
}

function listErrors(schema: JsonSchema, path: string): FieldError[] {
  const { items, "x-kubernetes-list-type": type } = schema;
  const isNullable = (type === "set" || type === "map") && items?.nullable;
  const message = `cannot be nullable when x-kubernetes-list-type is ${type ?? ""}`;
  return [
    ...topologyErrors(schema, path),
    ...(isNullable ? [forbidden(`${path}.items.nullable`, message)] : []),
  ];
}

function topologyErrors(schema: JsonSchema, path: string): FieldError[] {
  const type = schema["x-kubernetes-list-type"];
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  if (type !== undefined && schema.type !== "array")
    return [
      invalid(`${path}.type`, schema.type ?? "", "must be array if x-kubernetes-list-type is specified"),
    ];
  if (type !== undefined && !["atomic", "set", "map"].includes(type))
    return [unsupported(`${path}.x-kubernetes-list-type`, type, ["atomic", "set", "map"])];
  if (type !== "map")
    return keys.length > 0
      ? [
          invalid(
            `${path}.x-kubernetes-list-type`,
            type ?? "",
            "must be map if x-kubernetes-list-map-keys is non-empty",
          ),
        ]
      : [];
  if (keys.length === 0)
    return [
      required(`${path}.x-kubernetes-list-map-keys`, "must not be empty if x-kubernetes-list-type is map"),
    ];
  const { items } = schema;
  if (items?.type !== "object")
    return [
      invalid(
        `${path}.items.type`,
        items?.type ?? "",
        `must be object if parent array's x-kubernetes-list-type is map`,
      ),
    ];
  return keys.flatMap((key) => keyErrors(key, { keys, items, path }));
}

/** As validateMapListKeysMapSet of apiextensions-apiserver's validation.go, and the part before it about types. */
function keyErrors(
  key: string,
  { keys, items, path }: { keys: readonly string[]; items: JsonSchema; path: string },
): FieldError[] {
  const property = items.properties?.[key];
  if (!property)
    return [
      invalid(`${path}.x-kubernetes-list-map-keys`, keys, "entries must all be names of item properties"),
    ];
  const at = `${path}.items.properties[${key}]`;
  const errors: FieldError[] = [];
  if (property.type === "array" || property.type === "object")
    errors.push(
      invalid(
        `${at}.type`,
        "object",
        "must be a scalar type if parent array's x-kubernetes-list-type is map",
      ),
    );
  if (!items.required?.includes(key) && property.default === undefined)
    errors.push(
      required(
        `${at}.default`,
        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property",
      ),
    );
  if (property.nullable)
    errors.push(
      forbidden(`${at}.nullable`, "this property is in x-kubernetes-list-map-keys, so it cannot be nullable"),
    );
  return errors;
}

/** A default must be valid, complete in itself, and hold nothing that pruning would take. */
function defaultErrors(schema: JsonSchema, path: string): FieldError[] {
  if (schema.default === undefined) return [];
  const completed = copyJson(schema.default);
  const pruned = copyJson(schema.default);
  pruneUnknown(schema, pruned);
  if (!equalJson(pruned, schema.default))
    return [invalid(`${path}.default`, schema.default, "must not have unknown fields")];
  applyDefaults(schema, completed);
  const at = `${path}.default`;
  return validateValue(schema, completed).map((error) => ({
    ...error,
    field: error.field === "<nil>" || error.field === "" ? at : `${at}.${error.field}`,
  }));
}

function metadataErrors(schema: JsonSchema, path: string): FieldError[] {
  const { type, properties = {}, ...rest } = schema;
  const errors: FieldError[] =
    type !== undefined && type !== "object" ? [invalid(`${path}.type`, type, "must be object")] : [];
  const only = Object.keys(properties).every((key) => key === "name" || key === "generateName");
  const beside = Object.keys(rest).filter((key) => key !== "description");
  if (only && beside.length === 0) return errors;
  return [
    ...errors,
    forbidden(
      path,
      "must not specify anything other than name and generateName, but metadata is implicitly specified",
    ),
  ];
}

/** The two forms in which an int-or-string may say its types. */
function isIntOrStringForm(schema: JsonSchema): boolean {
  const types = [{ type: "integer" }, { type: "string" }];
  return (
    schema["x-kubernetes-int-or-string"] === true &&
    (equalJson(schema.anyOf, types) || equalJson(schema.allOf?.[0], { anyOf: types }))
  );
}

function required(field: string, text: string): FieldError {
  return { type: "FieldValueRequired", field, message: `Required value: ${text}` };
}

function invalid(field: string, value: unknown, text: string): FieldError {
  return { type: "FieldValueInvalid", field, message: `Invalid value: ${JSON.stringify(value)}: ${text}` };
}

function unsupported(field: string, value: string, supported: readonly string[]): FieldError {
  const list = supported.map((known) => `"${known}"`).join(", ");
  return {
    type: "FieldValueNotSupported",
    field,
    message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${list}`,
  };
}

function forbidden(field: string, text: string): FieldError {
  return { type: "FieldValueForbidden" satisfies FieldErrorType, field, message: `Forbidden: ${text}` };
}
