import type { ObjectKey } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Client } from "./client.ts";

/** A call of a client, as an interceptor sees it. */
export interface InterceptedCall {
  /** Name of the method, such as `get`; of subresources, of their method. */
  readonly method: string;
  /** The kind; undefined for raw requests. */
  readonly resource: Resource | undefined;
  /** Such as `scale`; of `updateStatus` and its like, `status`. */
  readonly subresource: string | undefined;
  /** Name and namespace, where the call is about one object. */
  readonly key: Partial<ObjectKey> | undefined;
  /** All arguments of the method. */
  readonly args: readonly unknown[];
}

/** What happens instead of a call, or around it: `next` makes it. */
export type Intercept = (call: InterceptedCall, next: () => Promise<unknown>) => Promise<unknown>;

/**
 * A client whose calls a function sees first: to fail some on purpose, to delay or to count them. As controller-runtime's client/interceptor.
 * A watch is seen when it is opened: it fails with what the function throws.
 *
 * @example
 * const flaky = interceptClient(client, async ({ method }, next) => {
 *   if (method === "update" && failures-- > 0) throw conflict;
 *   return next();
 * });
 */
export function interceptClient(client: Client, intercept: Intercept): Client {
  const around = <R>(method: string, args: readonly unknown[], next: () => Promise<R>): Promise<R> =>
    intercept(describe(method, args), next) as Promise<R>;
  return {
    get: async (...args) => around("get", args, () => client.get(...args)),
    list: async (...args) => around("list", args, () => client.list(...args)),
    create: async (...args) => around("create", args, () => client.create(...args)),
    update: async (...args) => around("update", args, () => client.update(...args)),
    patch: async (...args) => around("patch", args, () => client.patch(...args)),
    apply: async (...args) => around("apply", args, () => client.apply(...args)),
    delete: async (...args) => around("delete", args, () => client.delete(...args)),
    deleteAllOf: async (...args) => around("deleteAllOf", args, () => client.deleteAllOf(...args)),
    updateStatus: async (...args) => around("updateStatus", args, () => client.updateStatus(...args)),
    patchStatus: async (...args) => around("patchStatus", args, () => client.patchStatus(...args)),
    applyStatus: async (...args) => around("applyStatus", args, () => client.applyStatus(...args)),
    request: async (...args) => around("request", args, () => client.request(...args)),
    async *watch(...args) {
      yield* await around("watch", args, () => Promise.resolve(client.watch(...args)));
    },
    subresource(resource, name) {
      const { get, create, update, patch, apply, stream } = client.subresource(resource, name);
      const below =
        <A extends unknown[], R>(method: string, call: (...args: A) => Promise<R>) =>
        async (...args: A): Promise<R> =>
          intercept({ method, resource, subresource: name, key: args[0] as ObjectKey, args }, () =>
            call(...args),
          ) as Promise<R>;
      return {
        get: below("get", get),
        create: below("create", create),
        update: below("update", update),
        patch: below("patch", patch),
        apply: below("apply", apply),
        stream: below("stream", stream),
      };
    },
    discovery: client.discovery,
  };
}

function describe(method: string, args: readonly unknown[]): InterceptedCall {
  const raw = method === "request";
  const collection = ["list", "deleteAllOf", "watch"].includes(method);
  const [resource, target] = args as [Resource, (ObjectKey & { metadata?: ObjectKey }) | undefined];
  return {
    method,
    resource: raw ? undefined : resource,
    subresource: method.endsWith("Status") ? "status" : undefined,
    key: raw || collection ? undefined : (target?.metadata ?? target),
    args,
  };
}
