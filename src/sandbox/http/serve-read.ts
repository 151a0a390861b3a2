import { goQuote } from "../../base/go-quote.ts";
import { plainError } from "../status-error.ts";
import { checkScalable, scaleOf } from "../registry/scale.ts";
import type { Wanted } from "./negotiate.ts";
import { listOptions, watchOptions } from "./query.ts";
import { sendObject, tableOptions, type ResourceRequest } from "./resource-request.ts";
import { sendValue } from "./respond.ts";
import { transformList, transformWatchObject } from "./transform.ts";
import { streamWatch } from "./watch-stream.ts";

export async function serveGet(call: ResourceRequest, wanted: Wanted): Promise<void> {
  const { registry, resource, info, reply } = call;
  checkRevision(reply.url.searchParams.get("resourceVersion"));
  const object = await registry.settle(() => registry.get(resource, info.namespace, info.name ?? ""));
  if (info.subresource === "scale") checkScalable(resource, object);
  sendObject(call, { object: info.subresource === "scale" ? scaleOf(resource, object) : object, wanted });
}

/** A read that is not older than a version is always one of the present here. */
function checkRevision(text: string | null): void {
  if (!text || /^\d+$/.test(text)) return;
  const quoted = goQuote(text);
  throw plainError(
    `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`,
  );
}

export async function serveList(call: ResourceRequest, wanted: Wanted): Promise<void> {
  const { registry, resource, info, reply } = call;
  const request = listOptions(info.namespace, reply.url.searchParams);
  const list = await registry.settle(() => registry.list(resource, request));
  sendValue(reply, {
    value: transformList(resource, { list, wanted, ...tableOptions(call, wanted) }),
    format: wanted.format,
  });
}

export function serveWatch(call: ResourceRequest, wanted: Wanted): Promise<void> {
  const { registry, resource, info, reply, signal } = call;
  const namedOnly = info.name === undefined ? {} : { fieldSelector: `metadata.name=${info.name}` };
  const { request, timeoutSeconds } = watchOptions(info.namespace, reply.url.searchParams);
  const options = tableOptions(call, wanted);
  let first = true;
  return streamWatch(reply, {
    clock: registry.clock,
    timeoutSeconds,
    bookmarks: request.allowWatchBookmarks,
    signal,
    texts: call.texts,
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
