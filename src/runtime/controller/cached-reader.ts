import type { Cache } from "../cache/cache.ts";
import type { Client } from "../client/client.ts";
import { readList } from "./read-cache.ts";
import type { Reader } from "../source/map-event.ts";

/** Reads outside a run: of kinds that are watched from the cache, else from the server. */
export function cachedReader({ client, cache }: { client: Client; cache: Cache }): Reader {
  return {
    get: async (resource, key, options) =>
      (cache.covers(resource, key.namespace) ? cache.get(resource, key) : undefined) ??
      client.get(resource, key, options),
    async list(resource, options = {}) {
      const signal = options.signal ?? new AbortController().signal;
      return (await readList(cache, { resource, options, signal })) ?? client.list(resource, options);
    },
  };
}
