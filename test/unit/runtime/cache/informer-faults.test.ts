import fc from "fast-check";
import { expect, test } from "vitest";
import { equalJson } from "../../../../src/base/json.ts";
import { silentLogger } from "../../../../src/base/logger.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { Pod } from "../../../../src/k8s/core/v1.ts";
import type { KubernetesObject, Observed } from "../../../../src/kube/object.ts";
import { fieldIndex } from "../../../../src/kube/field-index.ts";
import type { InformerEvent } from "../../../../src/runtime/cache/handler-set.ts";
import { Informer } from "../../../../src/runtime/cache/informer.ts";
import { rawLister } from "../../../helpers/raw-lister.ts";
import { FaultyCollection } from "../../../helpers/faulty-collection.ts";
import { faultStep, performStep } from "../../../helpers/fault-steps.ts";

const lastDigit = ({ metadata }: Observed<KubernetesObject>) => metadata.resourceVersion.slice(-1);
const byVersion = fieldIndex(Pod, "digit", lastDigit);

test.each([
  ["streams its initial state", true, false],
  ["can only list", false, false],
  ["streams its initial state, with objects kept as bytes", true, true],
  ["can only list, with objects kept as bytes", false, true],
])(
  "on a server that %s, whatever goes wrong, in the end store and handlers know what the server does",
  async (_, streams, lazy) => {
    await fc.assert(
      fc.asyncProperty(fc.array(faultStep, { maxLength: 40 }), async (steps) => {
        const clock = new VirtualClock();
        const server = new FaultyCollection();
        server.streams = streams;
        const informer = new Informer({
          resource: Pod,
          lister: lazy ? rawLister(server) : server,
          resync: 7_000,
          indexes: [byVersion],
          clock,
          logger: silentLogger,
          random: () => 0.5,
        });
        const told = new Map<string, Observed<KubernetesObject>>();
        // events that do not follow from what was told before
        const unfitting: InformerEvent[] = [];
        informer.addHandler((event) => {
          const { name } = event.object.metadata;
          const before = told.get(name);
          const fits =
            event.type === "create"
              ? !before
              : equalJson(before, event.type === "update" ? event.old : before);
          if (!fits || (event.type === "delete" && !before)) unfitting.push(event);
          if (event.type === "delete") told.delete(name);
          else told.set(name, event.object);
        });
        const stopping = new AbortController();
        const running = informer.start(stopping.signal);
        for (const operation of steps) await performStep(operation, server, clock);
        server.heal();
        // beyond the longest wait, and the time after which a silent watch is given up
        await clock.advance(20 * 60_000);
        expect(unfitting).toEqual([]);
        const known = new Map(informer.store.list().map((object) => [object.metadata?.name, object]));
        expect(known).toEqual(new Map(server.objects));
        expect(told).toEqual(known);
        for (const [name, object] of known) {
          const value = lastDigit(object);
          const expected = [...known.values()].filter((other) => lastDigit(other) === value);
          const found = informer.store.select(() => true, [{ name: "digit", value }]);
          expect(new Set(found), name).toEqual(new Set(expected));
        }
        stopping.abort();
        await running;
        expect(clock.waiting).toBe(0);
      }),
      { numRuns: 150 },
    );
  },
);
