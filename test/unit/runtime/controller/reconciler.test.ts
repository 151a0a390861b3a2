import { describe, expect, test } from "vitest";
import { ConfigMap } from "../../../../src/k8s/core/v1.ts";
import { controller, type Controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { finalizerName } from "../../../../src/runtime/controller/finalizer-names.ts";
import { refusal, startController, Widget, widget, type ClientCall } from "./controller-harness.ts";

const key = { namespace: "default", name: "a" };
const finalizer = "example.com/widget-finalizer";
const deleted = (finalizers: string[], version = "1") =>
  widget("a", { version, metadata: { finalizers, deletionTimestamp: "2026-01-01T00:00:00Z" } });
/** A server that answers a patch with the object at its next version. */
const nextVersion = ({ method }: ClientCall) =>
  method.startsWith("patch") ? widget("a", { version: "2" }) : undefined;
const describeCalls = (calls: readonly ClientCall[]) =>
  calls.map(({ method, kind, args }) => [method, kind, ...args]);

async function run(built: Controller<Widget>, options: Parameters<typeof startController>[1]) {
  const at = await startController(built, options);
  await at.stop();
  return at;
}

describe("the finalizer", () => {
  const order: string[] = [];
  const built = controller(Widget)
    .reconcile(({ object }) => void order.push(`reconcile ${object.metadata?.resourceVersion}`))
    .finalize(({ object }) => void order.push(`finalize ${object.metadata?.resourceVersion}`));

  test("is put on an object before its first reconcile, which sees the object as written", async () => {
    order.length = 0;
    const at = await run(built, {
      objects: [widget("a", { metadata: { finalizers: ["other/one"] } })],
      answer: (call) => {
        order.push(call.method);
        return nextVersion(call);
      },
    });
    expect(order).toEqual(["patch", "reconcile 2"]);
    expect(describeCalls(at.calls)).toEqual([
      [
        "patch",
        "Widget",
        key,
        { merge: { metadata: { finalizers: ["other/one", finalizer], uid: "uid-a", resourceVersion: "1" } } },
      ],
    ]);
  });

  test("is not put on again, nor on an object that is being deleted, nor without a finalize", async () => {
    order.length = 0;
    const there = await run(built, { objects: [widget("a", { metadata: { finalizers: [finalizer] } })] });
    const dying = await run(built, { objects: [deleted(["other/one"])] });
    const plain = await run(
      controller(Widget).reconcile(() => {}),
      { objects: [widget("a")] },
    );
    expect([there.calls, dying.calls, plain.calls]).toEqual([[], [], []]);
    expect(order).toEqual(["reconcile 1"]);
  });

  test("may have another name, that objects have from elsewhere", async () => {
    order.length = 0;
    const ported = controller(Widget, { finalizer: "other/one" }).finalize(() => void order.push("finalize"));
    const at = await run(ported, { objects: [deleted(["other/one", finalizer])], answer: nextVersion });
    expect(order).toEqual(["finalize"]);
    expect(describeCalls(at.calls)[0]?.[3]).toMatchObject({
      merge: { metadata: { finalizers: [finalizer] } },
    });
  });

  test("of others, without a finalize: reconcile is not called, and the log says why nothing happens", async () => {
    const plain = controller(Widget).reconcile(() => void order.push("reconcile"));
    order.length = 0;
    const at = await run(plain, { objects: [deleted(["other/one", "foregroundDeletion"])] });
    await run(plain, { objects: [deleted(["foregroundDeletion"])] });
    expect(order).toEqual([]);
    expect(at.texts().filter((text) => text.includes("finalizers of others"))).toHaveLength(1);
  });

  test("runs finalize and not reconcile at a deletion, and goes when that is done", async () => {
    order.length = 0;
    const at = await run(built, { objects: [deleted(["other/one", finalizer])], answer: nextVersion });
    expect(order).toEqual(["finalize 1"]);
    expect(describeCalls(at.calls)).toEqual([
      [
        "patch",
        "Widget",
        key,
        { merge: { metadata: { finalizers: ["other/one"], uid: "uid-a", resourceVersion: "1" } } },
      ],
    ]);
    expect(at.results).toEqual(["success"]);
  });

  test("goes from the version that finalize's own status made", async () => {
    const at = await run(
      controller(Widget).finalize(({ status }) => status.set({ phase: "Deleting" })),
      { objects: [deleted([finalizer])], answer: nextVersion },
    );
    expect(describeCalls(at.calls)).toEqual([
      [
        "patchStatus",
        "Widget",
        key,
        { merge: { metadata: { resourceVersion: "1" }, status: { phase: "Deleting" } } },
      ],
      // the uid and version of the answer
      [
        "patch",
        "Widget",
        key,
        { merge: { metadata: { finalizers: [], uid: "uid-a", resourceVersion: "2" } } },
      ],
    ]);
    expect(at.results).toEqual(["success"]);
  });

  test("goes when finalize returns a requeueAfter of no time", async () => {
    const done = await run(
      controller(Widget).finalize(() => ({ requeueAfter: 0 })),
      { objects: [deleted([finalizer])] },
    );
    expect(done.calls).toHaveLength(1);
    expect(done.results).toEqual(["success"]);
  });

  test("stays when finalize wants to run again, and when it fails", async () => {
    const later = await run(
      controller(Widget).finalize(() => ({ requeueAfter: "1s" })),
      { objects: [deleted([finalizer])] },
    );
    const failing = await run(
      controller(Widget).finalize(() => {
        throw new Error("not yet");
      }),
      { objects: [deleted([finalizer])] },
    );
    expect([later.calls, later.results]).toEqual([[], ["requeue_after"]]);
    expect([failing.calls, failing.results]).toEqual([[], ["error"]]);
  });

  test("that somebody else removed with the object is no failure; a conflict is met with another run", async () => {
    const answer = (error: unknown) => () => {
      throw error;
    };
    const gone = await run(
      controller(Widget).finalize(() => {}),
      {
        objects: [deleted([finalizer])],
        answer: answer(refusal(404, "NotFound", { name: "a" })),
      },
    );
    const conflict = await run(
      controller(Widget).finalize(() => {}),
      {
        objects: [deleted([finalizer])],
        answer: answer(refusal(409, "Conflict")),
      },
    );
    expect([gone.results, conflict.results]).toEqual([["success"], ["error"]]);
  });

  test("that cannot be put on means that reconcile does not run: nothing would clean up", async () => {
    order.length = 0;
    const at = await run(built, {
      objects: [widget("a")],
      answer: () => {
        throw refusal(409, "Conflict");
      },
    });
    expect([order, at.results]).toEqual([[], ["error"]]);
  });

  test("has a qualified name, also for kinds of the core group, and one for each controller", () => {
    expect(finalizerName(controller(Widget).definition)).toBe(finalizer);
    expect(finalizerName(controller(Widget, { name: "other" }).definition)).toBe(
      "example.com/other-finalizer",
    );
    expect(finalizerName(controller(ConfigMap).definition)).toBe("kubewright/configmap-finalizer");
  });
});

describe("what a handler gets", () => {
  test("the object, read-only; its key; events on it", async () => {
    const at = await run(
      controller(Widget).reconcile(({ object, request, events }) => {
        expect(Object.isFrozen(object.spec)).toBe(true);
        expect(request).toEqual(key);
        events.normal("Created", "made it");
        events.warning("Odd", "but so");
      }),
      { objects: [widget("a")] },
    );
    expect(at.results).toEqual(["success"]);
    expect(at.events).toEqual(["Normal a Created made it", "Warning a Odd but so"]);
  });

  test("a log whose lines carry controller, object and the run's id; code below it has the same fields", async () => {
    const ids: unknown[] = [];
    const context: { fields(): object }[] = [];
    const at = await startController(
      controller(Widget).reconcile(async ({ log }) => {
        log.info("hello");
        await Promise.resolve();
        ids.push(context[0]?.fields());
      }),
    );
    context.push(at.context);
    await at.send("ADDED", widget("a"));
    await at.send("MODIFIED", widget("a", { version: "2" }));
    await at.stop();
    const lines = at.lines.filter(({ message }) => message === "hello").map(({ fields }) => fields);
    expect(lines[0]).toEqual({
      controller: "widget",
      controllerGroup: "example.com",
      controllerKind: "Widget",
      Widget: { namespace: "default", name: "a" },
      namespace: "default",
      name: "a",
      reconcileID: expect.any(String) as string,
    });
    expect(lines[0]?.reconcileID).not.toBe(lines[1]?.reconcileID);
    expect(ids).toEqual(lines);
    expect(at.context.fields()).toEqual({});
  });

  test("calls that end with the run's signal", async () => {
    const at = await run(
      controller(Widget).reconcile(async ({ client, signal }) => {
        await client.create(ConfigMap, { metadata: { name: "m", namespace: "default" } });
        expect(signal.aborted).toBe(false);
      }),
      { objects: [widget("a")] },
    );
    expect(at.calls.map(({ signal }) => signal instanceof AbortSignal)).toEqual([true]);
  });
});
