import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { Pod } from "../../../../src/k8s/core/v1.ts";
import type { EventHandler, InformerEvent } from "../../../../src/runtime/cache/handler-set.ts";
import { Informer } from "../../../../src/runtime/cache/informer.ts";
import { recordingLogger } from "../../../helpers/recording-logger.ts";
import { event, pod, podList, ScriptedWatch, scriptedLister } from "../../../helpers/scripted-lister.ts";

function startInformer(options: Partial<ConstructorParameters<typeof Informer>[0]> = {}) {
  const clock = new VirtualClock();
  const lister = scriptedLister();
  const { logger, texts } = recordingLogger();
  const stopping = new AbortController();
  const told: string[] = [];
  const events: InformerEvent[] = [];
  const errors: unknown[] = [];
  const informer = new Informer({
    resource: Pod,
    lister,
    clock,
    logger,
    watchList: false,
    random: () => 0,
    onError: (error) => void errors.push(error),
    ...options,
  });
  informer.addHandler((event) => {
    told.push(describeEvent(event));
    events.push(event);
  });
  let running: Promise<void> | undefined;
  return {
    clock,
    lister,
    informer,
    told,
    events,
    errors,
    texts,
    start: () => {
      running = informer.start(stopping.signal);
      return clock.advance(0);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function describeEvent(event: InformerEvent): string {
  const { name, resourceVersion } = event.object.metadata ?? {};
  const from = event.type === "update" ? ` from ${event.old.metadata?.resourceVersion}` : "";
  const mark =
    (event.type === "create" && event.initial && " initial") ||
    (event.type === "delete" && event.stateUnknown && " unknown") ||
    "";
  return `${event.type} ${name}@${resourceVersion}${from}${mark}`;
}

const never = new AbortController().signal;

/** A watch that has to be taken up by a list. */
const expiring = (...events: Parameters<ScriptedWatch["send"]>) =>
  new ScriptedWatch().send(...events, event.error(410, "Expired"));

describe("events", () => {
  test("of the first list are initial creations, and only then is the informer in sync", async () => {
    const at = startInformer();
    let synced: string[] | undefined;
    void at.informer.whenSynced().then(() => (synced = [...at.told]));
    expect(at.informer.hasSynced).toBe(false);
    at.lister.lists(podList("5", pod("a", "1"), pod("b", "2")));
    await at.start();
    expect(synced).toEqual(["create a@1 initial", "create b@2 initial"]);
    expect([at.informer.hasSynced, at.informer.lastVersion]).toEqual([true, "5"]);
    await at.stop();
  });

  test("of an empty first list are none, but it is in sync", async () => {
    const at = startInformer();
    at.lister.lists(podList("5"));
    await at.start();
    expect([at.told, at.informer.hasSynced]).toEqual([[], true]);
    await at.stop();
  });

  test("of the watch are told after the store holds what they say", async () => {
    const at = startInformer();
    const stored: (string | undefined)[] = [];
    at.informer.addHandler(({ object }) => {
      stored.push(at.informer.store.get(`default/${object.metadata?.name}`)?.metadata?.resourceVersion);
    });
    at.lister.lists(podList("1"));
    at.lister.watches(
      new ScriptedWatch().send(event.added("a", "2"), event.modified("a", "3"), event.deleted("a", "4")),
    );
    await at.start();
    expect(at.told).toEqual(["create a@2", "update a@3 from 2", "delete a@4"]);
    expect(stored).toEqual(["2", "3", undefined]);
    await at.stop();
  });

  test("that say nothing new, after a watch was taken up, are not told", async () => {
    const at = startInformer();
    at.lister.lists(podList("1", pod("a", "1")));
    at.lister.watches(new ScriptedWatch().send(event.added("a", "1"), event.modified("a", "1")));
    await at.start();
    expect(at.told).toEqual(["create a@1 initial"]);
    await at.stop();
  });

  test("a modification of an object never seen is its creation; a deletion of one is nothing", async () => {
    const at = startInformer();
    at.lister.lists(podList("1"));
    at.lister.watches(new ScriptedWatch().send(event.deleted("b", "2"), event.modified("a", "3")));
    await at.start();
    expect(at.told).toEqual(["create a@3"]);
    await at.stop();
  });

  test("a deletion brings the object's last state, as the server tells it", async () => {
    const at = startInformer();
    const last = pod("a", "9", { labels: { last: "true" }, managedFields: [{ manager: "somebody" }] });
    at.lister.lists(podList("1", pod("a", "1")));
    at.lister.watches(new ScriptedWatch().send({ type: "DELETED", object: last }));
    await at.start();
    expect(at.events.at(-1)).toEqual({
      type: "delete",
      object: pod("a", "9", { labels: { last: "true" } }),
      stateUnknown: false,
    });
    await at.stop();
  });
});

describe("the version of the store", () => {
  test("moves with lists, events and bookmarks, after the store and the handlers have them", async () => {
    const at = startInformer();
    const watch = new ScriptedWatch();
    const reached: boolean[] = [];
    at.informer.addHandler(() => void reached.push(at.informer.reached("7")));
    at.lister.lists(podList("5", pod("a", "1")));
    at.lister.watches(watch);
    const waits = ["5", "7", "9"].map(async (version) => {
      await at.informer.whenReached(version, never);
      return [version, at.informer.store.get("default/a")?.metadata.resourceVersion];
    });
    await at.start();
    expect([at.informer.reached("5"), at.informer.reached("6")]).toEqual([true, false]);
    watch.send(event.modified("a", "7"));
    await at.clock.advance(0);
    expect([at.informer.reached("7"), at.informer.reached("8")]).toEqual([true, false]);
    watch.send(event.bookmark("9"));
    await at.clock.advance(0);
    expect(await Promise.all(waits)).toEqual([
      ["5", "1"],
      ["7", "7"],
      ["9", "7"],
    ]);
    expect(reached).toEqual([false, false]);
    await at.stop();
  });

  test("does not move with initial events, which come in no order", async () => {
    const at = startInformer({ watchList: true });
    const watch = new ScriptedWatch().send(event.added("a", "9"));
    at.lister.watches(watch);
    await at.start();
    expect(at.informer.reached("9")).toBe(false);
    watch.send(event.added("b", "3"), event.initialEnd("9"));
    await at.clock.advance(0);
    expect([at.informer.reached("9"), at.informer.store.size]).toEqual([true, 2]);
    await at.stop();
  });
});

describe("a list after a gap", () => {
  test("tells the difference: creations, updates, and deletions by the last state that was seen", async () => {
    const at = startInformer();
    at.lister.lists(
      podList("5", pod("same", "1"), pod("changed", "2"), pod("gone", "3")),
      podList("9", pod("same", "1"), pod("changed", "7"), pod("new", "8")),
    );
    at.lister.watches(expiring());
    await at.start();
    at.told.length = 0;
    await at.clock.advance(800);
    expect(at.told).toEqual(["update changed@7 from 2", "create new@8", "delete gone@3 unknown"]);
    expect(at.informer.store.keys()).toEqual(["default/same", "default/changed", "default/new"]);
    await at.stop();
  });

  test("tells of an object that was deleted and made again as one update with another uid", async () => {
    const at = startInformer();
    at.lister.lists(podList("5", pod("a", "1", { uid: "old" })), podList("9", pod("a", "8", { uid: "new" })));
    at.lister.watches(expiring());
    await at.start();
    await at.clock.advance(800);
    expect(at.events.at(-1)).toMatchObject({
      type: "update",
      old: { metadata: { uid: "old" } },
      object: { metadata: { uid: "new" } },
    });
    await at.stop();
  });

  test("that is empty deletes everything, each once", async () => {
    const at = startInformer();
    at.lister.lists(podList("5", pod("a", "1"), pod("b", "2")), podList("9"), podList("10"));
    at.lister.watches(expiring(), expiring());
    await at.start();
    await at.clock.advance(800);
    await at.clock.advance(1_600);
    expect(at.told.slice(2)).toEqual(["delete a@1 unknown", "delete b@2 unknown"]);
    await at.stop();
  });
});

test("an object that the server can no longer read is deleted by the list that follows the error", async () => {
  const at = startInformer();
  at.lister.lists(podList("5", pod("a", "1"), pod("corrupt", "2")), podList("9", pod("a", "1")));
  at.lister.watches(new ScriptedWatch().send(event.error(500, "StoreReadError")));
  await at.start();
  await at.clock.advance(800);
  expect(at.told.slice(2)).toEqual(["delete corrupt@2 unknown"]);
  await at.stop();
});

describe("handlers", () => {
  test("that throw are told, and hold up neither the others nor the watch", async () => {
    const at = startInformer();
    const after: string[] = [];
    at.informer.addHandler(() => {
      throw new Error("broken handler");
    });
    at.informer.addHandler((event) => void after.push(describeEvent(event)));
    at.lister.lists(podList("1", pod("a", "1")));
    at.lister.watches(new ScriptedWatch().send(event.modified("a", "2")));
    await at.start();
    expect(after).toEqual(["create a@1 initial", "update a@2 from 1"]);
    expect(at.errors).toHaveLength(2);
    expect(at.texts()).toContain("error: an event handler failed");
    await at.stop();
  });

  test("are all told, in this list and in all that follow, when who is told of failures throws, too", async () => {
    const broken = () => {
      throw new Error("on purpose");
    };
    const at = startInformer({ onFailure: broken, transform: broken });
    const after: string[] = [];
    at.informer.addHandler(broken);
    at.informer.addHandler((event) => void after.push(describeEvent(event)));
    at.lister.lists(podList("1", pod("a", "1"), pod("b", "1")), podList("5", pod("b", "4")));
    at.lister.watches(expiring(event.modified("a", "2")), new ScriptedWatch());
    await at.start();
    await at.clock.advance(800);
    expect(after).toEqual([
      "create a@1 initial",
      "create b@1 initial",
      "update a@2 from 1",
      "update b@4 from 1",
      "delete a@2 unknown",
    ]);
    expect(at.informer.hasSynced).toBe(true);
    await at.stop();
  });

  test("that come late are handed what is there first, once, and then what others get", async () => {
    const at = startInformer();
    const watch = new ScriptedWatch();
    const late: string[] = [];
    at.lister.lists(podList("1", pod("a", "1")));
    at.lister.watches(watch);
    await at.start();
    at.informer.addHandler((event) => void late.push(describeEvent(event)));
    watch.send(event.added("b", "2"));
    await at.clock.advance(0);
    expect(late).toEqual(["create a@1 initial", "create b@2"]);
    await at.stop();
  });

  test("that are added by a handler do not get the same event twice", async () => {
    const at = startInformer();
    const inner: string[] = [];
    const addInner: EventHandler = () => {
      if (inner.length === 0) at.informer.addHandler((event) => void inner.push(describeEvent(event)));
    };
    at.informer.addHandler(addInner);
    at.lister.lists(podList("1"));
    at.lister.watches(new ScriptedWatch().send(event.added("a", "2"), event.modified("a", "3")));
    await at.start();
    expect(inner).toEqual(["create a@2 initial", "update a@3 from 2"]);
    await at.stop();
  });

  test("that were removed are told no more; the same function may be added twice", async () => {
    const at = startInformer();
    const calls: string[] = [];
    const handler: EventHandler = (event) => void calls.push(describeEvent(event));
    const remove = at.informer.addHandler(handler);
    at.informer.addHandler(handler);
    remove();
    at.lister.lists(podList("1", pod("a", "1")));
    await at.start();
    expect(calls).toEqual(["create a@1 initial"]);
    await at.stop();
  });

  test("get everything again by a resync, as updates that change nothing", async () => {
    const at = startInformer();
    at.lister.lists(podList("1", pod("a", "1")));
    await at.start();
    await at.informer.resync(never);
    const last = at.events.at(-1);
    expect(last).toMatchObject({ type: "update" });
    expect(last?.type === "update" && last.old === last.object).toBe(true);
    expect(at.lister.requests).toHaveLength(2);
    await at.stop();
  });
});

describe("what is stored", () => {
  test("has no managedFields, and cannot be written to", async () => {
    const at = startInformer();
    at.lister.lists(podList("1", pod("a", "1", { managedFields: [{ manager: "m" }], labels: { a: "b" } })));
    await at.start();
    const stored = at.informer.store.get("default/a");
    expect(stored).toEqual(pod("a", "1", { labels: { a: "b" } }));
    expect(() => Object.assign(stored?.metadata?.labels ?? {}, { c: "d" })).toThrow(TypeError);
    await at.stop();
  });

  test("can be written to where freezing is off", async () => {
    const at = startInformer({ freeze: false });
    at.lister.lists(podList("1", pod("a", "1")));
    await at.start();
    expect(Object.isFrozen(at.informer.store.get("default/a"))).toBe(false);
    await at.stop();
  });

  test("is what the transform makes of it, in lists, watches and deletions", async () => {
    const at = startInformer({
      transform: (object) => ({
        ...object,
        metadata: { ...object.metadata, labels: { transformed: "true" } },
      }),
    });
    at.lister.lists(podList("1", pod("a", "1")));
    at.lister.watches(new ScriptedWatch().send(event.added("b", "2"), event.deleted("b", "3")));
    await at.start();
    expect(at.events.map(({ object }) => object.metadata?.labels)).toEqual(
      Array.from({ length: 3 }, () => ({ transformed: "true" })),
    );
    await at.stop();
  });

  test.each(["a list", "initial events"])(
    "has been through the transform once, when it came by %s",
    async (way) => {
      const transformed: string[] = [];
      const at = startInformer({
        watchList: way === "initial events",
        transform(object) {
          transformed.push(`${object.metadata.name}@${object.metadata.resourceVersion}`);
          return object;
        },
      });
      at.lister.lists(podList("5", pod("a", "1"), pod("b", "2")));
      at.lister.watches(
        way === "a list"
          ? new ScriptedWatch().send(event.modified("a", "6"))
          : new ScriptedWatch().send(
              event.added("a", "1"),
              event.added("b", "2"),
              event.initialEnd("5"),
              event.modified("a", "6"),
            ),
      );
      await at.start();
      expect(transformed).toEqual(["a@1", "b@2", "a@6"]);
      await at.stop();
    },
  );

  test("keeps what it is known by, whatever the transform returns", async () => {
    const at = startInformer({
      transform: ({ metadata }) =>
        metadata.name === "renamed" ? { metadata: { ...metadata, name: "other" } } : { metadata },
    });
    at.lister.lists(podList("5", pod("renamed", "1"), pod("bare", "2")));
    await at.start();
    expect(at.informer.store.keys()).toEqual(["default/renamed", "default/bare"]);
    expect(at.informer.store.get("default/bare")).toMatchObject({ apiVersion: "v1", kind: "Pod" });
    expect(at.errors).toHaveLength(1);
    await at.stop();
  });

  test("is the object as it came where the transform throws; that is told, and the watch goes on", async () => {
    const at = startInformer({
      transform(object) {
        if (object.metadata?.name === "bad") throw new Error("broken transform");
        return object;
      },
    });
    at.lister.lists(podList("1", pod("bad", "1"), pod("good", "1")));
    at.lister.watches(new ScriptedWatch().send(event.modified("bad", "2"), event.added("c", "3")));
    await at.start();
    expect(at.told.slice(2)).toEqual(["update bad@2 from 1", "create c@3"]);
    expect(at.errors).toHaveLength(2);
    expect(at.texts()).toContain("error: a cache transform failed");
    await at.stop();
  });
});
