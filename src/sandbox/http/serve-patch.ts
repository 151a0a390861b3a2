import { isJsonObject } from "../../base/json.ts";
import type { Body, WriteOptions } from "../registry/context.ts";
import type { PatchType } from "../registry/patch.ts";
import { scaleOf } from "../registry/scale.ts";
import { badRequest, StatusError, unsupportedMediaType } from "../status-error.ts";
import { mediaType, parseYamlBody, readBody } from "./body.ts";
import { MalformedBody } from "./malformed-body.ts";
import type { Wanted } from "./negotiate.ts";
import { parseJson } from "./parse-json.ts";
import { patchTypes, patchTypesOf } from "./patch-types.ts";
import { writeOptions } from "./query.ts";
import { isTrue } from "./request-info.ts";
import { requester, sendObject, type ResourceRequest } from "./resource-request.ts";

export async function servePatch(call: ResourceRequest, wanted: Wanted): Promise<void> {
  const { registry, resource, info, reply } = call;
  const { namespace, name = "", subresource } = info;
  const type = patchTypeOf(call);
  const query = reply.url.searchParams;
  const write = writeOptions(query, { ...requester(call), kind: "PatchOptions", apply: type === "apply" });
  const body = await patchBody(call, type, write);
  const force = isTrue(query.get("force"));
  const request = { namespace, name, ...(subresource ? { subresource } : {}), type, body, force, write };
  const { object, created } = await registry.settle(() => registry.patch(resource, request));
  sendObject(call, {
    object: subresource === "scale" ? scaleOf(resource, object) : object,
    wanted,
    code: created ? 201 : 200,
  });
}

function patchTypeOf({ resource, reply }: ResourceRequest): PatchType {
  const type = mediaType(reply.request);
  const allowed = patchTypesOf(resource);
  if (!allowed.includes(type)) throw unsupportedMediaType(allowed);
  return patchTypes[type] ?? "json";
}

/** Operations that one JSON patch may have: k8s.io/apiserver's maxJSONPatchOperations. */
const mostOperations = 10_000;

async function patchBody(call: ResourceRequest, type: PatchType, write: WriteOptions): Promise<Body> {
  const { registry, resource, info, reply } = call;
  const bytes = await readBody(reply.request);
  try {
    const body = type === "apply" ? parseYamlBody(bytes) : parseJson(bytes);
    if (type === "json" && Array.isArray(body.value) && body.value.length > mostOperations) {
      const message = `Request entity too large: The allowed maximum operations in a JSON patch is ${mostOperations}, got ${body.value.length}`;
      throw new StatusError(413, { reason: "RequestEntityTooLarge", message });
    }
    if (type !== "apply") checkNumbers(body, type);
    return body;
  } catch (error) {
    if (!(error instanceof MalformedBody)) throw error;
    if (type === "apply")
      throw badRequest(`error decoding YAML: error converting YAML to JSON: ${error.message}`);
    // the object is looked up first
    registry.get(resource, info.namespace, info.name ?? "");
    const lenient = write.fieldValidation === "Ignore";
    // a merge patch is not read twice
    if (lenient && type === "merge") throw badRequest("Invalid JSON Patch");
    const plain = type === "strategic" || lenient;
    throw badRequest(plain ? error.message : `error decoding patch: ${error.message}`);
  }
}

/** Numbers that no float can be; patches of another shape are refused for that. */
function checkNumbers({ hugeNumber, value }: Body, type: PatchType): void {
  if (hugeNumber === undefined || (type === "json" ? !isOperations(value) : !isJsonObject(value))) return;
  const place = type === "json" ? "struct field jsonPatchOp.value" : "value";
  throw new MalformedBody(`json: cannot unmarshal number ${hugeNumber} into Go ${place} of type float64`);
}

/** Whether a JSON patch is one but for what its values are. */
function isOperations(value: unknown): boolean {
  const texts = ["op", "path", "from"];
  return (
    Array.isArray(value) &&
    value.every(
      (operation) => isJsonObject(operation) && texts.every((key) => typeof operation[key] !== "number"),
    )
  );
}
