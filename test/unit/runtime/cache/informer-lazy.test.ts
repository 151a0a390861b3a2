import { expect, test } from "vitest";
import { silentLogger } from "../../../../src/base/logger.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { Pod } from "../../../../src/k8s/core/v1.ts";
import { fieldIndex } from "../../../../src/kube/field-index.ts";
import type { InformerEvent } from "../../../../src/runtime/cache/handler-set.ts";
import { Informer } from "../../../../src/runtime/cache/informer.ts";
import { rawLister } from "../../../helpers/raw-lister.ts";
import { event, pod, podList, ScriptedWatch, scriptedLister } from "../../../helpers/scripted-lister.ts";

async function startLazy() {
  const clock = new VirtualClock();
  const scripted = scriptedLister();
  const lister = rawLister(scripted);
  const events: InformerEvent[] = [];
  const names: string[] = [];
  const informer = new Informer({
    resource: Pod,
    lister,
    clock,
    logger: silentLogger,
    watchList: false,
    random: () => 0,
    indexes: [fieldIndex(Pod, "app", ({ metadata }) => metadata.labels?.["app"])],
  });
  informer.addHandler((event, { metadata }) => {
    events.push(event);
    names.push(metadata.name);
  });
  const watch = new ScriptedWatch();
  scripted.lists(podList("5", pod("a", "1", { labels: { app: "web" }, managedFields: [{ manager: "m" }] })));
  scripted.watches(watch);
  const stopping = new AbortController();
  const running = informer.start(stopping.signal);
  await clock.advance(0);
  return {
    clock,
    watch,
    informer,
    events,
    names,
    parses: () => lister.parses,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

test("objects are parsed when they are read, once, and are read-only then", async () => {
  const at = await startLazy();
  // the index has looked at it
  const before = at.parses();
  const found = at.informer.store.get("default/a");
  expect(found).toEqual(pod("a", "1", { labels: { app: "web" } }));
  expect(at.informer.store.get("default/a")).toBe(found);
  expect(at.parses()).toBe(before);
  expect(() => Object.assign(found?.metadata ?? {}, { name: "b" })).toThrow(TypeError);
  await at.stop();
});

test("handlers know what an event is about without a parse, and have the objects when they look", async () => {
  const at = await startLazy();
  at.watch.send(event.modified("a", "7"), event.deleted("a", "8"));
  await at.clock.advance(0);
  expect(at.names).toEqual(["a", "a", "a"]);
  const [created, updated, deleted] = at.events;
  expect(created).toEqual({
    type: "create",
    initial: true,
    object: pod("a", "1", { labels: { app: "web" } }),
  });
  expect(updated).toEqual({
    type: "update",
    object: pod("a", "7"),
    old: pod("a", "1", { labels: { app: "web" } }),
  });
  expect(deleted).toEqual({ type: "delete", object: pod("a", "8"), stateUnknown: false });
  expect(Object.isFrozen(updated?.object)).toBe(true);
  await at.stop();
});

test("indexes and label selectors find them", async () => {
  const at = await startLazy();
  at.watch.send({ type: "ADDED", object: pod("b", "6", { labels: { app: "db" } }) });
  await at.clock.advance(0);
  const found = at.informer.store.select(({ metadata }) => metadata.labels?.["app"] === "db");
  expect(found?.map(({ metadata }) => metadata.name)).toEqual(["b"]);
  expect(at.informer.store.select(() => true, [{ name: "app", value: "web" }])).toHaveLength(1);
  await at.stop();
});

test("a resync is known as such without a parse, and hands out one object as old and new", async () => {
  const at = await startLazy();
  let subject: object | undefined;
  at.informer.addHandler((_, about) => (subject = about));
  await at.informer.resync(new AbortController().signal);
  const last = at.events.at(-1);
  expect(subject).toMatchObject({ resync: true });
  expect(last?.type === "update" && last.old === last.object).toBe(true);
  await at.stop();
});
