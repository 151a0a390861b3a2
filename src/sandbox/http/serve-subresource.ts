import { decodeBody } from "../registry/decode-body.ts";
import { badRequest } from "../status-error.ts";
import { requestToken } from "../subresource/request-token.ts";
import type { SubresourceCreate } from "../subresource/subresource-call.ts";
import type { ApiObject } from "../api-object.ts";
import type { ServedResource, Subresource } from "../registry/served-resource.ts";
import type { Wanted } from "./negotiate.ts";
import { bodyOf } from "./object-body.ts";
import { writeOptions } from "./query.ts";
import { requester, sendObject, type ResourceRequest } from "./resource-request.ts";

/** Subresources that take an object of another kind at POST, by `<plural>/<subresource>` of the core group. */
const creators: Readonly<Record<string, (call: SubresourceCreate) => ApiObject>> = {
  "serviceaccounts/token": requestToken,
};

/** Whether the subresource is one of those with a kind and rules of their own; then it has been answered. */
export async function serveSubresource(
  call: ResourceRequest,
  options: { wanted: Wanted; subresource: Subresource },
): Promise<boolean> {
  const { resource, info } = call;
  const { wanted, subresource } = options;
  const create = resource.group === "" ? creators[`${resource.plural}/${subresource.name}`] : undefined;
  if (!create || info.verb !== "create") return false;
  const kind = subresource.takes;
  if (!kind) throw new Error(`nothing is known of what ${resource.plural}/${subresource.name} takes`);
  sendObject(call, { object: create(await readCreate(call, { subresource, kind })), wanted, code: 201 });
  return true;
}

async function readCreate(
  call: ResourceRequest,
  options: { subresource: Subresource; kind: ServedResource },
): Promise<SubresourceCreate> {
  const { registry, access, user, resource, info, reply } = call;
  const { subresource, kind } = options;
  const write = writeOptions(reply.url.searchParams, { ...requester(call), kind: "CreateOptions" });
  const object = decodeBody(kind, await bodyOf(call, kind), write);
  const { namespace, name = "" } = info;
  if (object.metadata.namespace && object.metadata.namespace !== namespace)
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  return { registry, access, user, resource, subresource, namespace, name, object, kind, write };
}
