import { equalJson } from "../../../base/json.ts";
import { forbiddenValue, invalidValue, requiredValue, type FieldError } from "../field-error.ts";
import type { JsonSchema } from "../json-schema.ts";
import { junctorErrors } from "./junctor-errors.ts";
import { itemsOf, type DeclaredSchema } from "./declared-schema.ts";

/** Where a schema stands, for the words of its errors. */
type Level = "root" | "items" | "field";

/** The rules of structural schemas, but that of completeness. Follows validateStructuralInvariants of k8s.io/apiextensions-apiserver/pkg/apiserver/schema/validation.go. */
export function structuralInvariants(schema: JsonSchema, path: string): FieldError[] {
  return nodeErrors(schema, { path, level: "root" });
}

function nodeErrors(schema: DeclaredSchema, at: { path: string; level: Level }): FieldError[] {
  const { path, level } = at;
  const items = itemsOf(schema);
  const below = (inner: JsonSchema, where: string, innerLevel: Level) =>
    nodeErrors(inner, { path: `${path}.${where}`, level: innerLevel });
  const { additionalProperties } = schema;
  return [
    ...(schema.type === "array" && !items ? [requiredValue(`${path}.items`, "must be specified")] : []),
    ...(items ? below(items, "items", "items") : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      below(property, `properties[${name}]`, "field"),
    ),
    ...(additionalProperties !== undefined && level === "root"
      ? [forbiddenValue(`${path}.additionalProperties`, "must not be used at the root")]
      : []),
    ...(typeof additionalProperties === "object"
      ? below(additionalProperties, "additionalProperties", "field")
      : []),
    ...extensionErrors(schema, path),
    ...junctorErrors(schema, path),
    ...typeErrors(schema, at),
    ...embeddedErrors(schema, path),
    ...resourceErrors(schema, at),
  ];
}

function extensionErrors(schema: DeclaredSchema, path: string): FieldError[] {
  if (!schema["x-kubernetes-int-or-string"]) return [];
  return (["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"] as const)
    .filter((key) => schema[key])
    .map((key) =>
      invalidValue(`${path}.${key}`, true, "must be false if x-kubernetes-int-or-string is true"),
    );
}

const noTypeAt: Readonly<Record<Level, string>> = {
  root: "must not be empty at the root",
  items: "must not be empty for specified array items",
  field: "must not be empty for specified object fields",
};

function typeErrors(schema: DeclaredSchema, { path, level }: { path: string; level: Level }): FieldError[] {
  const { type = "" } = schema;
  const at = `${path}.type`;
  const atRoot = level === "root" && type !== "" && type !== "object";
  return [
    ...ownTypeErrors(schema, at, level),
    ...(atRoot ? [invalidValue(at, type, "must be object at the root")] : []),
  ];
}

function ownTypeErrors(schema: DeclaredSchema, at: string, level: Level): FieldError[] {
  const { type = "" } = schema;
  if (schema["x-kubernetes-embedded-resource"] && type !== "object") {
    const detail = "must be object if x-kubernetes-embedded-resource is true";
    return [type === "" ? requiredValue(at, detail) : invalidValue(at, type, detail)];
  }
  const open = schema["x-kubernetes-int-or-string"] ?? schema["x-kubernetes-preserve-unknown-fields"];
  return type === "" && !open ? [requiredValue(at, noTypeAt[level])] : [];
}

function embeddedErrors(schema: DeclaredSchema, path: string): FieldError[] {
  if (!schema["x-kubernetes-embedded-resource"]) return [];
  const isOpen = schema["x-kubernetes-preserve-unknown-fields"] === true;
  const empty = Object.keys(schema.properties ?? {}).length === 0;
  return [
    ...(schema.additionalProperties === undefined
      ? []
      : [
          forbiddenValue(
            `${path}.additionalProperties`,
            "must not be used if x-kubernetes-embedded-resource is set",
          ),
        ]),
    ...(empty && !isOpen
      ? [
          requiredValue(
            `${path}.properties`,
            "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields",
          ),
        ]
      : []),
  ];
}

/** Of a resource, and of one that is embedded: kind and apiVersion are texts, of its own metadata only names are said anything. */
function resourceErrors(
  schema: DeclaredSchema,
  { path, level }: { path: string; level: Level },
): FieldError[] {
  const isResource = level === "root" || schema["x-kubernetes-embedded-resource"] === true;
  const { properties = {} } = schema;
  const own = (key: string) => (Object.hasOwn(properties, key) ? properties[key] : undefined);
  const wanted = { kind: "string", apiVersion: "string", metadata: "object" } as const;
  const types = Object.entries(wanted).flatMap(([key, type]) => {
    const property = own(key);
    if (!isResource || !property || property.type === type) return [];
    return [invalidValue(`${path}.properties[${key}].type`, property.type ?? "", `must be ${type}`)];
  });
  const metadata = own("metadata");
  if (level !== "root" || !metadata || saysOnlyNames(metadata)) return types;
  const detail =
    "must not specify anything other than name and generateName, but metadata is implicitly specified";
  return [...types, forbiddenValue(`${path}.properties[metadata]`, detail)];
}

function saysOnlyNames(metadata: JsonSchema): boolean {
  const { type: _type, default: _default, properties = {}, ...rest } = metadata;
  const names = Object.keys(properties);
  const beside = Object.entries(rest).filter(([, value]) => !equalJson(value, []) && !equalJson(value, {}));
  return names.every((name) => name === "name" || name === "generateName") && beside.length === 0;
}
