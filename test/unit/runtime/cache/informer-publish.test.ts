import { describe, expect, test } from "vitest";
import type { Clock } from "../../../../src/base/clock.ts";
import { silentLogger } from "../../../../src/base/logger.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { Pod } from "../../../../src/k8s/core/v1.ts";
import type { KubernetesObject } from "../../../../src/kube/object.ts";
import { Informer } from "../../../../src/runtime/cache/informer.ts";
import { event, pod, podList, ScriptedWatch, scriptedLister } from "../../../helpers/scripted-lister.ts";

/** Each look at the clock finds that the event loop has been held for long enough: there is a turn after every object. */
function hurriedClock() {
  const clock = new VirtualClock();
  let turns = 0;
  const hurried: Clock = {
    now: () => clock.now(),
    monotonic: () => (turns += 1_000),
    setTimer: (ms, callback) => clock.setTimer(ms, callback),
  };
  return { clock, hurried };
}

function start(streams: boolean) {
  const { clock, hurried } = hurriedClock();
  const lister = scriptedLister();
  const stopping = new AbortController();
  const told: string[] = [];
  /** What a reader sees at each event. */
  const seen: string[] = [];
  const informer = new Informer({
    resource: Pod,
    lister,
    clock: hurried,
    logger: silentLogger,
    watchList: streams,
    random: () => 0,
  });
  const versions = () =>
    informer.store.list().map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`);
  informer.addHandler(({ type, object }) => {
    told.push(`${type} ${object.metadata.name}@${object.metadata.resourceVersion}`);
    seen.push(versions().join(" "));
  });
  const running = { promise: Promise.resolve() };
  return {
    clock,
    lister,
    informer,
    told,
    seen,
    versions,
    start: () => void (running.promise = informer.start(stopping.signal)),
    abort: () => stopping.abort(),
    ended: () => running.promise,
    /** Turns the event loop until something holds. */
    async until(holds: () => boolean) {
      for (let turn = 0; !holds(); turn++) {
        if (turn > 1_000) throw new Error("it never came to that");
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    async stop() {
      stopping.abort();
      await running.promise;
    },
  };
}

/** Ways for a whole collection to come. */
const ways = [
  ["a stream of initial events", true],
  ["a list", false],
] as const;

function comes(
  at: ReturnType<typeof start>,
  streams: boolean,
  version: string,
  ...objects: KubernetesObject[]
) {
  if (!streams) return at.lister.lists(podList(version, ...objects));
  const initial = objects.map((object) => ({ type: "ADDED", object }));
  at.lister.watches(
    new ScriptedWatch().send(...initial, event.initialEnd(version), event.error(410, "Expired")),
  );
}

describe.each(ways)("while a whole collection is told, which came by %s,", (_, streams) => {
  const first = [pod("a", "1"), pod("b", "2"), pod("c", "3")];

  test("a reader sees all of it or nothing, and it is in sync only after the last handler was told", async () => {
    const at = start(streams);
    comes(at, streams, "5", ...first);
    at.start();
    const synced: string[] = [];
    void at.informer.whenSynced().then(() => synced.push(...at.told));
    await at.until(() => at.told.length === 1);
    expect([at.informer.hasSynced, at.informer.reached("5")]).toEqual([false, false]);
    await at.until(() => at.informer.hasSynced);
    expect(new Set(at.seen)).toEqual(new Set(["a@1 b@2 c@3"]));
    await at.until(() => synced.length > 0);
    expect(synced).toEqual(["create a@1", "create b@2", "create c@3"]);
    expect(at.informer.reached("5")).toBe(true);
    await at.stop();
  });

  test("a handler that comes then is told of everything once", async () => {
    const at = start(streams);
    comes(at, streams, "5", ...first);
    at.start();
    await at.until(() => at.told.length === 1);
    const late: string[] = [];
    at.informer.addHandler(({ type, object }) => void late.push(`${type} ${object.metadata.name}`));
    await at.until(() => at.informer.hasSynced);
    expect(late).toEqual(["create a", "create b", "create c"]);
    await at.stop();
  });

  test("an abort ends it there: nothing more is told, and it never is in sync", async () => {
    const at = start(streams);
    comes(at, streams, "5", ...first);
    at.start();
    await at.until(() => at.told.length === 1);
    at.abort();
    await at.ended();
    expect([at.told, at.informer.hasSynced]).toEqual([["create a@1"], false]);
  });

  test("a resync waits until that is done, and tells of what is there then", async () => {
    const at = start(streams);
    comes(at, streams, "5", ...first);
    at.start();
    await at.until(() => at.told.length === 1);
    await at.informer.resync(new AbortController().signal);
    expect(at.told).toEqual([
      ...["create a@1", "create b@2", "create c@3"],
      ...["update a@1", "update b@2", "update c@3"],
    ]);
    await at.stop();
  });

  test("of a later one, a reader sees the old whole or the new whole", async () => {
    const at = start(streams);
    comes(at, streams, "5", ...first);
    if (!streams) at.lister.watches(new ScriptedWatch().send(event.error(410, "Expired")));
    comes(at, streams, "9", pod("a", "7"), pod("d", "8"), pod("c", "3"));
    at.start();
    await at.until(() => at.informer.hasSynced);
    at.seen.length = 0;
    const before = at.versions();
    expect(before).toEqual(["a@1", "b@2", "c@3"]);
    const advancing = at.clock.advance(800);
    await at.until(() => at.informer.reached("9"));
    await advancing;
    expect(new Set(at.seen)).toEqual(new Set(["a@7 d@8 c@3"]));
    expect(at.told.slice(3)).toEqual(["update a@7", "create d@8", "delete b@2"]);
    await at.stop();
  });
});

test("events that come while a resync is told are told in between, and what they delete is not told again", async () => {
  const at = start(false);
  const watch = new ScriptedWatch();
  at.lister.lists(podList("5", pod("a", "1"), pod("b", "2"), pod("c", "3")));
  at.lister.watches(watch);
  at.start();
  await at.until(() => at.informer.hasSynced);
  at.told.length = 0;
  const resync = at.informer.resync(new AbortController().signal);
  watch.send(event.deleted("c", "6"), event.modified("b", "7"));
  await resync;
  await at.until(() => at.informer.reached("7"));
  const ofB = at.told.filter((line) => line.includes(" b"));
  expect(at.told.filter((line) => line.includes(" c"))).toEqual(expect.arrayContaining(["delete c@6"]));
  expect(at.told.lastIndexOf("update c@3")).toBeLessThan(at.told.indexOf("delete c@6"));
  expect(ofB.at(-1)).toBe("update b@7");
  await at.stop();
});

test("every object is handed to the handlers again at a time of the informer's own, within a tenth of the period", async () => {
  const clock = new VirtualClock();
  const lister = scriptedLister();
  lister.lists(podList("5", pod("a", "1")));
  const told: string[] = [];
  const informer = new Informer({
    resource: Pod,
    lister,
    clock,
    logger: silentLogger,
    watchList: false,
    random: () => 0.25,
    resync: 1_000,
  });
  informer.addHandler(({ type }, { resync }) => void told.push(`${type} ${resync}`));
  const stopping = new AbortController();
  const running = informer.start(stopping.signal);
  await clock.advance(949);
  expect(told).toEqual(["create false"]);
  await clock.advance(1);
  expect(told).toEqual(["create false", "update true"]);
  await clock.advance(950);
  expect(told).toHaveLength(3);
  expect(lister.requests).toHaveLength(2);
  stopping.abort();
  await running;
  expect(clock.waiting).toBe(0);
});

test("a key that a handler lost by throwing comes again with the resync", async () => {
  const at = start(false);
  let broken = true;
  const handled: string[] = [];
  at.informer.addHandler(({ object }) => {
    if (broken) throw new Error("broken");
    handled.push(object.metadata.name);
  });
  at.lister.lists(podList("5", pod("a", "1")));
  at.start();
  await at.until(() => at.informer.hasSynced);
  broken = false;
  await at.informer.resync(new AbortController().signal);
  expect(handled).toEqual(["a"]);
  await at.stop();
});
