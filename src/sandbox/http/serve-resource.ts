import { copyJson, isJsonObject } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import type { Body, WriteOptions } from "../registry/context.ts";
import { decodeBody, unrecognized } from "../registry/decode-body.ts";
import type { PatchType } from "../registry/patch.ts";
import type { Registry } from "../registry/registry.ts";
import { reviewObject } from "../registry/review.ts";
import { scaleOf, withScale } from "../registry/scale.ts";
import type { ServedResource } from "../registry/served-resource.ts";
import { resourceName } from "../registry/served-resource.ts";
import { badRequest, methodNotAllowed, noSuchResource, notFound, notImplemented, StatusError, unsupportedMediaType } from "../status-error.ts";
import { MalformedBody, mediaType, parseBody, parseJson, parseYamlBody, readBody } from "./body.ts";
import { negotiate, type Wanted } from "./negotiate.ts";
import { checkParameters, deleteOptions, listOptions, watchOptions, writeOptions } from "./query.ts";
import { transformList, transformObject, transformWatchObject } from "./transform.ts";
import { isTrue, type RequestInfo } from "./request-info.ts";
import { sendValue, type Reply } from "./respond.ts";
import { streamWatch } from "./watch-stream.ts";

/** A request for a resource that is served. */
export interface ResourceRequest {
  readonly registry: Registry;
  readonly resource: ServedResource;
  readonly info: RequestInfo;
  readonly reply: Reply;
  /** Aborted when the server stops: ends watches. */
  readonly signal: AbortSignal;
}

/** Answers it. Follows k8s.io/apiserver/pkg/endpoints/handlers. */
export async function serveResource(call: ResourceRequest): Promise<void> {
  const { resource, info, reply } = call;
  checkVerb(resource, info);
  if (resource.warning) reply.warnings.push(resource.warning);
  checkParameters(info.verb, reply.url.searchParams);
  const wanted = negotiate(reply.request.headers.accept, { transforms: true });
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

function checkVerb(resource: ServedResource, info: RequestInfo): void {
  const { verb, subresource, name, namespace } = info;
  if (namespace !== undefined && !resource.namespaced) throw noSuchResource();
  if (resource.missing) throw notImplemented(resource.missing);
  if (subresource === undefined) {
    if (!resource.verbs.includes(verb)) throw methodNotAllowed();
    if (verb === "create" && (name !== undefined || (resource.namespaced && namespace === undefined))) throw methodNotAllowed();
    if ((verb === "update" || verb === "patch") && name === undefined) throw methodNotAllowed();
    return;
  }
  const found = resource.subresources.find((candidate) => candidate.name === subresource);
  if (!found) throw noSuchResource();
  if (found.missing) throw notImplemented(found.missing);
  if (!found.verbs.includes(verb)) throw methodNotAllowed();
}

function serveGet(call: ResourceRequest, wanted: Wanted): void {
  const { registry, resource, info } = call;
  const object = registry.get(resource, info.namespace, info.name ?? "");
  sendObject(call, { object: info.subresource === "scale" ? scaleOf(resource, object) : object, wanted });
}

function serveList(call: ResourceRequest, wanted: Wanted): void {
  const { registry, resource, info, reply } = call;
  const request = listOptions(info.namespace, reply.url.searchParams);
  const list = registry.list(resource, request);
  sendValue(reply, { value: transformList(resource, { list, wanted, ...tableOptions(call) }), format: wanted.format });
}

function serveWatch(call: ResourceRequest, wanted: Wanted): Promise<void> {
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
      const object = transformWatchObject(resource, { object: event.object, wanted, first, bookmark: event.type === "BOOKMARK", ...options });
      first = false;
      return object;
    },
  });
}

async function serveCreate(call: ResourceRequest, wanted: Wanted): Promise<void> {
  const { registry, resource, info, reply } = call;
  const write = writeOptions(reply.url.searchParams, { ...requester(reply), kind: "CreateOptions" });
  const object = decodeBody(resource, await bodyOf(call), write);
  const review = reviewObject(resource, object);
  const created = review ?? registry.create(resource, { namespace: info.namespace, object, write });
  sendObject(call, { object: created, wanted, code: 201 });
}

async function serveUpdate(call: ResourceRequest, wanted: Wanted): Promise<void> {
  const { registry, resource, info, reply } = call;
  const { namespace, name = "", subresource } = info;
  const write = writeOptions(reply.url.searchParams, { ...requester(reply), kind: "UpdateOptions" });
  const body = await bodyOf(call);
  if (subresource === "scale") return serveScale(call, { wanted, write, body });
  const object = decodeBody(resource, body, write);
  checkName(object, name);
  const result = registry.update(resource, {
    namespace,
    name,
    ...(subresource ? { subresource } : {}),
    write,
    transform: () => object,
    create: resource.strategy.createOnUpdate,
    uidPrecondition: true,
  });
  sendObject(call, { object: result.object, wanted, code: result.created ? 201 : 200 });
}

