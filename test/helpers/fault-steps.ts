import fc from "fast-check";
import type { VirtualClock } from "../../src/base/virtual-clock.ts";
import { breaks, faults, type FaultyCollection } from "./faulty-collection.ts";

const name = fc.constantFrom("a", "b", "c", "d", "e");
/** One thing that happens to a server and those who watch it. */
export const faultStep = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("put" as const), name }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("delete" as const), name }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("fail" as const), fault: fc.constantFrom(...faults) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("break" as const), how: fc.constantFrom(...breaks) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("compact" as const, "bookmark" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.constantFrom(0, 500, 2_000, 60_000) }),
  },
);
export type FaultStep = typeof faultStep extends fc.Arbitrary<infer T> ? T : never;

export async function performStep(
  operation: FaultStep,
  server: FaultyCollection,
  clock: VirtualClock,
): Promise<void> {
  switch (operation.do) {
    case "put":
      return server.put(operation.name);
    case "delete":
      return server.delete(operation.name);
    case "fail":
      return server.failNext(operation.fault);
    case "break":
      return server.breakWatches(operation.how);
    case "wait":
      return clock.advance(operation.ms);
    default:
      return server[operation.do]();
  }
}
