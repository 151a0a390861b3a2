import type { Subresource } from "../registry/served-resource.ts";
import { notImplemented, StatusError } from "../status-error.ts";
import { mediaType } from "./body.ts";
import { checkRoute, negotiate, objectTypes, streamTypes } from "./negotiate.ts";
import { checkTimeout } from "./query.ts";
import type { ResourceRequest } from "./resource-request.ts";
import { patchTypesOf } from "./patch-types.ts";
import { serveDelete, serveDeleteCollection } from "./serve-delete.ts";
import { servePatch } from "./serve-patch.ts";
import { serveGet, serveList, serveWatch } from "./serve-read.ts";
import { serveSubresource } from "./serve-subresource.ts";
import { serveCreate, serveUpdate } from "./serve-write.ts";

/** Answers a request for a resource. Follows k8s.io/apiserver/pkg/endpoints/handlers. */
export async function serveResource(call: ResourceRequest): Promise<void> {
  const { resource, verb, reply } = call;
  const { accept } = reply.request.headers;
  checkTimeout(reply.url.searchParams);
  if (!resource.strategy.custom) checkTypes(call);
  if (resource.warning) reply.warnings.push(resource.warning);
  const subresource = checkMissing(call);
  // a log is text, whatever is asked for
  const isLog = subresource?.name === "log";
  const wanted = negotiate(isLog ? undefined : accept, { transforms: true, stream: verb === "watch" });
  if (await serveSubresource(call, { wanted, subresource })) return;
  switch (verb) {
    case "get":
      return serveGet(call, wanted);
    case "list":
      return serveList(call, wanted);
    case "watch":
      return serveWatch(call, wanted);
    case "create":
      return serveCreate(call, wanted);
    case "update":
      return serveUpdate(call, wanted);
    case "patch":
      return servePatch(call, wanted);
    case "delete":
      return serveDelete(call, wanted);
    case "deletecollection":
      return serveDeleteCollection(call, wanted);
  }
}

/** Routes of built-in resources look at media types before anything else does. */
function checkTypes({ resource, verb, info, reply }: ResourceRequest): void {
  if (verb === "patch" && !patchTypesOf(resource).includes(mediaType(reply.request))) {
    throw new StatusError(415, {
      reason: "UnsupportedMediaType",
      message: "415: Unsupported Media Type",
      details: {},
    });
  }
  if (info.subresource === "log") return;
  const lists = verb === "list" || verb === "watch";
  checkRoute(reply.request.headers.accept, lists ? [...objectTypes, ...streamTypes] : objectTypes);
}

/** Refuses what is not served; the subresource, where one is asked for. */
function checkMissing({ resource, info }: ResourceRequest): Subresource | undefined {
  if (resource.missing) throw notImplemented(resource.missing);
  const [first] = info.subresource?.split("/") ?? [];
  const found = resource.subresources.find(({ name }) => name === first);
  if (found?.missing) throw notImplemented(found.missing);
  return found;
}
