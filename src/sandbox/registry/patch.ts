import { applyJsonPatch } from "../../kube/patch/json-patch.ts";
import { ApplyConflictError, applyServerSide } from "../../kube/patch/managed-fields.ts";
import { applyMergePatch } from "../../kube/patch/merge-patch.ts";
import { applyStrategicMergePatch } from "../../kube/patch/strategic-merge-patch.ts";
import { isJsonObject, type JsonObject } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import { badRequest, notFound, plainError, StatusError } from "../status-error.ts";
import { applyScale } from "./apply-scale.ts";
import type { Body, RegistryContext, WriteOptions } from "./context.ts";
import { decodePatched } from "./decode-body.ts";
import { scaleOf, withScale } from "./scale.ts";
import { resourceName, type ServedResource } from "./served-resource.ts";
import { updateObject, type UpdateResult } from "./update.ts";

/** Media types of patches. */
export type PatchType = "json" | "merge" | "strategic" | "apply";

export interface PatchRequest {
  readonly namespace: string | undefined;
  readonly name: string;
  readonly subresource?: string;
  readonly type: PatchType;
  readonly body: Body;
  readonly force: boolean;
  readonly write: WriteOptions;
}

/** PATCH of all four kinds. Follows k8s.io/apiserver/pkg/endpoints/handlers/patch.go. */
export function patchObject(
  context: RegistryContext,
  resource: ServedResource,
  request: PatchRequest,
): UpdateResult {
  const { namespace, name, subresource, type, write } = request;
  const apply = type === "apply";
  return updateObject(context, resource, {
    namespace,
    name,
    ...(subresource ? { subresource } : {}),
    write,
    create: apply,
    managed: apply,
    transform: (live) => {
      const next = apply
        ? applied(context, resource, { live, request })
        : patched(resource, { live, request });
      checkIdentity(next, request);
      return next;
    },
  });
}

function patched(
  resource: ServedResource,
  options: { live: ApiObject | undefined; request: PatchRequest },
): ApiObject {
  const { live, request } = options;
  if (!live) throw notFound(resourceName(resource), request.name);
  const { write } = request;
  const duplicates = request.type === "json" ? [] : request.body.duplicates;
  if (request.subresource === "scale") {
    const scale = patchJson(resource, { document: scaleOf(resource, live), request });
    return withScale(resource, { object: live, scale: isJsonObject(scale) ? scale : {} });
  }
  const object = patchJson(resource, { document: live, request });
  if (!isJsonObject(object)) throw badRequest("Invalid JSON Patch");
  const shown = request.type === "strategic" ? goMap(request.body.value) : JSON.stringify(object);
  return decodePatched(resource, { object, shown, write, duplicates });
}

