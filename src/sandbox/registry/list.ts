import { dnsLabel } from "../admission/name-format.ts";
import type { ApiObject } from "../api-object.ts";
import { badRequest, expired, StatusError } from "../status-error.ts";
import { parseContinueToken, writeContinueToken } from "../store/continue-token.ts";
import { CompactedError } from "../store/store.ts";
import type { RegistryContext } from "./context.ts";
import { revisionProblem, tooLarge } from "./revision.ts";
import { parseFieldSelector, type FieldSelector } from "./field-selector.ts";
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

/** GET of a collection. Follows the table of resourceVersion semantics in the API concepts and k8s.io/apiserver/pkg/storage/cacher. */
export function listObjects(
  context: RegistryContext,
  resource: ServedResource,
  request: ListRequest,
): ListResult {
  const selector = selectorOf(resource, request);
  const start = request.continue ? parseContinueToken(request.continue) : undefined;
  if (start && request.resourceVersion && request.resourceVersion !== "0") {
    throw badRequest("specifying resource version is not allowed when using continue");
  }
  const single = start ? undefined : singleKey(resource, request, selector);
  const revision = start ? start.revision : revisionOf(context, request, single !== undefined);
  if (revision > context.store.revision) throw tooLarge(String(revision), context.store.revision);
  // who takes what is at hand gets it from where watchers are told from
  const atHand = request.resourceVersion === "0" ? context.gate.revisionOf(resource.collection) : undefined;
  const at = revision > 0 ? revision : (atHand ?? context.store.revision);
  const namespace = start ? request.namespace : narrowed(resource, request, selector);
  const scope = { namespace, revision: at, from: start?.from, single };
  const objects = read(context, resource, scope);
  const isConsistent = revision <= 0 && selector.fields.index !== undefined;
  const found = isConsistent
    ? objects.filter((object) => selector.fields.index?.(resource.strategy.toServed(object)))
    : objects;
  return pageOf(resource, { objects: found, request, selector, namespace, revision: at });
}

/** Which of these are selected, as far as a page goes. Follows Cacher.GetList: whether more follow is said of what could be selected, not of what is. */
function pageOf(
  resource: ServedResource,
  options: {
    objects: readonly ApiObject[];
    request: ListRequest;
    selector: Selector;
    namespace: string | undefined;
    revision: number;
  },
): ListResult {
  const { objects, request, selector, namespace, revision } = options;
  const { strategy } = resource;
  const limit = request.resourceVersion === "0" ? 0 : Math.max(0, request.limit ?? 0);
  const metadata = { resourceVersion: String(revision) };
  const items: ApiObject[] = [];
  strategy.prepareRead?.(objects);
  for (const [index, object] of objects.entries()) {
    const served = strategy.toServed(object);
    if (!selector.matches(served)) continue;
    items.push(served);
    if (limit === 0 || items.length < limit) continue;
    if (index === objects.length - 1) break;
    const from = `${keyOf(resource, object, namespace)}\0`;
    const remaining = selector.isEmpty ? { remainingItemCount: objects.length - limit } : {};
    return {
      items,
      metadata: { ...metadata, continue: writeContinueToken({ revision, from }), ...remaining },
    };
  }
  return { items, metadata };
}

/** What is selected of a resource. */
export interface Selector {
  readonly isEmpty: boolean;
  readonly fields: FieldSelector;
  matches(object: ApiObject): boolean;
}

/** Reads the selectors of a request; 400 where they make no sense. */
export function selectorOf(resource: ServedResource, selection: Selection): Selector {
  const { labelSelector = "", fieldSelector = "" } = selection;
  const labels = parseLabelSelector(labelSelector);
  const fields = parseFieldSelector(fieldSelector, {
    fields: resource.strategy.selectable,
    unknown: (field) => resource.strategy.unknownSelector(field),
  });
  return {
    isEmpty: fields.isEmpty && labelSelector.trim() === "",
    fields,
    matches: (object) => labels(object.metadata.labels) && fields.matches(object),
  };
}

/** A resourceVersion as a number; 400 when it is not one. */
export function parseRevision(resourceVersion: string | undefined): number {
  const problem = revisionProblem(resourceVersion ?? "");
  if (problem) throw badRequest(`invalid resource version: ${problem}`);
  return Number(resourceVersion ?? 0);
}

/** The namespace that is listed: that of the path, or the one that is selected. Follows Store.ListPredicate of k8s.io/apiserver/pkg/registry/generic. */
function narrowed(resource: ServedResource, request: ListRequest, selector: Selector): string | undefined {
  if (request.namespace || !resource.namespaced) return request.namespace;
  const selected = selector.fields.exact("metadata.namespace");
  return selected !== undefined && dnsLabel(selected).length === 0 ? selected : undefined;
}

/** The key of the one object that can be selected, where it can be told. */
function singleKey(resource: ServedResource, request: ListRequest, selector: Selector): string | undefined {
  const name = selector.fields.exact("metadata.name");
  const namespace = narrowed(resource, request, selector);
  if (!name || name === "." || name === ".." || /[/%]/.test(name)) return undefined;
  if (!resource.namespaced) return name;
  return namespace ? storeKey(namespace, name) : undefined;
}

/** The revision to read at; 0 is the present. */
function revisionOf(context: RegistryContext, request: ListRequest, single: boolean): number {
  const asked = parseRevision(request.resourceVersion);
  const exact = request.resourceVersionMatch === "Exact";
  if (asked > context.store.revision)
    // what is read past the cache is not waited for
    throw tooLarge(
      request.resourceVersion ?? "",
      context.store.revision,
      single && (exact || isPaged(request)) ? 0 : 1,
    );
  return exact || (isPaged(request) && !single) ? asked : 0;
}

/** A version without a match is an exact one where pages are asked for. */
function isPaged({ resourceVersionMatch, limit = 0 }: ListRequest): boolean {
  return resourceVersionMatch === undefined && limit > 0;
}

function read(
  context: RegistryContext,
  resource: ServedResource,
  options: {
    namespace: string | undefined;
    revision: number;
    from: string | undefined;
    single: string | undefined;
  },
): ApiObject[] {
  const { namespace, revision, from, single } = options;
  const prefix = resource.namespaced && namespace ? `${namespace}/` : "";
  try {
    if (single !== undefined && revision >= context.store.revision) return one(context, resource, single);
    const objects = context.store.list(resource.collection, { prefix, revision });
    if (single !== undefined)
      return objects.filter((object) => keyOf(resource, object, undefined) === `/${single}`);
    return from === undefined
      ? objects
      : objects.filter((object) => keyOf(resource, object, namespace) >= from);
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    if (from === undefined) throw expired("The resourceVersion for the provided list is too old.");
    throw expiredToken(from);
  }
}

function one({ store }: RegistryContext, { collection }: ServedResource, key: string): ApiObject[] {
  const object = store.get(collection, key);
  return object ? [object] : [];
}

/** 410, with a token that goes on at the present. Follows handleCompactedErrorForPaging of k8s.io/apiserver/pkg/storage/etcd3/errors.go. */
function expiredToken(from: string): StatusError {
  return new StatusError(410, {
    reason: "Expired",
    message:
      "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
    metadata: { continue: writeContinueToken({ revision: -1, from: from.slice(1) }) },
  });
}

/** Key relative to what is listed, with etcd's leading slash in front of the namespace. */
function keyOf(resource: ServedResource, object: ApiObject, listed: string | undefined): string {
  const { namespace, name = "" } = object.metadata;
  return `/${storeKey(resource.namespaced && !listed ? namespace : undefined, name)}`;
}
