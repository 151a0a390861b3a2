import { describe, expect, test } from "vitest";
import { resource } from "../../../../src/kube/resource.ts";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { TerminalError } from "../../../../src/runtime/controller/terminal-error.ts";
import { Deployment, gate, noting, refusal, startController, Widget, widget } from "./controller-harness.ts";

describe("a run", () => {
  test("comes for each object that is there, and for each that changes", async () => {
    const { runs, built } = noting();
    const at = await startController(built, { objects: [widget("a"), widget("b")] });
    expect(runs).toEqual(["a", "b"]);
    await at.send("MODIFIED", widget("a", { version: "2" }));
    await at.send("ADDED", widget("c"));
    expect(runs.slice(2)).toEqual(["a", "c"]);
    expect(at.results).toEqual(["success", "success", "success", "success"]);
    await at.stop();
  });

  test("comes for a change before those of the first list", async () => {
    const open = gate();
    const { runs, built } = noting((run) => (run === 1 ? open.opened : undefined));
    const at = await startController(built, { objects: [widget("a"), widget("b"), widget("c")] });
    await at.send("MODIFIED", widget("c", { version: "2" }));
    open.open();
    await at.clock.advance(0);
    expect(runs).toEqual(["a", "c", "b"]);
    await at.stop();
  });

  test("of a cluster-scoped object has a key without a namespace, also when it comes again", async () => {
    const keys: object[] = [];
    const Global = resource<Widget>({
      group: "example.com",
      version: "v1",
      kind: "Widget",
      scope: "Cluster",
    });
    const built = controller(Global).reconcile(({ request }) => {
      keys.push(request);
      return keys.length === 1 ? { requeueAfter: 1 } : undefined;
    });
    const { namespace: _, ...metadata } = widget("a").metadata ?? {};
    const at = await startController(built, { objects: [{ ...widget("a"), metadata }] });
    await at.clock.advance(1);
    expect(keys).toEqual([{ name: "a" }, { name: "a" }]);
    await at.stop();
  });

  test("is not made for an object that is gone, which counts as success", async () => {
    const { runs, built } = noting();
    const at = await startController(built, { objects: [widget("a")] });
    await at.send("DELETED", widget("a", { version: "2" }));
    expect(runs).toEqual(["a"]);
    expect(at.results).toEqual(["success", "success"]);
    await at.stop();
  });

  test("waits for the first lists of every kind that is watched; a stop ends the wait", async () => {
    const { runs, built } = noting();
    const at = await startController(built.owns(Deployment), {
      objects: [widget("a")],
      unlisted: "Deployment",
    });
    expect(at.cache.unsynced).toEqual(["Deployment"]);
    expect(runs).toEqual([]);
    await at.stop();
    expect(runs).toEqual([]);
  });
});

describe("one object at a time", () => {
  test("changes during a run lead to one more, after it", async () => {
    const open = gate();
    const { runs, built } = noting((run) => (run === 1 ? open.opened : undefined));
    const at = await startController(built, { objects: [widget("a")], workers: 3 });
    for (const version of ["2", "3", "4"]) await at.send("MODIFIED", widget("a", { version }));
    expect(runs).toEqual(["a"]);
    open.open();
    await at.clock.advance(0);
    expect(runs).toEqual(["a", "a"]);
    await at.stop();
  });

  test("different objects run side by side, as many as there are workers", async () => {
    const open = gate();
    const { runs, built } = noting(() => open.opened);
    const at = await startController(built, {
      objects: ["a", "b", "c"].map((name) => widget(name)),
      workers: 2,
    });
    expect(runs).toEqual(["a", "b"]);
    expect(Math.max(...at.active)).toBe(2);
    open.open();
    await at.clock.advance(0);
    expect(runs).toEqual(["a", "b", "c"]);
    expect(at.active.at(-1)).toBe(0);
    await at.stop();
  });
});

