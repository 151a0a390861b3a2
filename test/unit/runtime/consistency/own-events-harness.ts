import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { silentLogger } from "../../../../src/base/logger.ts";
import { Cache } from "../../../../src/runtime/cache/cache.ts";
import { ControllerRunner } from "../../../../src/runtime/controller/controller.ts";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import type { Controller } from "../../../../src/runtime/controller/controller-builder.ts";
import type { HandlerContext } from "../../../../src/runtime/controller/handler.ts";
import { RunContext } from "../../../../src/runtime/controller/run-context.ts";
import { Consistency } from "../../../../src/runtime/consistency/consistency.ts";
import { Explainer } from "../../../../src/runtime/explain/explainer.ts";
import { silentEvents } from "../controller/controller-harness.ts";
import { ModelServer, Thing } from "./model-server.ts";

export type Handler = (context: HandlerContext<Thing>) => Promise<void> | void;

/** Controllers of things in one process, before a server whose watch brings what the test lets it bring. */
export async function startOwnEvents(
  handlers: Record<string, Handler>,
  options: {
    objects?: Thing[];
    workers?: number;
    ignore?: boolean;
    /** What each controller watches beside. */
    watching?: (built: Controller<Thing>) => Controller<Thing>;
  } = {},
) {
  const { ignore = true, workers = 1, watching = (built) => built } = options;
  const clock = new VirtualClock();
  const server = new ModelServer();
  for (const object of options.objects ?? []) server.create(object);
  const cache = new Cache({ clock, logger: silentLogger, watchList: false, lister: () => server });
  const consistency = new Consistency({ cache, clock, skipUnchanged: false });
  const explainer = new Explainer({ clock });
  const stopping = new AbortController();
  const stopCache = new AbortController();
  /** `controller name` at the start of each run, with the version that it saw. */
  const runs: string[] = [];
  const ignored: string[] = [];
  const client = server.client();
  const running = Object.entries(handlers).map(([name, handler]) => {
    const built = controller(Thing, { name, ignoreOwnWrites: ignore }).reconcile(async (context) => {
      runs.push(`${name} ${context.request.name} ${context.object.metadata.resourceVersion}`);
      await handler(context);
    });
    const { definition } = watching(built);
    const runner = new ControllerRunner({
      definition,
      client,
      cache,
      consistency,
      clock,
      logger: silentLogger,
      context: new RunContext(),
      workers,
      runs: explainer.observe(name, Thing, () => []),
      events: () => silentEvents,
      observer: { passedOver: ({ kind }) => void ignored.push(`${name} ${kind}`) },
    });
    return runner.start(stopping.signal);
  });
  const caching = cache.start(stopCache.signal);
  await clock.advance(0);
  const settle = () => clock.advance(0);
  return {
    clock,
    server,
    runs,
    ignored,
    settle,
    explain: (name: string) => explainer.explain("Thing", { namespace: "default", name })[0],
    /** What has run since this was last asked. */
    ran: () => runs.splice(0),
    async deliver(count?: number) {
      server.deliver(count);
      await settle();
    },
    async relist() {
      server.expire();
      await clock.advance(4_000);
    },
    async stop() {
      stopping.abort();
      await Promise.all(running);
      stopCache.abort();
      await caching;
      if (clock.waiting > 0) throw new Error(`${clock.waiting} timers are left`);
    },
  };
}

/** Writes an object on top of the version that the run has read. */
export function bound({ object, request }: HandlerContext<Thing>, value: unknown): Thing {
  const { name, namespace, resourceVersion } = object.metadata;
  return {
    metadata: { name, namespace: namespace ?? "default", resourceVersion },
    spec: { value, by: request.name },
  };
}
