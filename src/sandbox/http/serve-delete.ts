import { copyJson } from "../../base/json.ts";
import type { Body } from "../registry/context.ts";
import { badRequest } from "../status-error.ts";
import { MalformedBody } from "./malformed-body.ts";
import type { Wanted } from "./negotiate.ts";
import { readOptionsBody } from "./object-body.ts";
import { checkDeleteOptions } from "./delete-options.ts";
import { listOptions } from "./list-options.ts";
import { deleteOptions } from "./query.ts";
import { requester, sendObject, tableOptions, type ResourceRequest } from "./resource-request.ts";
import { sendValue } from "./respond.ts";
import { transformList } from "./transform.ts";

export async function serveDelete(call: ResourceRequest, wanted: Wanted): Promise<void> {
  const { registry, resource, info, reply } = call;
  const options = { ...deleteOptions(reply.url.searchParams, await optionsBody(call)), ...requester(call) };
  const request = { namespace: info.namespace, name: info.name ?? "", options };
  const { object, removed } = await registry.settle(() => registry.delete(resource, request));
  if (!removed || resource.strategy.returnsDeleted) {
    sendObject(call, { object, wanted, code: !removed && options.orphanDependents === false ? 202 : 200 });
    return;
  }
  const { name, uid } = object.metadata;
  const details = { name, ...(resource.group ? { group: resource.group } : {}), kind: resource.plural, uid };
  sendValue(reply, {
    value: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details },
    format: wanted.format,
  });
}

export async function serveDeleteCollection(call: ResourceRequest, wanted: Wanted): Promise<void> {
  const { registry, resource, info, reply } = call;
  const options = { ...deleteOptions(reply.url.searchParams, await optionsBody(call)), ...requester(call) };
  const list = await registry.deleteCollection(resource, {
    list: listOptions(info.namespace, reply.url.searchParams),
    options,
  });
  sendValue(reply, {
    value: transformList(resource, { list, wanted, ...tableOptions(call, wanted) }),
    format: wanted.format,
  });
}

async function optionsBody(call: ResourceRequest): Promise<unknown> {
  const { bytes, parse } = await readOptionsBody(call);
  if (bytes.length === 0) return undefined;
  return checkDeleteOptions(call.resource, parseOptions(parse));
}

function parseOptions(parse: () => Body): unknown {
  try {
    return copyJson(parse().value);
  } catch (error) {
    if (!(error instanceof MalformedBody)) throw error;
    // only JSON is looked into for its kind before it is read
    const plain = /protobuf|^yaml:|body|data/.test(error.message);
    throw badRequest(plain ? error.message : `couldn't get version/kind; json parse error: ${error.message}`);
  }
}
