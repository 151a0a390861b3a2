import { isJsonObject } from "../../base/json.ts";
import { keyOf, type KubernetesObject, type ObjectKey } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { ApplyOptions, CallOptions, WriteOptions } from "./call-options.ts";
import { objectOf } from "./object-of.ts";
import { withQuery } from "./query.ts";
import { patchBody } from "./request-body.ts";
import type { Subresource } from "./subresource.ts";
import type { TransportRequest, TransportResponse } from "./transport-request.ts";

/** What a subresource needs of the client. */
export interface Requester {
  /** Path of an object, or of something below it. */
  path(resource: Resource, key: ObjectKey, subresource: string): string;
  written(path: string, options: WriteOptions, force?: boolean): string;
  ask(request: TransportRequest, options: CallOptions): Promise<TransportResponse>;
  stream(request: TransportRequest, options: CallOptions): Promise<AsyncIterable<Uint8Array>>;
}

/** Calls on a subresource over HTTP. */
export function restSubresource<Body, Answer>(
  requester: Requester,
  { resource, name }: { resource: Resource; name: string },
): Subresource<Body, Answer> {
  const path = (key: ObjectKey) => requester.path(resource, key, name);
  /** Others, such as a log, may be text. */
  const isObject = name in ownKinds || sameKind.includes(name);
  const send = async (request: TransportRequest, options: CallOptions): Promise<Answer> => {
    const answer = await requester.ask(request, options);
    return isObject ? objectOf(request, answer) : (answer.body as Answer);
  };
  const identified = (key: ObjectKey, body: unknown) => identifySubresource({ resource, name, key }, body);
  // a log is text, and errors about it are not
  const accept = name === "log" ? { accept: "application/json, */*" } : {};
  const read = (key: ObjectKey, query: Parameters<typeof withQuery>[1] = {}) =>
    ({ method: "GET", path: withQuery(path(key), query), ...accept }) as const;
  return {
    get: async (key, options = {}) => send(read(key, options.query), options),
    stream: async (key, options = {}) => requester.stream(read(key, options.query), options),
    create: async (key, body, options = {}) => write("POST", key, body ?? {}, options),
    update: async (key, body, options = {}) => write("PUT", key, body, options),
    patch: async (key, patch, options = {}) =>
      send({ method: "PATCH", path: requester.written(path(key), options), ...patchBody(patch) }, options),
    apply: async (key, body, options = {}) => apply(key, body, options),
  };

  function write(
    method: "POST" | "PUT",
    key: ObjectKey,
    body: unknown,
    options: WriteOptions,
  ): Promise<Answer> {
    return send(
      { method, path: requester.written(path(key), options), body: identified(key, body) },
      options,
    );
  }

  function apply(key: ObjectKey, body: unknown, options: ApplyOptions): Promise<Answer> {
    const { force = true } = options;
    return send(
      {
        method: "PATCH",
        path: requester.written(path(key), options, force),
        body: identified(key, body),
        contentType: "application/apply-patch+yaml",
      },
      options,
    );
  }
}

/** Subresources of a kind of their own; others are of the kind that they belong to, or of none that is known. */
const ownKinds: Readonly<Record<string, { apiVersion: string; kind: string }>> = {
  scale: { apiVersion: "autoscaling/v1", kind: "Scale" },
  eviction: { apiVersion: "policy/v1", kind: "Eviction" },
  token: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest" },
  binding: { apiVersion: "v1", kind: "Binding" },
};
const sameKind: readonly string[] = ["status", "ephemeralcontainers", "resize", "approval", "finalize"];

/** The server demands kind and name of what it is sent. */
function identifySubresource(
  { resource, name, key }: { resource: Resource; name: string; key: ObjectKey },
  body: unknown,
): unknown {
  if (!isJsonObject(body)) return body;
  const { apiVersion, kind } = resource;
  const identity = ownKinds[name] ?? (sameKind.includes(name) ? { apiVersion, kind } : undefined);
  if (!identity) return body;
  const metadata = { ...keyOf({ metadata: key }), ...(body as KubernetesObject).metadata };
  return { ...body, ...identity, metadata };
}
