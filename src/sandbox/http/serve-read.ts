import { badRequest, plainError } from "../status-error.ts";
import { revisionProblem, tooLarge } from "../registry/revision.ts";
import { selectorOf, type Selection } from "../registry/list.ts";
import { checkScalable, scaleOf } from "../registry/scale.ts";
import type { Wanted } from "./negotiate.ts";
import { listOptions, watchOptions } from "./list-options.ts";
import { sendObject, tableOptions, type ResourceRequest } from "./resource-request.ts";
import { sendValue } from "./respond.ts";
import { transformList, transformWatchObject } from "./transform.ts";
import { streamWatch } from "./watch-stream.ts";

export async function serveGet(call: ResourceRequest, wanted: Wanted): Promise<void> {
  const { registry, resource, info, reply } = call;
  checkRevision(reply.url.searchParams.get("resourceVersion"), registry.store.revision);
  const object = await registry.settle(() => registry.get(resource, info.namespace, info.name ?? ""));
  if (info.subresource === "scale") checkScalable(resource, object);
  sendObject(call, { object: info.subresource === "scale" ? scaleOf(resource, object) : object, wanted });
}

/** What is read is the present: not older than any version but those to come. */
function checkRevision(text: string | null, current: number): void {
  const problem = revisionProblem(text ?? "");
  if (problem) throw plainError(problem);
  if (text && Number(text) > current) throw tooLarge(text, current);
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

/** The one object of a path, unless what is selected is another one. Follows listOpts of k8s.io/apiserver/pkg/endpoints/handlers/get.go. */
function named(
  { resource }: ResourceRequest,
  { name, request }: { name: string; request: Selection },
): { fieldSelector?: string } {
  const { fields } = selectorOf(resource, request);
  if (fields.isEmpty) return { fieldSelector: `metadata.name=${name}` };
  if (fields.exact("metadata.name") === name) return {};
  throw badRequest("fieldSelector metadata.name doesn't match requested name");
}

export function serveWatch(call: ResourceRequest, wanted: Wanted): Promise<void> {
  const { registry, resource, info, reply, signal } = call;
  const { request, timeoutSeconds } = watchOptions(info.namespace, reply.url.searchParams);
  const namedOnly = info.name === undefined ? {} : named(call, { name: info.name, request });
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
        ...options,
      });
      first = false;
      return object;
    },
  });
}
