import type { Client } from "../client/client.ts";
import type { Consistency } from "./consistency.ts";
import type { CallObserver, WriteObserver } from "./observed-call.ts";
import { readList } from "./read-list.ts";
import { readObject } from "./read-object.ts";
import { requestedWrite } from "./requested-write.ts";
import { makeChange } from "./make-change.ts";
import { trackedChanges } from "./tracked-changes.ts";
import { trackedSubresource } from "./tracked-subresource.ts";
import { writeObject, type Write } from "./write-object.ts";

/** What a {@link consistentClient} is made of. */
export interface ConsistentClientOptions {
  /** Talks to the server. */
  readonly client: Client;
  readonly consistency: Consistency;
  readonly observe?: CallObserver | undefined;
  /** Is told of writes from their start. */
  readonly writes?: WriteObserver | undefined;
}

/**
 * A client that reads kinds of the cache from there, and never what is older than what this process wrote: not an object before its last
 * write, not one that was deleted, nor misses one that was created. See readObject and readList; `readYourWrites: false` reads the cache as it is.
 */
export function consistentClient(options: ConsistentClientOptions): Client {
  const { client, consistency, observe } = options;
  const write = <R>(request: Write<R>) => writeObject(request, options);
  return {
    async get(resource, key, call) {
      const { value, answer } = await readObject(resource, key, { client, consistency, ...call });
      observe?.({ verb: "get", resource, key, answer }, value);
      return value;
    },
    async list(resource, call = {}) {
      const { value, answer } = await readList(resource, { client, consistency, ...call });
      const { namespace } = call;
      observe?.({ verb: "list", resource, key: namespace === undefined ? {} : { namespace }, answer }, value);
      return value;
    },
    ...trackedChanges(client, (change) => makeChange(change, options)),
    delete: (resource, key, call = {}) => {
      const effect = call.dryRun ? "none" : "delete";
      const send = () => client.delete(resource, key, call);
      return write({ verb: "delete", resource, place: key, effect, send });
    },
    deleteAllOf: (resource, call) => {
      const effect = call.dryRun ? "none" : "unknown";
      const send = () => client.deleteAllOf(resource, call);
      return write({
        verb: "deletecollection",
        resource,
        place: { namespace: call.namespace },
        effect,
        send,
      });
    },
    subresource: (resource, name) =>
      trackedSubresource(client.subresource(resource, name), { resource, name, write }),
    watch: (resource, call) => client.watch(resource, call),
    discovery: client.discovery,
    request(request) {
      const target = requestedWrite(request);
      return target ? write({ ...target, send: () => client.request(request) }) : client.request(request);
    },
  };
}
