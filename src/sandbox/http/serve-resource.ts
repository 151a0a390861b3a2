import { resourceName, type ServedResource, type Subresource } from "../registry/served-resource.ts";
import {
  badRequest,
  methodNotAllowed,
  noSuchResource,
  notFound,
  notImplemented,
  type StatusError,
} from "../status-error.ts";
import { negotiate } from "./negotiate.ts";
import { checkParameters } from "./query.ts";
import type { RequestInfo } from "./request-info.ts";
import type { ResourceRequest } from "./resource-request.ts";
import { serveDelete, serveDeleteCollection } from "./serve-delete.ts";
import { servePatch } from "./serve-patch.ts";
import { serveGet, serveList, serveWatch } from "./serve-read.ts";
import { serveSubresource } from "./serve-subresource.ts";
import { serveCreate, serveUpdate } from "./serve-write.ts";

/** Answers a request for a resource. Follows k8s.io/apiserver/pkg/endpoints/handlers. */
export async function serveResource(call: ResourceRequest): Promise<void> {
  const { resource, info, reply } = call;
  const subresource = checkVerb(resource, info);
  // a log is text, whatever is asked for
  const isLog = info.subresource === "log";
  if (resource.warning) reply.warnings.push(resource.warning);
  checkParameters(info, reply.url.searchParams);
  const wanted = negotiate(isLog ? undefined : reply.request.headers.accept, { transforms: true });
  if (await serveSubresource(call, { wanted, subresource })) return;
  switch (info.verb) {
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

/** Refuses what is not served; the subresource, where one is asked for. */
function checkVerb(resource: ServedResource, info: RequestInfo): Subresource | undefined {
  const { verb, subresource, name, namespace } = info;
  if (namespace !== undefined && !resource.namespaced) throw noSuchResource();
  if (resource.missing) throw notImplemented(resource.missing);
  if (subresource === undefined) {
    if (!resource.verbs.includes(verb)) throw methodNotAllowed();
    if (verb === "create" && (name !== undefined || (resource.namespaced && namespace === undefined)))
      throw methodNotAllowed();
    if ((verb === "update" || verb === "patch") && name === undefined) throw unnamed(resource);
    return undefined;
  }
  const found = resource.subresources.find((candidate) => candidate.name === subresource);
  if (!found)
    throw resource.strategy.custom ? notFound(resourceName(resource), name ?? "") : noSuchResource();
  if (found.missing) throw notImplemented(found.missing);
  if (!found.verbs.includes(verb)) throw methodNotAllowed();
  return found;
}

/** Custom resources have one handler for all paths: it misses the name rather than the method. */
function unnamed(resource: ServedResource): StatusError {
  return resource.strategy.custom ? badRequest("name must be provided") : methodNotAllowed();
}