describe("what a run returns", () => {
  test("requeueAfter brings it again at that time, and forgets failures", async () => {
    const { runs, built } = noting((run) => {
      if (run <= 2) throw new Error("not yet");
      return run === 3 ? { requeueAfter: "30s" } : undefined;
    });
    const at = await startController(built, { objects: [widget("a")] });
    await at.clock.advance(5);
    await at.clock.advance(10);
    expect(runs).toHaveLength(3);
    await at.clock.advance(29_999);
    expect(runs).toHaveLength(3);
    await at.clock.advance(1);
    expect(runs).toHaveLength(4);
    expect(at.results).toEqual(["error", "error", "requeue_after", "success"]);
    await at.stop();
  });

  test("requeueAfter of no time at all is done: it neither runs again nor holds a finalizer", async () => {
    for (const requeueAfter of [0, -0, "0s", "0"]) {
      const { runs, built } = noting(() => ({ requeueAfter }));
      const at = await startController(built, { objects: [widget("a")] });
      await at.clock.advance(3_600_000);
      expect(runs).toEqual(["a"]);
      expect(at.results).toEqual(["success"]);
      await at.stop();
    }
  });

  test("requeueAfter that is no time fails the run, which comes again with back-off", async () => {
    for (const requeueAfter of [-5, "-1s", NaN, -Infinity, null]) {
      const { runs, built } = noting((run) => (run < 3 ? { requeueAfter } : undefined));
      const at = await startController(built, { objects: [widget("a")] });
      expect(at.results).toEqual(["error"]);
      await at.clock.advance(4);
      expect(runs).toHaveLength(1);
      await at.clock.advance(11);
      expect(at.results).toEqual(["error", "error", "success"]);
      expect(String(at.lines.find(({ level }) => level === "error")?.fields?.["error"])).toContain(
        typeof requeueAfter === "string" ? `"${requeueAfter}"` : String(requeueAfter),
      );
      await at.stop();
    }
  });

  test("requeueAfter does not put off a change that comes earlier, and is dropped by it", async () => {
    const { runs, built } = noting((run) => (run === 1 ? { requeueAfter: 60_000 } : undefined));
    const at = await startController(built, { objects: [widget("a")] });
    await at.send("MODIFIED", widget("a", { version: "2" }));
    expect(runs).toHaveLength(2);
    await at.clock.advance(120_000);
    expect(runs).toHaveLength(2);
    await at.stop();
  });

  test("a duration that cannot be read is an error of the run", async () => {
    const { built } = noting((run) => (run === 1 ? { requeueAfter: "soon" } : undefined));
    const at = await startController(built, { objects: [widget("a")] });
    expect(at.results).toEqual(["error"]);
    await at.clock.advance(5);
    expect(at.results).toEqual(["error", "success"]);
    await at.stop();
  });
});

describe("a run that throws", () => {
  test("comes again with growing waits until it succeeds; then they begin anew", async () => {
    const { runs, built } = noting((run) => {
      if (run !== 4) throw new Error("broken");
    });
    const at = await startController(built, { objects: [widget("a")] });
    for (const wait of [5, 10, 20]) {
      const before = runs.length;
      await at.clock.advance(wait - 1);
      expect(runs).toHaveLength(before);
      await at.clock.advance(1);
      expect(runs).toHaveLength(before + 1);
    }
    await at.send("MODIFIED", widget("a", { version: "2" }));
    await at.clock.advance(5);
    expect(runs).toHaveLength(6);
    await at.stop();
  });

  test("is logged with its object, and leaves others alone", async () => {
    const { runs, built } = noting((_, name) => {
      if (name === "poison") throw new Error("broken");
    });
    const at = await startController(built, { objects: [widget("poison"), widget("good")] });
    expect(runs).toEqual(["poison", "good"]);
    const line = at.lines.find(({ level }) => level === "error");
    expect(line?.fields).toMatchObject({ controller: "widget", namespace: "default", name: "poison" });
    expect(line?.fields.reconcileID).toMatch(/-/);
    expect((line?.fields.error as Error).message).toBe("broken");
    await at.stop();
  });

  test("may throw anything, also before it returns a promise", async () => {
    const built = controller(Widget).reconcile(() => {
      throw "a text";
    });
    const at = await startController(built, { objects: [widget("a")] });
    expect(at.results).toEqual(["error"]);
    await at.stop();
  });

  test("a TerminalError comes again only when something changes", async () => {
    const { runs, built } = noting(() => {
      throw new TerminalError("never");
    });
    const at = await startController(built, { objects: [widget("a")] });
    await at.clock.advance(80_000);
    expect(runs).toHaveLength(1);
    await at.send("MODIFIED", widget("a", { version: "2" }));
    expect(at.results).toEqual(["terminal_error", "terminal_error"]);
    await at.stop();
  });

  test("a conflict is no error in the log, but comes again with a wait", async () => {
    const { built } = noting((run) => {
      if (run === 1) throw refusal(409, "Conflict");
    });
    const at = await startController(built, { objects: [widget("a")] });
    expect(at.texts()).toEqual(["info: the object has changed meanwhile, trying again"]);
    await at.clock.advance(5);
    expect(at.results).toEqual(["error", "success"]);
    await at.stop();
  });

  test("keeps its place when others come in between: a retry of the first list stays behind changes", async () => {
    const open = gate();
    const { runs, built } = noting((run, name) => {
      if (run === 1) throw new Error("first");
      return name === "blocker" ? open.opened : undefined;
    });
    const at = await startController(built, { objects: [widget("a"), widget("blocker")] });
    await at.clock.advance(5);
    await at.send("ADDED", widget("b"));
    open.open();
    await at.clock.advance(0);
    expect(runs).toEqual(["a", "blocker", "b", "a"]);
    await at.stop();
  });
});
