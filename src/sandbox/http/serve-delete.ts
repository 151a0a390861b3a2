import { copyJson } from "../../base/json.ts";
import { badRequest } from "../status-error.ts";
import { MalformedBody } from "./malformed-body.ts";
import type { Wanted } from "./negotiate.ts";
import { readObjectBody } from "./object-body.ts";
import { deleteOptions, listOptions } from "./query.ts";
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
    value: transformList(resource, { list, wanted, ...tableOptions(call) }),
    format: wanted.format,
  });
}

async function optionsBody(call: ResourceRequest): Promise<unknown> {
  const { bytes, parse } = await readObjectBody(call);
  if (bytes.length === 0) return undefined;
  try {
    return copyJson(parse().value);
  } catch (error) {
    if (error instanceof MalformedBody)
      throw badRequest(`couldn't get version/kind; json parse error: ${error.message}`);
    throw error;
  }
}
