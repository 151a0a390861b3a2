import { checkScalable, scaleOf } from "../registry/scale.ts";
import { notImplemented } from "../status-error.ts";
import type { Wanted } from "./negotiate.ts";
import { listOptions, watchOptions } from "./query.ts";
import { sendObject, tableOptions, type ResourceRequest } from "./resource-request.ts";
import { sendValue } from "./respond.ts";
import { transformList, transformWatchObject } from "./transform.ts";
import { streamWatch } from "./watch-stream.ts";

export async function serveGet(call: ResourceRequest, wanted: Wanted): Promise<void> {
  const { registry, resource, info } = call;
  const object = await registry.settle(() => registry.get(resource, info.namespace, info.name ?? ""));
  if (info.subresource === "scale") checkScalable(resource, object);
  sendObject(call, { object: info.subresource === "scale" ? scaleOf(resource, object) : object, wanted });
}

export async function serveList(call: ResourceRequest, wanted: Wanted): Promise<void> {
  const { registry, resource, info, reply } = call;
  const request = listOptions(info.namespace, reply.url.searchParams);
  const list = await registry.settle(() => registry.list(resource, request));
  sendValue(reply, {
    value: transformList(resource, { list, wanted, ...tableOptions(call) }),
    format: wanted.format,
  });
}

export function serveWatch(call: ResourceRequest, wanted: Wanted): Promise<void> {
  const { registry, resource, info, reply, signal } = call;
  if (wanted.format !== "json") throw notImplemented("watches in YAML");
  const namedOnly = info.name === undefined ? {} : { fieldSelector: `metadata.name=${info.name}` };
  const { request, timeoutSeconds } = watchOptions(info.namespace, reply.url.searchParams);
  const options = tableOptions(call);
  let first = true;
  return streamWatch(reply, {
    clock: registry.clock,
    timeoutSeconds,
    bookmarks: request.allowWatchBookmarks,
    signal,
    start: (listener) => registry.watch(resource, { request: { ...request, ...namedOnly }, listener }),
    render: (event) => {
      if (event.type === "ERROR") return event.object;
      const object = transformWatchObject(resource, {
        object: event.object,
        wanted,
        first,
        bookmark: event.type === "BOOKMARK",
        ...options,
      });
      first = false;
      return object;
    },
  });
}
