import { applyJsonPatch } from "../../kube/patch/json-patch.ts";
import { goText } from "../../kube/patch/go-text.ts";
import { applyMergePatch } from "../../kube/patch/merge-patch.ts";
import { PatchError } from "../../kube/patch/patch-error.ts";
import { applyStrategicMergePatch } from "../../kube/patch/strategic-merge-patch.ts";
import { goQuote } from "../../base/go-quote.ts";
import { isJsonObject, type JsonObject } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import { checkNesting } from "../nesting.ts";
import { badRequest, notFound, plainError, StatusError } from "../status-error.ts";
import { applyObject } from "./apply.ts";
import type { Body, RegistryContext, WriteOptions } from "./context.ts";
import { decodePatched } from "./decode-body.ts";
import { jsonPatchProblems } from "./json-patch-problems.ts";
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
    decoded: !apply && subresource !== "scale",
    transform: (live) => {
      const next = apply
        ? applyObject(context, resource, { live, request })
        : patched(resource, { live, request });
      checkIdentity(next, { request, resource });
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
  const { write, type, body } = request;
  if (request.subresource === "scale") {
    const scale = patchJson(resource, { document: scaleOf(resource, live), request });
    return withScale(resource, { object: live, scale: isJsonObject(scale) ? scale : {} });
  }
  const problems =
    type === "json"
      ? jsonPatchProblems(body)
      : body.duplicates.map((path) => `duplicate field ${goQuote(path)}`);
  const result = patchJson(resource, { document: live, request });
  // each patch can put one object into another
  if (type === "json") checkNesting(result);
  if (!isJsonObject(result)) throw badRequest("Invalid JSON Patch");
  // what a strategic merge patch makes is written into an object of the kind, whatever it says of itself
  const object = type === "strategic" ? ofKind(resource, result) : result;
  const shown = () => (type === "strategic" ? goText(body.value) : JSON.stringify(object));
  return decodePatched(resource, { object, shown, write, problems, converted: type === "strategic" });
}

/** What it says that is no text is refused with the rest. */
function ofKind({ apiVersion, kind }: ServedResource, result: JsonObject): JsonObject {
  const isText = (value: unknown) => value === undefined || value === null || typeof value === "string";
  return {
    ...result,
    ...(isText(result.apiVersion) ? { apiVersion } : {}),
    ...(isText(result.kind) ? { kind } : {}),
  };
}

function patchJson(
  resource: ServedResource,
  options: { document: ApiObject; request: PatchRequest },
): unknown {
  const { document, request } = options;
  const { type, body } = request;
  // no list of operations at all is one without any
  if (type === "json" && body.value === null) return document;
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
        return applyStrategicMergePatch(document, body.value, resource.strategy.schema, {
          ...(resource.strategy.resolve ? { resolve: resource.strategy.resolve } : {}),
        });
    }
  } catch (error) {
    if (error instanceof PatchError) throw refusalOf(error);
    throw error;
  }
}

/** What is answered for a patch that cannot be applied (applyJSPatch and interpretStrategicMergePatchError). */
function refusalOf({ reason, message }: PatchError): StatusError {
  switch (reason) {
    case "malformed":
      return badRequest(message);
    case "too-large":
      return new StatusError(413, {
        reason: "RequestEntityTooLarge",
        message: `Request entity is too large: ${message}`,
      });
    case "unexpected":
      return plainError(message);
    case "unprocessable": {
      const general = "the server rejected our request due to an error in our request";
      return new StatusError(422, { reason: "Invalid", message: general, details: {} });
    }
  }
}

/** As checkName and EnsureObjectNamespaceMatchesRequestNamespace: an object that a patch has left without a name is refused. */
function checkIdentity(
  object: ApiObject,
  { request, resource }: { request: PatchRequest; resource: ServedResource },
): void {
  const { name, namespace } = object.metadata;
  if (namespace && request.namespace && resource.namespaced && namespace !== request.namespace)
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  if (!name)
    throw badRequest(
      `the name of the object (${request.name} based on URL) was undeterminable: name must be provided`,
    );
  if (name !== request.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${request.name})`);
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return value === null ? "null" : typeof value === "boolean" ? "bool" : typeof value;
}
