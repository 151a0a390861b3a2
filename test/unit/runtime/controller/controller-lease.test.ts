import { expect, test } from "vitest";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { noting, startController, Widget, widget } from "./controller-harness.ts";

/** A lease that a test takes away and gives back. */
function lease() {
  const waiting = new Set<() => void>();
  return {
    isHeld: true,
    waiting,
    async whenHeld(signal: AbortSignal) {
      if (signal.aborted) return false;
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
      return !signal.aborted;
    },
    renew() {
      this.isHeld = true;
      for (const resolve of waiting) resolve();
    },
  };
}

test("a leader that stood still for longer than its lease lasts begins no run before the lease is renewed", async () => {
  const held = lease();
  const { runs, built } = noting();
  const at = await startController(built, { objects: [widget("a")], lease: held });
  expect(runs).toEqual(["a"]);
  held.isHeld = false;
  await at.send("MODIFIED", widget("a", { version: "2" }));
  expect(runs).toEqual(["a"]);
  expect(at.texts()).toContain(
    "warn: the lease may have run out while this process stood still: waiting for its renewal",
  );
  held.renew();
  await at.clock.advance(0);
  expect(runs).toEqual(["a", "a"]);
  await at.stop();
});

test("a run that waits for the lease ends with the leadership, without a run and without a failure", async () => {
  const held = lease();
  const { runs, built } = noting();
  const at = await startController(built, { objects: [], lease: held });
  held.isHeld = false;
  await at.send("ADDED", widget("a"));
  at.hardStop();
  await at.stop();
  expect(runs).toEqual([]);
  expect(at.texts().filter((text) => text.startsWith("error"))).toEqual([]);
});

test("timers and daemons wait for the lease, too", async () => {
  const held = lease();
  const ran: string[] = [];
  const built = controller(Widget).daemon("d", ({ object }) => void ran.push(object.metadata.name));
  const at = await startController(built, { objects: [], lease: held });
  held.isHeld = false;
  await at.send("ADDED", widget("a"));
  expect(ran).toEqual([]);
  held.renew();
  await at.clock.advance(0);
  expect(ran).toEqual(["a"]);
  held.isHeld = false;
  await at.send("ADDED", widget("b"));
  await at.stop();
  expect(ran).toEqual(["a"]);
});