function serveScale(call: ResourceRequest, options: { wanted: Wanted; write: WriteOptions; body: Body }): void {
  const { registry, resource, info } = call;
  const { value } = options.body;
  if (!isJsonObject(value)) throw badRequest("the object provided is unrecognized (must be of type Scale)");
  const { object } = registry.update(resource, {
    namespace: info.namespace,
    name: info.name ?? "",
    subresource: "scale",
    write: options.write,
    transform: (live) => {
      if (!live) throw notFound(resourceName(resource), info.name ?? "");
      return withScale(resource, { object: live, scale: value });
    },
  });
  sendObject(call, { object: scaleOf(resource, object), wanted: options.wanted });
}

const patchTypes: Readonly<Record<string, PatchType>> = {
  "application/json-patch+json": "json",
  "application/merge-patch+json": "merge",
  "application/strategic-merge-patch+json": "strategic",
  "application/apply-patch+yaml": "apply",
};

async function servePatch(call: ResourceRequest, wanted: Wanted): Promise<void> {
  const { registry, resource, info, reply } = call;
  const { namespace, name = "", subresource } = info;
  const type = patchTypeOf(call);
  const query = reply.url.searchParams;
  const write = writeOptions(query, { ...requester(reply), kind: "PatchOptions", apply: type === "apply" });
  const body = await patchBody(call, type);
  const force = isTrue(query.get("force"));
  const request = { namespace, name, ...(subresource ? { subresource } : {}), type, body, force, write };
  const { object, created } = registry.patch(resource, request);
  sendObject(call, { object: subresource === "scale" ? scaleOf(resource, object) : object, wanted, code: created ? 201 : 200 });
}

function patchTypeOf({ resource, reply, info }: ResourceRequest): PatchType {
  const type = patchTypes[mediaType(reply.request)];
  const { custom } = resource.strategy;
  if (type === "strategic" && custom) {
    throw unsupportedMediaType(Object.keys(patchTypes).filter((name) => patchTypes[name] !== "strategic"));
  }
  if (type === "apply" && info.subresource === "scale") throw notImplemented("server-side apply of the scale subresource");
  if (type) return type;
  throw new StatusError(415, { reason: "UnsupportedMediaType", message: "415: Unsupported Media Type", details: {} });
}

async function patchBody({ reply }: ResourceRequest, type: PatchType): Promise<Body> {
  const text = await readBody(reply.request);
  try {
    return type === "apply" ? parseYamlBody(text) : parseJson(text);
  } catch (error) {
    if (!(error instanceof MalformedBody)) throw error;
    if (type === "apply") throw badRequest(`error decoding YAML: error converting YAML to JSON: ${error.message}`);
    throw badRequest(type === "strategic" ? error.message : `error decoding patch: ${error.message}`);
  }
}

async function serveDelete(call: ResourceRequest, wanted: Wanted): Promise<void> {
  const { registry, resource, info, reply } = call;
  const options = deleteOptions(reply.url.searchParams, await optionsBody(call));
  const { object, removed } = registry.delete(resource, { namespace: info.namespace, name: info.name ?? "", options });
  if (!removed || resource.strategy.returnsDeleted) {
    sendObject(call, { object, wanted, code: !removed && options.orphanDependents === false ? 202 : 200 });
    return;
  }
  const { name, uid } = object.metadata;
  const details = { name, ...(resource.group ? { group: resource.group } : {}), kind: resource.plural, uid };
  sendValue(reply, { value: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details }, format: wanted.format });
}

async function serveDeleteCollection(call: ResourceRequest, wanted: Wanted): Promise<void> {
  const { registry, resource, info, reply } = call;
  const options = deleteOptions(reply.url.searchParams, await optionsBody(call));
  const list = registry.deleteCollection(resource, { list: listOptions(info.namespace, reply.url.searchParams), options });
  sendValue(reply, { value: transformList(resource, { list, wanted, ...tableOptions(call) }), format: wanted.format });
}

async function optionsBody(call: ResourceRequest): Promise<unknown> {
  const text = await readBody(call.reply.request);
  if (text === "") return undefined;
  try {
    return copyJson(parseBody(mediaType(call.reply.request), text).value);
  } catch (error) {
    if (error instanceof MalformedBody) throw badRequest(`couldn't get version/kind; json parse error: ${error.message}`);
    throw error;
  }
}

async function bodyOf({ reply, resource }: ResourceRequest): Promise<Body> {
  const type = mediaType(reply.request);
  const text = await readBody(reply.request);
  try {
    return parseBody(type, text);
  } catch (error) {
    if (!(error instanceof MalformedBody)) throw error;
    const detail = type === "application/yaml" ? error.message : `couldn't get version/kind; json parse error: ${error.message}`;
    throw unrecognized(resource, { detail, text });
  }
}

function checkName(object: ApiObject, name: string): void {
  const own = object.metadata.name;
  if (!own) throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (own !== name) throw badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`);
}

function requester(reply: Reply) {
  return { userAgent: reply.request.headers["user-agent"] ?? "", warn: (message: string) => void reply.warnings.push(message) };
}

function tableOptions({ registry, reply }: ResourceRequest) {
  return { now: registry.clock.now(), include: reply.url.searchParams.get("includeObject") ?? "Metadata" };
}

function sendObject(call: ResourceRequest, options: { object: ApiObject; wanted: Wanted; code?: number }): void {
  const { object, wanted, code = 200 } = options;
  const value = transformObject(call.resource, { object, wanted, ...tableOptions(call) });
  sendValue(call.reply, { code, value, format: wanted.format });
}
