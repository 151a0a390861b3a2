import { expect, test } from "vitest";
import { controller, type Controller } from "../../../../src/runtime/controller/controller-builder.ts";
import type { TaskContext } from "../../../../src/runtime/controller/handler.ts";
import { TerminalError } from "../../../../src/runtime/controller/terminal-error.ts";
import { ShardGate } from "../../../../src/runtime/shard/shard-gate.ts";
import { Deployment, gate as hang, startController, Widget, widget } from "./controller-harness.ts";

/** A daemon that notes when it begins and ends. */
function tunnels(options: Parameters<typeof controller<Widget>>[1] = {}) {
  const notes: string[] = [];
  const built = controller(Widget, options).daemon("tunnel", async ({ object, signal }) => {
    notes.push(`begin ${object.metadata.name}`);
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    notes.push(`end ${object.metadata.name}: ${(signal.reason as Error).message}`);
  });
  return { notes, built };
}

test("daemons of the objects that are there are begun at the start, and of others when they come", async () => {
  const { notes, built } = tunnels();
  const at = await startController(built, { objects: [widget("a")] });
  expect(notes).toEqual(["begin a"]);
  await at.send("ADDED", widget("b", { version: "2" }));
  await at.send("MODIFIED", widget("a", { version: "3" }));
  expect(notes).toEqual(["begin a", "begin b"]);
  await at.stop();
});

test("nothing begins before the first lists are in", async () => {
  const { notes, built } = tunnels();
  const at = await startController(built.owns(Deployment), {
    objects: [widget("a")],
    unlisted: "Deployment",
  });
  expect(notes).toEqual([]);
  await at.stop();
  expect(notes).toEqual([]);
});

test("nothing begins while the process does not lead", async () => {
  const { notes, built } = tunnels();
  const at = await startController(built, { objects: [widget("a")], warmUpOnly: true });
  await at.send("ADDED", widget("b", { version: "2" }));
  expect(notes).toEqual([]);
  at.begin();
  await at.clock.advance(0);
  expect(notes).toEqual(["begin a", "begin b"]);
  await at.stop();
});

test("a daemon ends when the deletion of its object begins, and when it is gone without one", async () => {
  const { notes, built } = tunnels();
  const at = await startController(built, { objects: [widget("a"), widget("b")] });
  const deleting = widget("a", {
    version: "2",
    metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" },
  });
  Object.assign(deleting.metadata, { ...widget("a").metadata, ...deleting.metadata });
  await at.send("MODIFIED", deleting);
  await at.send("DELETED", widget("b", { version: "3" }));
  expect(notes.slice(2)).toEqual([
    "end a: the object is being deleted",
    "end b: the object is being deleted",
  ]);
  await at.stop();
});

test("a stop ends daemons, and waits for them", async () => {
  const last = hang();
  const at = await startController(
    controller(Widget).daemon("slow", async ({ signal }) => {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      await last.opened;
    }),
    { objects: [widget("a")] },
  );
  at.requestStop();
  await at.clock.advance(10_000);
  expect(at.ended()).toBe(false);
  last.open();
  await at.clock.advance(0);
  expect(at.ended()).toBe(true);
  expect(at.texts()).toEqual([]);
  await at.stop();
});

test("a shard that goes is given up when its daemons have ended, and one that comes begins them", async () => {
  const gate = new ShardGate(({ name }) => Number(name[0]));
  gate.open(1);
  const { notes, built } = tunnels();
  const at = await startController(built, { objects: [widget("1-a"), widget("2-a")], gate });
  expect(notes).toEqual(["begin 1-a"]);
  await gate.close(1);
  expect(notes.slice(1)).toEqual(["end 1-a: shard 1 goes to another replica"]);
  await at.send("MODIFIED", widget("1-a", { version: "2" }));
  expect(notes).toHaveLength(2);
  gate.open(2);
  gate.open(1);
  await at.clock.advance(0);
  expect(notes.slice(2)).toEqual(["begin 2-a", "begin 1-a"]);
  await at.stop();
});

test("objects that the predicates would not let in as new ones have no tasks", async () => {
  const { notes, built } = tunnels({ predicate: ({ object }) => object.metadata.labels?.mine === "yes" });
  const mine = (version: string) => {
    const object = widget("a", { version });
    return { ...object, metadata: { ...object.metadata, labels: { mine: "yes" } } };
  };
  const at = await startController(built, { objects: [widget("a")] });
  expect(notes).toEqual([]);
  await at.send("MODIFIED", mine("2"));
  expect(notes).toEqual(["begin a"]);
  await at.send("MODIFIED", widget("a", { version: "3" }));
  expect(notes[1]).toBe("end a: the predicates turn the object away");
  await at.stop();
});

test("a handler gets client, events, log and request of its object; its calls end with its signal", async () => {
  let context: TaskContext<Widget> | undefined;
  const at = await startController(
    controller(Widget)
      .owns(Deployment)
      .timer("check", { every: "1m" }, async (given) => {
        context = given;
        await given.client.apply(Deployment, { metadata: { name: "web" } });
        given.events.normal("Checked", "all well");
        given.log.info("checked");
      }),
    { objects: [widget("a")] },
  );
  expect(context?.request).toEqual({ namespace: "default", name: "a" });
  expect(context?.current()).toBe(context?.object);
  expect(at.events).toEqual(["Normal a Checked all well"]);
  const [call] = at.calls;
  expect(call?.method).toBe("apply");
  expect(call?.signal).toBe(context?.signal);
  expect(call?.args[0]).toMatchObject({
    metadata: { namespace: "default", ownerReferences: [{ kind: "Widget", name: "a" }] },
  });
  const line = at.lines.find(({ message }) => message === "checked");
  expect(line?.fields).toMatchObject({
    controller: "widget",
    name: "a",
    timer: "check",
    runID: expect.any(String),
  });
  expect(line?.fields).not.toHaveProperty("reconcileID");
  await at.stop();
});

test("failures are told of with the task's name, and tried again; those for good are not", async () => {
  let runs = 0;
  const failing = (name: string, error: () => Error): Controller<Widget> =>
    controller(Widget).daemon(name, () => {
      runs++;
      throw error();
    });
  const at = await startController(
    failing("retried", () => new Error("no route")),
    { objects: [widget("a")] },
  );
  await at.clock.advance(15);
  expect(runs).toBe(3);
  expect(at.texts()).toEqual(Array(3).fill("error: daemon failed"));
  expect(at.lines[0]?.fields).toMatchObject({ daemon: "retried", name: "a", error: new Error("no route") });
  await at.stop();
  runs = 0;
  const terminal = await startController(
    failing("once", () => new TerminalError("never")),
    { objects: [widget("a")] },
  );
  await terminal.clock.advance(60_000);
  expect(runs).toBe(1);
  expect(terminal.texts()).toEqual(["error: daemon failed for good"]);
  await terminal.stop();
});

test("a mistake in a handler is counted; it ends a controller that does not recover, after all else has ended", async () => {
  const mistaken = (recoverPanic: boolean) =>
    controller(Widget, { recoverPanic })
      .daemon("broken", ({ object }) => {
        if (object.metadata.name === "a") throw new TypeError("undefined is no function");
      })
      .daemon(
        "slow",
        ({ signal }) => new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve())),
      );
  const recovering = await startController(mistaken(true), { objects: [widget("a")] });
  expect(recovering.counts.panics).toBe(1);
  await recovering.stop();
  const at = await startController(mistaken(false), { objects: [widget("b"), widget("a")] });
  await expect(at.running).rejects.toThrow("undefined is no function");
  await at.stop().catch(() => {});
});
