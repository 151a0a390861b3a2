import type { Body } from "../registry/context.ts";
import type { PatchType } from "../registry/patch.ts";
import { scaleOf } from "../registry/scale.ts";
import { badRequest, StatusError, unsupportedMediaType } from "../status-error.ts";
import { mediaType, parseYamlBody, readBody } from "./body.ts";
import { MalformedBody } from "./malformed-body.ts";
import type { Wanted } from "./negotiate.ts";
import { parseJson } from "./parse-json.ts";
import { writeOptions } from "./query.ts";
import { isTrue } from "./request-info.ts";
import { requester, sendObject, type ResourceRequest } from "./resource-request.ts";

const patchTypes: Readonly<Record<string, PatchType>> = {
  "application/json-patch+json": "json",
  "application/merge-patch+json": "merge",
  "application/strategic-merge-patch+json": "strategic",
  "application/apply-patch+yaml": "apply",
};

export async function servePatch(call: ResourceRequest, wanted: Wanted): Promise<void> {
  const { registry, resource, info, reply } = call;
  const { namespace, name = "", subresource } = info;
  const type = patchTypeOf(call);
  const query = reply.url.searchParams;
  const write = writeOptions(query, { ...requester(call), kind: "PatchOptions", apply: type === "apply" });
  const body = await patchBody(call, type);
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
  const type = patchTypes[mediaType(reply.request)];
  const { custom } = resource.strategy;
  if (type === "strategic" && custom) {
    throw unsupportedMediaType(Object.keys(patchTypes).filter((name) => patchTypes[name] !== "strategic"));
  }
  if (type) return type;
  throw new StatusError(415, {
    reason: "UnsupportedMediaType",
    message: "415: Unsupported Media Type",
    details: {},
  });
}

async function patchBody(call: ResourceRequest, type: PatchType): Promise<Body> {
  const { registry, resource, info, reply } = call;
  const text = (await readBody(reply.request)).toString("utf8");
  try {
    return type === "apply" ? parseYamlBody(text) : parseJson(text);
  } catch (error) {
    if (!(error instanceof MalformedBody)) throw error;
    if (type === "apply")
      throw badRequest(`error decoding YAML: error converting YAML to JSON: ${error.message}`);
    // the object is looked up first
    registry.get(resource, info.namespace, info.name ?? "");
    throw badRequest(type === "strategic" ? error.message : `error decoding patch: ${error.message}`);
  }
}
