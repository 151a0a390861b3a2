import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { silentLogger } from "../../../../src/base/logger.ts";
import { copyJson } from "../../../../src/base/json.ts";
import type { Observed } from "../../../../src/kube/object.ts";
import { onlyMetadata } from "../../../../src/kube/only-metadata.ts";
import { Cache } from "../../../../src/runtime/cache/cache.ts";
import { isNotFound } from "../../../../src/runtime/client/errors.ts";
import { consistentClient } from "../../../../src/runtime/consistency/consistent-client.ts";
import { Consistency } from "../../../../src/runtime/consistency/consistency.ts";
import type { ObservedCall } from "../../../../src/runtime/consistency/observed-call.ts";
import { ScriptedWatch } from "../../../helpers/scripted-lister.ts";
import { ModelServer, Thing } from "./model-server.ts";

export const ThingMetadata = onlyMetadata(Thing);

export const at = (name: string) => ({ namespace: "default", name });
export const thing = (name: string, value?: unknown, metadata: object = {}) => ({
  metadata: { ...at(name), ...metadata },
  spec: { value },
});
export const setValue = (value: unknown) => ({ merge: { spec: { value } } });

/** A process's client beside a cache that sees only what the test lets the watch bring. */
export async function startConsistency(
  options: {
    objects?: Thing[];
    versions?: (version: number) => string;
    /** Watched by metadata too, by a watch of its own. */
    metadata?: boolean;
    /** Nothing is watched before it is read. */
    startOnRead?: boolean;
  } = {},
) {
  const clock = new VirtualClock();
  const server = new ModelServer(options);
  for (const object of options.objects ?? []) server.create(object);
  const second = secondWatch(server);
  const { startOnRead = false } = options;
  const cache = new Cache({
    clock,
    logger: silentLogger,
    watchList: false,
    configuration: { startOnRead },
    lister: ({ metadataOnly }) => (metadataOnly ? second : server),
  });
  if (!startOnRead) cache.ensure(Thing);
  if (options.metadata) cache.ensure(ThingMetadata);
  const stopping = new AbortController();
  const running = cache.start(stopping.signal);
  await clock.advance(0);
  const consistency = new Consistency({ cache, clock });
  const observed: ObservedCall[] = [];
  const raw = server.client();
  const newClient = () =>
    consistentClient({ client: raw, consistency, observe: (call) => void observed.push(call) });
  const client = newClient();
  const settle = () => clock.advance(0);
  return {
    clock,
    server,
    cache,
    consistency,
    client,
    /** Another worker's, or another controller's. */
    other: newClient(),
    observed,
    settle,
    /** The watch brings the next events, and they are in the cache. */
    async deliver(count?: number) {
      server.deliver(count);
      await settle();
    },
    /** The other watch brings the next events. */
    async deliverMetadata(count?: number) {
      second.deliver(count);
      await settle();
    },
    async relist() {
      server.expire();
      await clock.advance(60_000);
    },
    async bookmark() {
      server.bookmark();
      await settle();
    },
    /** What a handler reads: the spec's `value`, "none" when there is no such object. */
    async read(name: string): Promise<unknown> {
      const found = await client.get(Thing, at(name)).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
        return undefined;
      });
      return found ? valueOf(found) : "none";
    },
    async names(list: Parameters<typeof client.list>[1] = {}) {
      const { items } = await client.list(Thing, { namespace: "default", ...list });
      return items.map(({ metadata }) => metadata.name).sort();
    },
    async stop() {
      stopping.abort();
      await running;
      if (clock.waiting > 0) throw new Error(`${clock.waiting} timers are left`);
    },
  };
}

/** A watch of the same objects beside the server's own. */
function secondWatch(server: ModelServer) {
  const watch = new ScriptedWatch();
  let delivered = 0;
  return {
    async list() {
      await Promise.resolve();
      delivered = server.version;
      const metadata = { resourceVersion: server.versions(server.version) };
      return {
        apiVersion: Thing.apiVersion,
        kind: "List",
        metadata,
        items: [...server.objects.values()].map(copyJson),
      };
    },
    async watch(_parameters: unknown, signal: AbortSignal) {
      await Promise.resolve();
      watch.opened(signal);
      return watch;
    },
    deliver(count = Infinity) {
      for (const { version, event } of server.history
        .filter(({ version }) => version > delivered)
        .slice(0, count)) {
        watch.send(copyJson(event));
        delivered = version;
      }
    },
  };
}

export function valueOf(object: Observed<Thing>): unknown {
  return object.spec?.value;
}
