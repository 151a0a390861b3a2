import type { ApiObject } from "../api-object.ts";
import { answerReview } from "../auth/answer-review.ts";
import type { WriteOptions } from "../registry/context.ts";
import { decodeBody } from "../registry/decode-body.ts";
import { isReview } from "../registry/review.ts";
import { scaleOf, withScale } from "../registry/scale.ts";
import { resourceName, type ServedResource } from "../registry/served-resource.ts";
import type { UpdateRequest } from "../registry/update.ts";
import { badRequest, notFound, qualified } from "../status-error.ts";
import type { Wanted } from "./negotiate.ts";
import { bodyOf } from "./object-body.ts";
import { writeOptions } from "./query.ts";
import { requester, sendObject, type ResourceRequest } from "./resource-request.ts";

export async function serveCreate(call: ResourceRequest, wanted: Wanted): Promise<void> {
  const { registry, resource, info, reply, access, user } = call;
  const { namespace } = info;
  const write = writeOptions(reply.url.searchParams, { ...requester(call), kind: "CreateOptions" });
  const object = decodeBody(resource, await bodyOf(call), write);
  const created = isReview(qualified({ group: resource.group, resource: resource.plural }))
    ? answerReview({ registry, access, resource, user, namespace, object, write })
    : await registry.settle(() => registry.create(resource, { namespace, object, write }));
  sendObject(call, { object: created, wanted, code: 201 });
}

export async function serveUpdate(call: ResourceRequest, wanted: Wanted): Promise<void> {
  const { registry, resource, info, reply } = call;
  const { namespace, name = "", subresource } = info;
  const write = writeOptions(reply.url.searchParams, { ...requester(call), kind: "UpdateOptions" });
  if (subresource === "scale") return serveScale(call, { wanted, write });
  const object = decodeBody(resource, await bodyOf(call), write);
  checkName(object, name);
  const request = {
    namespace,
    name,
    ...(subresource ? { subresource } : {}),
    write,
    transform: () => object,
    decoded: true,
    create: resource.strategy.createOnUpdate,
    uidPrecondition: true,
  };
  const result = await registry.settle(() => registry.update(resource, request));
  sendObject(call, { object: result.object, wanted, code: result.created ? 201 : 200 });
}

async function serveScale(
  call: ResourceRequest,
  options: { wanted: Wanted; write: WriteOptions },
): Promise<void> {
  const { registry, resource, info } = call;
  const kind = scaleKind(call);
  const scale = decodeBody(kind, await bodyOf(call, kind), options.write);
  checkName(scale, info.name ?? "");
  const request: UpdateRequest = {
    namespace: info.namespace,
    name: info.name ?? "",
    subresource: "scale",
    write: options.write,
    transform: (live) => {
      if (!live) throw notFound(resourceName(resource), info.name ?? "");
      return withScale(resource, { object: live, scale });
    },
  };
  const { object } = await registry.settle(() => registry.update(resource, request));
  sendObject(call, { object: scaleOf(resource, object), wanted: options.wanted });
}

/** How a Scale is read, of whatever kind it is. */
function scaleKind({ registry }: ResourceRequest): ServedResource {
  const { subresources } = registry.resource("apps", "v1", "deployments");
  const kind = subresources.find(({ name }) => name === "scale")?.takes;
  if (!kind) throw new Error("nothing is known of Scale");
  return kind;
}

function checkName(object: ApiObject, name: string): void {
  const own = object.metadata.name;
  if (!own)
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    );
  if (own !== name)
    throw badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`);
}
