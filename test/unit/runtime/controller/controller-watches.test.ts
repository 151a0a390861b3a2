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

const key = (name: string) => ({ namespace: "default", name });

describe("watches", () => {
  test("with a handler of one's own get each event once, and put in what they want", async () => {
    const seen: string[] = [];
    const { runs, built } = noting();
    const at = await startController(
      built.watches(Deployment, {
        handle(event, queue) {
          seen.push(event.type);
          if (event.type === "delete") queue.add({ ...key("a"), after: 50 });
          else queue.add(key("a"), { rateLimited: true });
        },
      }),
      { objects: [widget("a")] },
    );
    await at.send("ADDED", deployment("d"));
    expect(runs).toEqual(["a"]);
    await at.clock.advance(5);
    expect(runs).toHaveLength(2);
    await at.send("DELETED", {
      ...deployment("d"),
      metadata: { ...deployment("d").metadata, resourceVersion: "9" },
    });
    expect(seen).toEqual(["create", "delete"]);
    await at.clock.advance(50);
    expect(runs).toHaveLength(3);
    await at.stop();
  });

  test("may map by what the cache has", async () => {
    const { runs, built } = noting();
    const at = await startController(
      built.watches(Deployment, async ({ metadata }, { client }) => {
        const { items } = await client.list(Widget, { labelSelector: `of=${metadata.name}` });
        return items.map((item) => key(item.metadata.name));
      }),
      { objects: [widget("a", { metadata: { name: "a", labels: { of: "d" } } }), widget("b")] },
    );
    runs.length = 0;
    await at.send("ADDED", deployment("d"));
    expect(runs).toEqual(["a"]);
    expect(at.calls).toEqual([]);
    await at.stop();
  });

  test("that map with a wait hold the first run back until what was there at the start is mapped", async () => {
    const mapped = gate();
    const { runs, built } = noting();
    const at = await startController(
      built.watches(Deployment, async () => {
        await mapped.opened;
        return [key("a")];
      }),
      { objects: [widget("a"), deployment("d")] },
    );
    expect(runs).toEqual([]);
    mapped.open();
    await at.clock.advance(0);
    expect(runs).toEqual(["a"]);
    await at.stop();
  });

  test("ask a map function that rejects again, with growing pauses, and lose nothing", async () => {
    let asked = 0;
    const { runs, built } = noting();
    const at = await startController(
      built.watches(Deployment, async () => {
        if (++asked < 3) throw new Error("the API server is away");
        return Promise.resolve([key("a")]);
      }),
      { objects: [widget("a")] },
    );
    await at.send("ADDED", deployment("d"));
    expect(runs).toEqual(["a"]);
    await at.clock.advance(1_000);
    expect(asked).toBe(2);
    await at.clock.advance(2_000);
    expect(runs).toEqual(["a", "a"]);
    expect(at.texts().filter((text) => text.includes("map function failed"))).toHaveLength(2);
    expect(at.failedMaps).toEqual(["Deployment", "Deployment"]);
    await at.stop();
  });

  test("stop asking when the controller stops", async () => {
    const { built } = noting();
    const at = await startController(
      built.watches(Deployment, () => Promise.reject(new Error("never"))),
      { objects: [widget("a"), deployment("d")] },
    );
    await at.clock.advance(10_000);
    await at.stop();
  });

  test("with an event filter pass only what it lets through, of every kind", async () => {
    const runs: string[] = [];
    const built = controller(Widget, { eventFilter: ({ object }) => object.metadata.name !== "b" })
      .owns(Deployment)
      .reconcile(({ request }) => void runs.push(request.name));
    const at = await startController(built, { objects: [widget("a"), widget("b")] });
    await at.send("ADDED", deployment("b", "a"));
    await at.send("ADDED", deployment("c", "a"));
    expect(runs).toEqual(["a", "a"]);
    await at.stop();
  });
});

describe("owns", () => {
  const owned = (name: string, ...owners: { name: string; controller?: boolean; kind?: string }[]) => ({
    ...deployment(name),
    metadata: {
      ...deployment(name).metadata,
      ownerReferences: owners.map((owner) => ({
        apiVersion: "example.com/v1beta1",
        kind: "Widget",
        uid: owner.name,
        ...owner,
      })),
    },
  });

  test("leads to the controlling owner alone; with matchEveryOwner to each of the kind", async () => {
    for (const matchEveryOwner of [false, true]) {
      const { runs, built } = noting();
      const at = await startController(built.owns(Deployment, { matchEveryOwner }), {
        objects: [widget("a"), widget("b")],
      });
      runs.length = 0;
      await at.send(
        "ADDED",
        owned("d", { name: "a" }, { name: "b", controller: true }, { name: "x", kind: "Y" }),
      );
      expect(runs).toEqual(matchEveryOwner ? ["a", "b"] : ["b"]);
      await at.stop();
    }
  });

  test("with matchEveryOwner sets no controller: the children have several owners", () => {
    expect(controller(Widget).owns(Deployment).definition.owned).toHaveLength(1);
    expect(controller(Widget).owns(Deployment, { matchEveryOwner: true }).definition.owned).toEqual([]);
  });
});
