import { describe, expect, test } from "vitest";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { isPanic } from "../../../../src/runtime/controller/panic.ts";
import { gate, startController, Widget, widget } from "./controller-harness.ts";

const mistake = () => (undefined as unknown as { field: string }).field;

describe("a mistake in a handler's code", () => {
  test("is counted, and tried again as every error is", async () => {
    let runs = 0;
    const built = controller(Widget).reconcile(() => {
      if (++runs === 1) mistake();
    });
    const at = await startController(built, { objects: [widget("a")] });
    await at.clock.advance(5);
    expect([runs, at.counts]).toEqual([2, { panics: 1, timeouts: 0 }]);
    expect(at.results).toEqual(["error", "success"]);
    await at.stop();
  });

  test("ends the operator when that is asked for, but not before other runs have ended", async () => {
    const open = gate();
    const built = controller(Widget, { recoverPanic: false }).reconcile(async ({ request }) => {
      if (request.name === "slow") await open.opened;
      else mistake();
    });
    const at = await startController(built, {
      objects: [widget("slow"), widget("wrong")],
      workers: 2,
    });
    const failure = at.running.catch((error: unknown) => error);
    await at.clock.advance(0);
    expect([at.ended(), at.counts.panics]).toEqual([false, 1]);
    open.open();
    expect(await failure).toBeInstanceOf(TypeError);
    at.requestStop();
  });
});

test("a run that takes too long is counted once, and one in time is not", async () => {
  const built = controller(Widget, { timeout: "1s" }).reconcile(({ request, signal }) =>
    request.name === "slow"
      ? new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))))
      : undefined,
  );
  const at = await startController(built, { objects: [widget("quick"), widget("slow")] });
  await at.clock.advance(1_000);
  expect(at.counts).toEqual({ panics: 0, timeouts: 1 });
  await at.stop();
});

test("what a failed connection or a refusal throws is no mistake in the code", () => {
  const fetchFailed = new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") });
  expect([new TypeError("x"), new RangeError("x"), new ReferenceError("x")].map(isPanic)).toEqual([
    true,
    true,
    true,
  ]);
  expect([fetchFailed, new Error("x"), "text", undefined].map(isPanic)).toEqual([false, false, false, false]);
});
