import { equalJson } from "../../../base/json.ts";
import {
  forbiddenValue,
  invalidValue,
  requiredValue,
  unsupportedValue,
  type FieldError,
} from "../field-error.ts";
import type { JsonSchema } from "../json-schema.ts";
import { itemsOf, type DeclaredSchema } from "./declared-schema.ts";
import { internalItems } from "./internal-schema.ts";

const listType = "x-kubernetes-list-type";
const mapType = "x-kubernetes-map-type";
const listMapKeys = "x-kubernetes-list-map-keys";

/**
 * What is asked of the topology of a map or list: types, and keys that each item has. Follows the middle of ValidateCustomResourceDefinitionOpenAPISchema, and
 * validateMapListKeysMapSet, in k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go.
 */
export function topologyErrors(schema: DeclaredSchema, path: string): FieldError[] {
  const type: string | undefined = schema[listType];
  return [
    ...mapErrors(schema, path),
    ...(type === undefined ? [] : listTypeErrors(schema, type, path)),
    ...keyErrors(schema, type, path),
    ...(type === "map" ? listMapErrors(schema, path) : []),
    ...(type === "map" || type === "set" ? itemErrors(schema, type, path) : []),
  ];
}

function mapErrors(schema: DeclaredSchema, path: string): FieldError[] {
  const type: string | undefined = schema[mapType];
  if (type === undefined) return [];
  const known = ["atomic", "granular"];
  return [
    ...wrongType(schema, { type: "object", path, key: mapType }),
    ...(known.includes(type) ? [] : [unsupportedValue(`${path}.${mapType}`, type, known)]),
  ];
}

function wrongType(
  schema: DeclaredSchema,
  { type, path, key }: { type: string; path: string; key: string },
): FieldError[] {
  if (schema.type === type) return [];
  const detail = `must be ${type} if ${key} is specified`;
  const at = `${path}.type`;
  return [schema.type ? invalidValue(at, schema.type, detail) : requiredValue(at, detail)];
}

function listTypeErrors(schema: DeclaredSchema, type: string, path: string): FieldError[] {
  const known = ["atomic", "set", "map"];
  const wrong = wrongType(schema, { type: "array", path, key: listType });
  return [
    ...wrong,
    ...(wrong.length === 0 && type === "set" ? setErrors(schema, path) : []),
    ...(known.includes(type) ? [] : [unsupportedValue(`${path}.${listType}`, type, known)]),
  ];
}

/** The items of a set are scalars, or atomic themselves. */
function setErrors(schema: DeclaredSchema, path: string): FieldError[] {
  const items = itemsOf(schema);
  const detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
  const type = items?.[listType];
  if (items?.type === "array" && type !== undefined && type !== "atomic")
    return [invalidValue(`${path}.items.${listType}`, type, detail)];
  // the value that is shown is that of the other keyword
  if (items?.type === "object" && items[mapType] !== "atomic")
    return [invalidValue(`${path}.items.${mapType}`, type, detail)];
  return [];
}

function keyErrors(schema: DeclaredSchema, type: string | undefined, path: string): FieldError[] {
  if (!schema[listMapKeys]?.length || type === "map") return [];
  const detail = "must be map if x-kubernetes-list-map-keys is non-empty";
  const at = `${path}.${listType}`;
  return [type === undefined ? requiredValue(at, detail) : invalidValue(at, type, detail)];
}

function listMapErrors(schema: DeclaredSchema, path: string): FieldError[] {
  const keys = schema[listMapKeys] ?? [];
  const items = itemsOf(schema);
  const whole = `${path}.items`;
  return [
    ...(keys.length === 0
      ? [requiredValue(`${path}.${listMapKeys}`, "must not be empty if x-kubernetes-list-type is map")]
      : []),
    ...(schema.items === undefined
      ? [requiredValue(whole, "must have a schema if x-kubernetes-list-type is map")]
      : []),
    ...(schema.items !== undefined && !items
      ? [
          invalidValue(
            whole,
            internalItems(schema.items),
            "must only have a single schema if x-kubernetes-list-type is map",
          ),
        ]
      : []),
    ...(items && items.type !== "object"
      ? [
          invalidValue(
            `${whole}.type`,
            items.type ?? "",
            "must be object if parent array's x-kubernetes-list-type is map",
          ),
        ]
      : []),
    ...(items?.type === "object" ? keyNameErrors(items, keys, path) : []),
  ];
}

function keyNameErrors(items: JsonSchema, keys: readonly string[], path: string): FieldError[] {
  const at = `${path}.${listMapKeys}`;
  return keys.flatMap((key, index) => {
    const property = propertyOf(items, key);
    const isScalar = property?.type !== "array" && property?.type !== "object";
    return [
      ...(property ? [] : [invalidValue(at, keys, "entries must all be names of item properties")]),
      ...(isScalar
        ? []
        : [
            invalidValue(
              `${path}.items.properties[${key}].type`,
              "object",
              "must be a scalar type if parent array's x-kubernetes-list-type is map",
            ),
          ]),
      ...(keys.indexOf(key) < index ? [invalidValue(at, keys, "must not contain duplicate entries")] : []),
    ];
  });
}

function itemErrors(schema: DeclaredSchema, type: "map" | "set", path: string): FieldError[] {
  const items = itemsOf(schema);
  if (!items) return [];
  const nullable = items.nullable
    ? [forbiddenValue(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${type}`)]
    : [];
  if (type === "set") return nullable;
  const keys = (schema[listMapKeys] ?? []).flatMap((key) => {
    const property = propertyOf(items, key);
    return property ? keyValueErrors(property, { key, items, path }) : [];
  });
  return [...nullable, ...keys];
}

/** A key is there in every item, and no null. */
function keyValueErrors(
  property: JsonSchema,
  { key, items, path }: { key: string; items: JsonSchema; path: string },
): FieldError[] {
  const at = `${path}.items.properties[${key}]`;
  const isThere =
    items.required?.includes(key) || (property.default !== undefined && !equalJson(property.default, null));
  return [
    ...(isThere
      ? []
      : [
          requiredValue(
            `${at}.default`,
            "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property",
          ),
        ]),
    ...(property.nullable
      ? [
          forbiddenValue(
            `${at}.nullable`,
            "this property is in x-kubernetes-list-map-keys, so it cannot be nullable",
          ),
        ]
      : []),
  ];
}

function propertyOf({ properties = {} }: JsonSchema, key: string): JsonSchema | undefined {
  return Object.hasOwn(properties, key) ? properties[key] : undefined;
}
