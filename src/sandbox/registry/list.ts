import { goQuote } from "../../base/go-quote.ts";
import type { ApiObject } from "../api-object.ts";
import { badRequest, expired, StatusError } from "../status-error.ts";
import { parseContinueToken, writeContinueToken } from "../store/continue-token.ts";
import { CompactedError } from "../store/store.ts";
import type { RegistryContext } from "./context.ts";
import { parseFieldSelector } from "./field-selector.ts";
import { parseLabelSelector } from "./label-selector.ts";
import { storeKey, type ServedResource } from "./served-resource.ts";

/** Which objects of a resource. */
export interface Selection {
  readonly namespace: string | undefined;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** meta/v1 ListOptions of a list, checked. */
export interface ListRequest extends Selection {
  readonly limit?: number;
  readonly continue?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: "Exact" | "NotOlderThan";
}

export interface ListResult {
  readonly items: ApiObject[];
  readonly metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
}

/** GET of a collection. Follows the table of resourceVersion semantics in the API concepts and k8s.io/apiserver/pkg/storage. */
export function listObjects(
  context: RegistryContext,
  resource: ServedResource,
  request: ListRequest,
): ListResult {
  const matches = matcherOf(resource, request);
  const start = request.continue ? parseContinueToken(request.continue) : undefined;
  if (start && request.resourceVersion && request.resourceVersion !== "0") {
    throw badRequest("specifying resource version is not allowed when using continue");
  }
  const revision = start ? start.revision : revisionOf(context, request);
  if (revision > context.store.revision) throw tooLarge(revision, context.store.revision);
  // who takes what is at hand gets it from where watchers are told from
  const atHand = request.resourceVersion === "0" ? context.gate.revisionOf(resource.collection) : undefined;
  const at = revision > 0 ? revision : (atHand ?? context.store.revision);
  const objects = read(context, resource, {
    namespace: request.namespace,
    revision: at,
    after: start?.after,
  });
  const rest = start ? objects.filter((object) => keyOf(resource, object, request) > start.after) : objects;
  resource.strategy.prepareRead?.(rest);
  const served = rest.map((object) => resource.strategy.toServed(object)).filter(matches);
  const { limit = 0 } = request;
  const resourceVersion = String(at);
  if (limit <= 0 || served.length <= limit) return { items: served, metadata: { resourceVersion } };
  const items = served.slice(0, limit);
  const last = items.at(-1);
  const after = last ? keyOf(resource, last, request) : "";
  const selective = Boolean(request.labelSelector) || Boolean(request.fieldSelector);
  return {
    items,
    metadata: {
      resourceVersion,
      continue: writeContinueToken({ revision: at, after }),
      ...(selective ? {} : { remainingItemCount: served.length - limit }),
    },
  };
}

/** Whether an object is selected. */
export function matcherOf(resource: ServedResource, selection: Selection): (object: ApiObject) => boolean {
  const labels = parseLabelSelector(selection.labelSelector ?? "");
  const fields = parseFieldSelector(selection.fieldSelector ?? "", {
    fields: resource.strategy.selectable,
    unknown: (field) => resource.strategy.unknownSelector(field),
  });
  return (object) => labels(object.metadata.labels) && fields(object);
}

/** A resourceVersion as a number; 400 when it is not one. */
export function parseRevision(resourceVersion: string | undefined): number {
  if (!resourceVersion) return 0;
  if (/^\d+$/.test(resourceVersion)) return Number(resourceVersion);
  const quoted = goQuote(resourceVersion);
  throw badRequest(
    `invalid resource version: resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`,
  );
}

/** The revision to read at; 0 is the present. */
function revisionOf(context: RegistryContext, request: ListRequest): number {
  const asked = parseRevision(request.resourceVersion);
  if (asked > context.store.revision) throw tooLarge(asked, context.store.revision);
  const exact =
    request.resourceVersionMatch === "Exact" ||
    (request.resourceVersionMatch === undefined && (request.limit ?? 0) > 0);
  return exact ? asked : 0;
}

/** 504: the client is ahead of the server. */
function tooLarge(asked: number, current: number): StatusError {
  const causes = [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }];
  const message = `Timeout: Too large resource version: ${asked}, current: ${current}`;
  return new StatusError(504, { reason: "Timeout", message, details: { causes, retryAfterSeconds: 1 } });
}

function read(
  context: RegistryContext,
  resource: ServedResource,
  options: { namespace: string | undefined; revision: number; after: string | undefined },
): ApiObject[] {
  const { namespace, revision, after } = options;
  const prefix = resource.namespaced && namespace ? `${namespace}/` : "";
  try {
    return context.store.list(resource.collection, { prefix, revision });
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    if (after === undefined) throw expired("The resourceVersion for the provided list is too old.");
    throw expiredToken(after);
  }
}

/** 410, with a token that goes on at the present. Follows handleCompactedErrorForPaging of k8s.io/apiserver/pkg/storage/etcd3/errors.go. */
function expiredToken(after: string): StatusError {
  return new StatusError(410, {
    reason: "Expired",
    message:
      "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
    metadata: { continue: writeContinueToken({ revision: -1, after: after.slice(1) }) },
  });
}

/** Key relative to what is listed, with etcd's leading slash in front of the namespace. */
function keyOf(resource: ServedResource, object: ApiObject, request: ListRequest): string {
  const { namespace, name = "" } = object.metadata;
  return `/${storeKey(resource.namespaced && !request.namespace ? namespace : undefined, name)}`;
}
