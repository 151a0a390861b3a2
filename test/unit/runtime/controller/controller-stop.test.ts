import { describe, expect, test } from "vitest";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { gate, noting, startController, Widget, widget } from "./controller-harness.ts";

describe("the stop", () => {
  test("lets runs end, begins no new one, and waits for them", async () => {
    const open = gate();
    const signals: AbortSignal[] = [];
    const built = controller(Widget).reconcile(async ({ signal }) => {
      signals.push(signal);
      await open.opened;
    });
    const at = await startController(built, { objects: [widget("a"), widget("b")] });
    at.requestStop();
    await at.clock.advance(0);
    expect([at.ended(), signals.length, signals[0]?.aborted]).toEqual([false, 1, false]);
    open.open();
    await at.running;
    expect(signals).toHaveLength(1);
    expect(at.results).toEqual(["success"]);
    await at.stop();
  });

  test("made hard, aborts the runs; what they throw then is no failure", async () => {
    const built = controller(Widget).reconcile(
      ({ signal, status }) =>
        new Promise((_, reject) => {
          status.set({ phase: "Half" });
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        }),
    );
    const at = await startController(built, { objects: [widget("a")] });
    at.requestStop();
    at.hardStop();
    await at.running;
    expect([at.results, at.texts(), at.calls]).toEqual([[], [], []]);
    await at.stop();
  });

  test("drops what waits for its time", async () => {
    const { runs, built } = noting(() => ({ requeueAfter: "10s" }));
    const at = await startController(built, { objects: [widget("a")] });
    await at.stop();
    await at.clock.advance(60_000);
    expect(runs).toHaveLength(1);
  });
});

describe("the time limit", () => {
  const slow = (body: (signal: AbortSignal) => Promise<void>) =>
    controller(Widget, { timeout: "10s" }).reconcile(({ signal }) => body(signal));

  test("aborts the run's signal, and the run counts as failed when it ends", async () => {
    const open = gate();
    const reasons: unknown[] = [];
    const built = slow(async (signal) => {
      signal.addEventListener("abort", () => reasons.push(signal.reason));
      await open.opened;
    });
    const at = await startController(built, { objects: [widget("a")] });
    await at.clock.advance(9_999);
    expect(reasons).toEqual([]);
    await at.clock.advance(1);
    expect(reasons).toMatchObject([{ message: "reconcile took longer than 10000 ms" }]);
    expect(at.results).toEqual([]);
    open.open();
    await at.clock.advance(0);
    expect(at.results).toEqual(["error"]);
    await at.stop();
  });

  test("never makes two runs of one object: the key is locked until the first has ended", async () => {
    const open = gate();
    let runs = 0;
    const built = slow(async () => {
      runs++;
      if (runs === 1) await open.opened;
    });
    const at = await startController(built, { objects: [widget("a")], workers: 2 });
    await at.clock.advance(60_000);
    await at.send("MODIFIED", widget("a", { version: "2" }));
    expect(runs).toBe(1);
    open.open();
    await at.clock.advance(5);
    expect(runs).toBe(2);
    await at.stop();
  });

  test("of a run that ends in time leaves no timer", async () => {
    const at = await startController(
      slow(() => Promise.resolve()),
      { objects: [widget("a")] },
    );
    expect(at.results).toEqual(["success"]);
    await at.stop();
  });
});
