import { describe, expect, test } from "vitest";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import {
  Deployment,
  deployment,
  gate,
  noting,
  startController,
  Widget,
  widget,
} from "./controller-harness.ts";

/** A controller that works on one object until the gate opens, so that a line forms. */
async function inLine(build: (built: ReturnType<typeof noting>["built"]) => typeof built) {
  const open = gate();
  const { runs, built } = noting((run) => (run === 1 ? open.opened : undefined));
  const at = await startController(build(built), {
    objects: ["first", "a", "b", "c"].map((name) => widget(name)),
  });
  const rest = async () => {
    open.open();
    await at.clock.advance(0);
    return runs.slice(1);
  };
  return { at, rest };
}

const toWidget = (name: string) => ({ namespace: "default", name });

describe("priority", () => {
  test("of a watch comes before that of the kind itself, and what was there at the start comes last", async () => {
    const { at, rest } = await inLine((built) =>
      built.watches(Deployment, ({ metadata }) => [toWidget(metadata.name)], { priority: 10 }),
    );
    await at.send("MODIFIED", widget("b", { version: "2" }));
    await at.send("ADDED", deployment("c"));
    expect(await rest()).toEqual(["c", "b", "a"]);
    await at.stop();
  });

  test("of the kind itself is the controller's", async () => {
    const open = gate();
    const runs: string[] = [];
    const built = controller(Widget, { priority: -200 }).reconcile(async ({ request }) => {
      runs.push(request.name);
      if (runs.length === 1) await open.opened;
    });
    const at = await startController(built, { objects: ["a", "b"].map((name) => widget(name)) });
    await at.send("ADDED", widget("c"));
    open.open();
    await at.clock.advance(0);
    expect(runs).toEqual(["a", "b", "c"]);
    await at.stop();
  });

  test("of an event is what the map function says, and a wait goes with it", async () => {
    const { at, rest } = await inLine((built) =>
      built.watches(Deployment, () => [
        { ...toWidget("a"), priority: 1 },
        { ...toWidget("b"), priority: 2 },
        { ...toWidget("c"), after: "10s" },
      ]),
    );
    await at.send("ADDED", deployment("d"));
    // c is in line from the start, and a wait does not take it out
    expect(await rest()).toEqual(["b", "a", "c"]);
    await at.send("ADDED", deployment("e"));
    expect(at.results).toHaveLength(6);
    await at.clock.advance(10_000);
    expect(at.results).toHaveLength(7);
    await at.stop();
  });

  test("stays with a key that is tried again; requeueAfter may give another", async () => {
    const order: string[] = [];
    const open = gate();
    const built = controller(Widget).reconcile(async ({ request }) => {
      order.push(request.name);
      const nth = order.filter((name) => name === request.name).length;
      if (request.name === "slow" && nth === 1) await open.opened;
      if (request.name === "raised" && nth === 1) return { requeueAfter: 1, priority: 5 };
      if (request.name === "failing" && nth === 1) throw new Error("not yet");
      return undefined;
    });
    const at = await startController(built, { objects: [widget("failing"), widget("raised")] });
    await at.send("ADDED", widget("slow"));
    await at.clock.advance(5);
    // the first list's low priority stays with the one that failed
    await at.send("ADDED", widget("new"));
    open.open();
    await at.clock.advance(0);
    expect(order).toEqual(["failing", "raised", "slow", "raised", "new", "failing"]);
    await at.stop();
  });
});

describe("rate limits", () => {
  const failing = (rateLimiter: Parameters<typeof controller>[1]) => {
    const times: number[] = [];
    const built = controller(Widget, rateLimiter).reconcile(() => {
      times.push(0);
      throw new Error("broken");
    });
    return { times, built };
  };

  test("of one's own begin and end as told", async () => {
    const { times, built } = failing({ rateLimiter: { baseDelay: "1s", maxDelay: "3s" } });
    const at = await startController(built, { objects: [widget("a")] });
    const counts: number[] = [];
    for (const wait of [999, 1, 2_000, 3_000, 3_000]) {
      await at.clock.advance(wait);
      counts.push(times.length);
    }
    expect(counts).toEqual([1, 2, 3, 4, 5]);
    await at.stop();
  });

  test("may be a function of how often the key failed in a row", async () => {
    const asked: [number, string][] = [];
    const { times, built } = failing({
      rateLimiter: (failures, key) => {
        asked.push([failures, key]);
        return `${failures * 10}s`;
      },
    });
    const at = await startController(built, { objects: [widget("a")] });
    await at.clock.advance(10_000);
    await at.clock.advance(20_000);
    expect(times).toHaveLength(3);
    expect(asked).toEqual([
      [1, "default/a"],
      [2, "default/a"],
      [3, "default/a"],
    ]);
    await at.stop();
  });
});
