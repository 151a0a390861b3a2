import { getKey, isJsonObject, type JsonObject } from "../../../base/json.ts";
import type { ObjectMeta } from "../../../kube/object.ts";
import type { JsonSchema } from "../../../kube/schema/json-schema.ts";
import { propertySchema } from "../../../kube/schema/resolve-schema.ts";
import { walkSchema } from "../../../kube/schema/walk-schema.ts";
import { decodeBuiltIn, DecodeError } from "../../admission/decode-built-in.ts";
import { invalidField, requiredField } from "../../admission/field-problem.ts";
import type { BuiltInTypes } from "../../admission/go-shape.ts";
import { dns1035Label, pathSegment } from "../../admission/name-format.ts";
import { validateObjectMeta } from "../../admission/object-meta.ts";
import type { InvalidField } from "../../status-error.ts";

const objectMeta: JsonSchema = {
  $ref: "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta",
};

const embedding = new WeakMap<JsonSchema, boolean>();

/** Whether there are embedded resources in a schema. */
export function hasEmbedded(schema: JsonSchema): boolean {
  const known = embedding.get(schema);
  if (known !== undefined) return known;
  let found = false;
  walkSchema(schema, (node) => (found ||= node["x-kubernetes-embedded-resource"] === true));
  embedding.set(schema, found);
  return found;
}

/**
 * Reads the metadata of embedded resources as the server's types have it, in place, and returns the paths of what these do not know. Follows
 * apiextensions-apiserver/pkg/apiserver/schema/objectmeta/algorithm.go.
 *
 * @throws DecodeError when metadata is of another type, or apiVersion or kind no text
 */
export function coerceEmbedded(schema: JsonSchema, value: unknown, types: BuiltInTypes): string[] {
  const unknown: string[] = [];
  visitEmbedded(schema, value, "", (object, path) => {
    for (const key of ["apiVersion", "kind"] as const)
      if (Object.hasOwn(object, key) && typeof object[key] !== "string")
        throw new DecodeError(textOf(invalidField(`${path}.${key}`, object[key], "must be a string")));
    if (!Object.hasOwn(object, "metadata")) return;
    const { metadata } = object;
    try {
      const decoded = decodeBuiltIn(metadata ?? {}, objectMeta, types);
      object.metadata = decoded.value;
      unknown.push(...decoded.unknown.map((field) => `${path}.metadata.${field}`));
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      throw new DecodeError(textOf(invalidField(`${path}.metadata`, sorted(metadata), error.message)));
    }
  });
  return unknown.sort();
}

/** What every embedded resource must say of itself (objectmeta/validation.go). */
export function validateEmbedded(schema: JsonSchema, value: unknown, at = ""): InvalidField[] {
  const errors: InvalidField[] = [];
  visitEmbedded(schema, value, at, (object, path) => {
    const [apiVersion, kind] = [getKey(object, "apiVersion"), getKey(object, "kind")];
    if (!Object.hasOwn(object, "apiVersion")) errors.push(requiredField(below(path, "apiVersion")));
    else errors.push(...versionErrors(apiVersion, below(path, "apiVersion")));
    if (!Object.hasOwn(object, "kind")) errors.push(requiredField(below(path, "kind")));
    else errors.push(...kindErrors(kind, below(path, "kind")));
    if (isJsonObject(object.metadata))
      errors.push(...metadataErrors(object.metadata, below(path, "metadata")));
  });
  return errors;
}

function below(path: string, key: string): string {
  return path ? `${path}.${key}` : key;
}

function versionErrors(value: unknown, path: string): InvalidField[] {
  if (typeof value !== "string") return [invalidField(path, value, "must be a string")];
  if (value === "") return [invalidField(path, value, "must not be empty")];
  return value.split("/").length > 2
    ? [invalidField(path, value, `unexpected GroupVersion string: ${value}`)]
    : [];
}

function kindErrors(value: unknown, path: string): InvalidField[] {
  if (typeof value !== "string") return [invalidField(path, value, "must be a string")];
  if (value === "") return [invalidField(path, value, "must not be empty")];
  const problems = dns1035Label(value.toLowerCase());
  return problems.length
    ? [invalidField(path, value, `may have mixed case, but should otherwise match: ${problems.join(",")}`)]
    : [];
}

function metadataErrors(metadata: JsonObject, path: string): InvalidField[] {
  const meta: ObjectMeta = { ...metadata, name: (metadata.name as string | undefined) ?? "fakename" };
  const options = { namespaced: Boolean(meta.namespace), name: pathSegment };
  return validateObjectMeta(meta, options).map((error) => ({
    ...error,
    field: error.field.replace(/^metadata/, path),
  }));
}

function visitEmbedded(
  schema: JsonSchema,
  value: unknown,
  path: string,
  visit: (object: JsonObject, path: string) => void,
): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items)
      for (const [index, item] of value.entries()) visitEmbedded(items, item, `${path}[${index}]`, visit);
  } else if (isJsonObject(value)) {
    if (schema["x-kubernetes-embedded-resource"]) visit(value, path);
    for (const key of Object.keys(value)) {
      const inner = propertySchema(schema, key, undefined);
      if (!inner) continue;
      const declared = Object.hasOwn(schema.properties ?? {}, key);
      const at = declared ? (path ? `${path}.${key}` : key) : `${path}[${key}]`;
      visitEmbedded(inner, value[key], at, visit);
    }
  }
}

function textOf({ field, message }: InvalidField): string {
  return `${field}: ${message}`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, sorted(field)]),
  );
}
