import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { versionAndKind } from "../registry/decode-body.ts";
import type { ServedResource } from "../registry/served-resource.ts";
import { badRequest } from "../status-error.ts";

const scheme = "pkg/runtime/scheme.go:111";
const types: Readonly<Record<string, string>> = {
  gracePeriodSeconds: "int64",
  orphanDependents: "bool",
  propagationPolicy: "v1.DeletionPropagation",
};
const javaScript: Readonly<Record<string, string>> = { int64: "number", bool: "boolean" };

/** Reads a body of DeleteOptions: of the server's own group, or of the group of what is deleted. Unknown fields are passed over. */
export function checkDeleteOptions(resource: ServedResource, value: unknown): JsonObject | undefined {
  if (value === null || value === undefined) return undefined;
  if (!isJsonObject(value))
    throw badRequest(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${goKind(value)} into Go value of type ${versionAndKind}`,
    );
  const { apiVersion = resource.apiVersion, kind = "DeleteOptions" } = value;
  if (kind !== "DeleteOptions")
    throw badRequest(
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "${scheme}"`,
    );
  for (const [name, type] of Object.entries(types)) {
    const found = value[name];
    if (found != null && typeof found !== (javaScript[type] ?? "string"))
      throw badRequest(
        `json: cannot unmarshal ${goKind(found)} into Go struct field DeleteOptions.${name} of type ${type}`,
      );
  }
  return value;
}

function goKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}
