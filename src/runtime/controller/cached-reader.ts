import type { Cache } from "../cache/cache.ts";
import type { Client } from "../client/client.ts";
import type { Reader } from "../source/map-event.ts";

/** Reads outside a run: of kinds that are watched from the cache, else from the server. */
export function cachedReader({ client, cache }: { client: Client; cache: Cache }): Reader {
  return {
    get: async (resource, key, options) =>
      (cache.covers(resource, key.namespace) ? cache.get(resource, key) : undefined) ??
      client.get(resource, key, options),
    async list(resource, options = {}) {
      const { fieldSelector, limit, continue: next, namespace } = options;
      const whole = fieldSelector === undefined && limit === undefined && next === undefined;
      if (!whole || !cache.covers(resource, namespace)) return client.list(resource, options);
      const { apiVersion, kind } = resource;
      return { apiVersion, kind: `${kind}List`, metadata: {}, items: cache.list(resource, options) };
    },
  };
}
