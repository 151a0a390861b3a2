import fc from "fast-check";
import { expect, test } from "vitest";
import { silentLogger } from "../../../../src/base/logger.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { Pod } from "../../../../src/k8s/core/v1.ts";
import { Cache } from "../../../../src/runtime/cache/cache.ts";
import { ControllerRunner } from "../../../../src/runtime/controller/controller.ts";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { RunContext } from "../../../../src/runtime/controller/run-context.ts";
import { faultStep, performStep } from "../../../helpers/fault-steps.ts";
import { FaultyCollection } from "../../../helpers/faulty-collection.ts";
import { recordingClient, silentEvents } from "./controller-harness.ts";

test("whatever goes wrong, every object is reconciled after its last change, and never twice at the same time", async () => {
  const scenario = fc.record({
    steps: fc.array(faultStep, { maxLength: 40 }),
    workers: fc.integer({ min: 1, max: 3 }),
    // which of the first runs fail, which want to come again
    outcomes: fc.array(fc.constantFrom("good", "throws", "again" as const), { maxLength: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ steps, workers, outcomes }) => {
      const clock = new VirtualClock();
      const server = new FaultyCollection();
      const seen = new Map<string, string | undefined>();
      const active = new Set<string>();
      const overlaps: string[] = [];
      let runs = 0;
      const built = controller(Pod).reconcile(async ({ object, request: { name } }) => {
        const outcome = outcomes[runs++];
        if (active.has(name)) overlaps.push(name);
        active.add(name);
        await new Promise((resolve) => setImmediate(resolve));
        active.delete(name);
        if (outcome === "throws") throw new Error("broken");
        seen.set(name, object.metadata?.resourceVersion);
        return outcome === "again" ? { requeueAfter: 1_000 } : undefined;
      });
      const cache = new Cache({ clock, logger: silentLogger, lister: () => server, random: () => 0.5 });
      const runner = new ControllerRunner({
        definition: built.definition,
        client: recordingClient().client,
        cache,
        clock,
        logger: silentLogger,
        context: new RunContext(),
        workers,
        events: () => silentEvents,
      });
      const stopping = new AbortController();
      const running = Promise.all([cache.start(stopping.signal), runner.start(stopping.signal)]);
      for (const operation of steps) await performStep(operation, server, clock);
      server.heal();
      await clock.advance(20 * 60_000);
      for (const [name, { metadata }] of server.objects)
        expect([name, seen.get(name)]).toEqual([name, metadata?.resourceVersion]);
      expect(overlaps).toEqual([]);
      stopping.abort();
      await running;
      expect(clock.waiting).toBe(0);
    }),
    { numRuns: 150 },
  );
});