function patchJson(
  resource: ServedResource,
  options: { document: ApiObject; request: PatchRequest },
): unknown {
  const { document, request } = options;
  const { type, body } = request;
  if (type === "json" && !Array.isArray(body.value)) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${jsonKind(body.value)} into Go value of type []handlers.jsonPatchOp`,
    );
  }
  if (type !== "json" && body.value === null) throw badRequest("Invalid JSON Patch");
  if (type !== "json" && !isJsonObject(body.value)) {
    const prefix = type === "merge" ? "error decoding patch: " : "";
    throw badRequest(
      `${prefix}json: cannot unmarshal ${jsonKind(body.value)} into Go value of type map[string]interface {}`,
    );
  }
  try {
    switch (type) {
      case "json":
        return applyJsonPatch(document, body.value);
      case "merge":
        return applyMergePatch(document, body.value);
      default:
        return applyStrategicMergePatch(document, body.value, resource.strategy.schema, optionsOf(resource));
    }
  } catch (error) {
    if (error instanceof StatusError) throw error;
    throw unprocessable();
  }
}

/** What the server says of a patch that cannot be applied, whatever the cause. */
function unprocessable(): StatusError {
  const message = "the server rejected our request due to an error in our request";
  return new StatusError(422, { reason: "Invalid", message, details: {} });
}

function applied(
  context: RegistryContext,
  resource: ServedResource,
  options: { live: ApiObject | undefined; request: PatchRequest },
): ApiObject {
  const { live, request } = options;
  const { body, write, force, subresource } = request;
  const scale = subresource === "scale";
  const config = checkConfiguration(scale ? scaleKind : resource, body.value);
  try {
    if (scale) {
      checkIdentity(config as ApiObject, request);
      return applyScale(context, resource, {
        live,
        config,
        name: request.name,
        manager: write.manager,
        force,
      });
    }
    const result = applyServerSide({
      live,
      config,
      manager: write.manager,
      force,
      schema: resource.strategy.schema,
      ...optionsOf(resource),
      resetFields: resource.strategy.resetFields(subresource),
      emptyObject: { ...resource.strategy.zero, apiVersion: resource.apiVersion, kind: resource.kind },
      apiVersion: resource.apiVersion,
      ...(subresource ? { subresource } : {}),
      now: new Date(context.clock.now()),
    });
    const object = result.object as JsonObject;
    const decoded = decodePatched(resource, {
      object,
      shown: JSON.stringify(object),
      write,
      duplicates: body.duplicates,
    });
    const { resourceVersion } = isJsonObject(config.metadata) ? config.metadata : {};
    return typeof resourceVersion === "string"
      ? { ...decoded, metadata: { ...decoded.metadata, resourceVersion } }
      : decoded;
  } catch (error) {
    if (error instanceof ApplyConflictError) throw applyConflict(error);
    if (error instanceof StatusError) throw error;
    throw plainError(error instanceof Error ? error.message : String(error));
  }
}

const scaleKind = { apiVersion: "autoscaling/v1", kind: "Scale" };

function checkConfiguration(
  resource: Pick<ServedResource, "apiVersion" | "kind">,
  value: unknown,
): JsonObject {
  if (!isJsonObject(value))
    throw badRequest(
      `error decoding YAML: json: cannot unmarshal ${jsonKind(value)} into Go value of type map[string]interface {}`,
    );
  const { apiVersion = "", kind = "" } = value;
  if (apiVersion !== resource.apiVersion || kind !== resource.kind) {
    const gv = String(apiVersion).includes("/") ? String(apiVersion) : `/${String(apiVersion)}`;
    throw badRequest(`invalid object type: ${gv}, Kind=${String(kind)}`);
  }
  if (isJsonObject(value.metadata) && value.metadata.managedFields != null)
    throw badRequest("metadata.managedFields must be nil");
  return value;
}

function applyConflict(error: ApplyConflictError): StatusError {
  const { conflicts } = error;
  const texts = conflicts.map(({ manager, field }) => `conflict with ${manager}: ${field}`);
  const count = `Apply failed with ${conflicts.length} conflict${conflicts.length === 1 ? "" : "s"}`;
  const causes = conflicts.map(({ manager, field }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with ${manager}`,
    field,
  }));
  const message = `${count}: ${conflicts.length === 1 ? texts[0] : conflictLines(conflicts)}`;
  return new StatusError(409, { reason: "Conflict", message, details: { causes } });
}

/** Several conflicts are grouped by manager, one field a line; see structured-merge-diff's merge.Conflicts. */
function conflictLines(conflicts: ApplyConflictError["conflicts"]): string {
  const byManager = new Map<string, string[]>();
  for (const { manager, field } of conflicts)
    byManager.set(manager, [...(byManager.get(manager) ?? []), field]);
  return [...byManager]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([manager, fields]) => `conflicts with ${manager}:\n${fields.map((field) => `- ${field}`).join("\n")}`,
    )
    .join("\n");
}

function checkIdentity(object: ApiObject, request: PatchRequest): void {
  const { name, namespace } = object.metadata;
  if (name !== undefined && name !== request.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${request.name})`);
  }
  if (namespace && request.namespace && namespace !== request.namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  if (name === undefined) object.metadata = { ...object.metadata, name: request.name };
}

function optionsOf(resource: ServedResource) {
  return resource.strategy.resolve ? { resolve: resource.strategy.resolve } : {};
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return value === null ? "null" : typeof value === "boolean" ? "bool" : typeof value;
}

/** A value as Go prints it with %v. */
function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(" ")}]`;
  if (!isJsonObject(value)) return value === null ? "<nil>" : String(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, item]) => `${key}:${goMap(item)}`).join(" ")}]`;
}
