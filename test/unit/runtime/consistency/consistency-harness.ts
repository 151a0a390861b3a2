import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { silentLogger } from "../../../../src/base/logger.ts";
import type { Observed } from "../../../../src/kube/object.ts";
import { Cache } from "../../../../src/runtime/cache/cache.ts";
import { isNotFound } from "../../../../src/runtime/client/errors.ts";
import { consistentClient } from "../../../../src/runtime/consistency/consistent-client.ts";
import { Consistency } from "../../../../src/runtime/consistency/consistency.ts";
import type { ObservedCall } from "../../../../src/runtime/consistency/observed-call.ts";
import { ModelServer, Thing } from "./model-server.ts";

export const at = (name: string) => ({ namespace: "default", name });
export const thing = (name: string, value?: unknown, metadata: object = {}) => ({
  metadata: { ...at(name), ...metadata },
  spec: { value },
});
export const setValue = (value: unknown) => ({ merge: { spec: { value } } });

/** A process's client beside a cache that sees only what the test lets the watch bring. */
export async function startConsistency(
  options: { objects?: Thing[]; versions?: (version: number) => string } = {},
) {
  const clock = new VirtualClock();
  const server = new ModelServer(options);
  for (const object of options.objects ?? []) server.create(object);
  const cache = new Cache({ clock, logger: silentLogger, watchList: false, lister: () => server });
  cache.ensure(Thing);
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

export function valueOf(object: Observed<Thing>): unknown {
  return object.spec?.value;
}
