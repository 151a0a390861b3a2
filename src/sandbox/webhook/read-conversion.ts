import { copyJson, equalJson, isJsonObject, type JsonObject } from "../../base/json.ts";
import { validateLabels } from "../admission/label-problem.ts";
import type { ApiObject } from "../api-object.ts";

/**
 * What a conversion webhook made of objects, or what is wrong with it: it may change labels and annotations of the metadata, nothing
 * else there, and neither kind nor name. Follows webhook_converter.go (validateConvertedObject, restoreObjectMeta).
 */
export function readConversion(
  converted: readonly unknown[],
  options: { objects: readonly ApiObject[]; apiVersion: string; of: string },
): ApiObject[] | string {
  const { objects, apiVersion, of } = options;
  if (converted.length !== objects.length)
    return `${of} returned ${converted.length} objects, expected ${objects.length}`;
  const results: ApiObject[] = [];
  for (const [index, original] of objects.entries()) {
    const result = readOne(converted[index], { original, apiVersion });
    if ("invalid" in result)
      return `${of} returned invalid ${place(objects, index, result)}: ${result.invalid}`;
    results.push(result.object);
  }
  return results;
}

type One =
  | { readonly object: ApiObject }
  | { readonly invalid: string; readonly what: "type" | "object" | "metadata" };

/** One object alone is not called by its index, but where its type is wrong. */
function place(objects: readonly ApiObject[], index: number, { what }: { what: string }): string {
  const single = objects.length === 1;
  if (what === "type") return single ? "object at index 0" : `converted object at index ${index}`;
  if (what === "metadata") return single ? "metadata" : `metadata in object at index ${index}`;
  return single ? "object" : `converted object at index ${index}`;
}

function readOne(value: unknown, options: { original: ApiObject; apiVersion: string }): One {
  const { original, apiVersion } = options;
  const object = (isJsonObject(value) ? value : {}) as Partial<ApiObject>;
  if (object.apiVersion !== apiVersion)
    return {
      what: "type",
      invalid: `invalid groupVersion (expected ${apiVersion}, received ${object.apiVersion ?? ""})`,
    };
  if (object.kind !== original.kind)
    return {
      what: "type",
      invalid: `invalid kind (expected ${original.kind}, received ${object.kind ?? ""})`,
    };
  const changed = changedIdentity(original, object);
  if (changed !== undefined) return { what: "object", invalid: changed };
  const metadata = restoredMetadata(original, object);
  if (typeof metadata === "string") return { what: "metadata", invalid: metadata };
  return { object: { ...copyJson(object), metadata } as ApiObject };
}

function changedIdentity(original: ApiObject, object: Partial<ApiObject>): string | undefined {
  const { metadata } = object;
  const names = [
    ["name", "name"],
    ["namespace", "namespace"],
    ["uid", "UID"],
  ] as const;
  for (const [field, shown] of names) {
    const [before = "", after = ""] = [original.metadata[field], metadata?.[field]];
    if (before !== after) return `must have the same ${shown}: ${before} != ${after}`;
  }
  return undefined;
}

function restoredMetadata(original: ApiObject, object: Partial<ApiObject>): ApiObject["metadata"] | string {
  const { metadata: sent } = object as { metadata?: unknown };
  if (sent === undefined) return "missing metadata in converted object";
  if (!isJsonObject(sent)) return `invalid metadata of type ${goType(sent)} in converted object`;
  const metadata = copyJson(original.metadata) as ApiObject["metadata"] & JsonObject;
  for (const field of ["labels", "annotations"] as const) {
    const value = sent[field];
    if (value === undefined || value === null) {
      Reflect.deleteProperty(metadata, field);
      continue;
    }
    if (!isJsonObject(value)) return `invalid metadata.${field} of type ${goType(value)} in converted object`;
    const problem = textsProblem(field, { value, before: metadata[field] });
    if (problem !== undefined) return problem;
    metadata[field] = value as Record<string, string>;
  }
  return metadata;
}

function textsProblem(
  field: "labels" | "annotations",
  options: { value: JsonObject; before: unknown },
): string | undefined {
  const { value, before = {} } = options;
  for (const [key, text] of Object.entries(value))
    if (typeof text !== "string")
      return `metadata.${field}[${key}] must be a string, but is ${goType(text)} in converted object`;
  if (field !== "labels" || equalJson(value, before)) return undefined;
  const errors = validateLabels(value, "metadata.labels").map(
    ({ field: at, message }) => `${at}: ${message}`,
  );
  if (errors.length === 0) return undefined;
  return errors.length === 1 ? errors[0] : `[${errors.join(", ")}]`;
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return "[]interface {}";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  if (value === null) return "<nil>";
  return { string: "string", boolean: "bool" }[typeof value as "string"] ?? "map[string]interface {}";
}
