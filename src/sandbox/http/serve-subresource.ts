import { isJsonObject } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import type { Body } from "../registry/context.ts";
import { decodeBody } from "../registry/decode-body.ts";
import type { ServedResource, Subresource } from "../registry/served-resource.ts";
import { badRequest } from "../status-error.ts";
import { bindPod } from "../subresource/bind-pod.ts";
import { evict } from "../subresource/evict.ts";
import { requestToken } from "../subresource/request-token.ts";
import type { SubresourceCreate } from "../subresource/subresource-call.ts";
import type { Wanted } from "./negotiate.ts";
import { bodyOf } from "./object-body.ts";
import { deleteOptions, writeOptions } from "./query.ts";
import { requester, sendObject, type ResourceRequest } from "./resource-request.ts";
import { sendValue } from "./respond.ts";
import { serveLog } from "./serve-log.ts";

/** What a POST does; with an object for an answer, or nothing to be told but that it is done. */
type Creator = (call: SubresourceCreate) => ApiObject | undefined;

/** What takes an object of another kind at POST, by `<plural>/<subresource>` of the core group. */
const creators: Readonly<Record<string, Creator>> = {
  "serviceaccounts/token": requestToken,
  "pods/eviction": evictPod,
  "pods/binding": bind,
  bindings: (call) => bind({ ...call, name: call.object.metadata.name ?? "" }),
};

/** Answers what has rules of its own beside those of its resource. False for anything else. */
export async function serveSubresource(
  call: ResourceRequest,
  options: { wanted: Wanted; subresource: Subresource | undefined },
): Promise<boolean> {
  const { resource, info } = call;
  const { wanted, subresource } = options;
  if (resource.group !== "") return false;
  const path = subresource ? `${resource.plural}/${subresource.name}` : resource.plural;
  if (path === "pods/log" && info.verb === "get") return serveLog(call);
  const create = info.verb === "create" && Object.hasOwn(creators, path) ? creators[path] : undefined;
  if (!create) return false;
  const request = await readCreate(call, { subresource, kind: subresource?.takes ?? resource });
  const answer = await call.registry.settle(() => create(admitted(request)));
  if (answer) sendObject(call, { object: answer, wanted, code: 201 });
  else {
    const value = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 };
    sendValue(call.reply, { code: 201, value, format: wanted.format });
  }
  return true;
}

async function readCreate(
  call: ResourceRequest,
  options: { subresource: Subresource | undefined; kind: ServedResource },
): Promise<SubresourceCreate> {
  const { registry, access, user, resource, info, reply } = call;
  const { subresource, kind } = options;
  const write = writeOptions(reply.url.searchParams, { ...requester(call), kind: "CreateOptions" });
  const object = decodeBody(kind, inAcceptedVersion(await bodyOf(call, kind), kind), write);
  const { namespace, name = "" } = info;
  if (object.metadata.namespace && object.metadata.namespace !== namespace)
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  return {
    registry,
    access,
    user,
    resource,
    subresource: subresource?.name,
    namespace,
    name,
    object,
    kind,
    write,
  };
}

/** Evictions have kept their old version: it says the same. */
function inAcceptedVersion(body: Body, kind: ServedResource): Body {
  const { value } = body;
  if (kind.kind !== "Eviction" || !isJsonObject(value) || value.apiVersion !== "policy/v1beta1") return body;
  return { ...body, value: { ...value, apiVersion: kind.apiVersion } };
}

function admitted(call: SubresourceCreate): SubresourceCreate {
  const { registry, resource } = call;
  return { ...call, object: registry.admit(resource, call) };
}

function bind(call: SubresourceCreate): undefined {
  bindPod(call);
}

function evictPod(call: SubresourceCreate): undefined {
  const { object, write } = call;
  const { dryRun, ...options } = deleteOptions(new URLSearchParams(), object.deleteOptions ?? {});
  const { user, warn } = write;
  evict({
    ...call,
    options: { ...options, ...(user ? { user } : {}), warn, dryRun: dryRun || write.dryRun },
  });
}
