import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { event, pod, podList, ScriptedWatch } from "../../../helpers/scripted-lister.ts";
import { expired, refused, startReflector, tooLarge, tooMany } from "./reflector-harness.ts";

/** Without initial events: lists only. */
const start = (options: Parameters<typeof startReflector>[0] = {}) =>
  startReflector({ watchList: false, ...options });

describe("the watch", () => {
  test("tells of every event in order, with the version it has come to", async () => {
    const at = start();
    at.lister.lists(podList("1"));
    at.lister.watches(
      new ScriptedWatch().send(
        event.added("a", "2"),
        event.modified("a", "3"),
        event.bookmark("8"),
        event.deleted("a", "9"),
      ),
    );
    await at.start();
    const expected = [
      "set a@2",
      "progress 2",
      "set a@3",
      "progress 3",
      "progress 8",
      "delete a@9",
      "progress 9",
    ];
    expect(at.told.slice(1)).toEqual(expected);
    await at.stop();
  });

  test("that ends is opened again at once, at the last version that was seen", async () => {
    const at = start();
    at.lister.lists(podList("1"));
    at.lister.watches(
      new ScriptedWatch().send(event.added("a", "2"), event.bookmark("6")).end(),
      new ScriptedWatch().send(event.added("b", "7")).end(),
    );
    await at.start();
    expect(at.lister.summary(1)).toEqual(["watch rv=1", "watch rv=6", "watch rv=7"]);
    expect(at.errors).toEqual([]);
    await at.stop();
  });

  test("that ends without an event after a second or more is opened again at once", async () => {
    const at = start();
    const watch = new ScriptedWatch();
    at.lister.lists(podList("1"));
    at.lister.watches(watch);
    await at.start();
    await at.clock.advance(1_000);
    watch.end();
    await at.clock.advance(0);
    expect(at.lister.summary(1)).toEqual(["watch rv=1", "watch rv=1"]);
    await at.stop();
  });

  test("that ends in less than a second without an event means a wait and a new list", async () => {
    const at = start();
    at.lister.lists(podList("1"), podList("2"));
    at.lister.watches(new ScriptedWatch().end());
    await at.start();
    expect(at.errors).toMatchObject([{ name: "VeryShortWatchError" }]);
    expect(at.lister.summary(2)).toEqual([]);
    await at.clock.advance(800);
    expect(at.lister.summary(2)).toEqual(["list rv=1", "watch rv=2"]);
    await at.stop();
  });

  test("that expired in the middle means a list not older than what was seen, after a wait", async () => {
    const at = start();
    at.lister.lists(podList("1"), podList("20"));
    at.lister.watches(new ScriptedWatch().send(event.modified("a", "9"), event.error(410, "Expired")));
    await at.start();
    await at.clock.advance(800);
    expect(at.lister.summary(2)).toEqual(["list rv=9", "watch rv=20"]);
    await at.stop();
  });

  test("that cannot be opened because its version expired means a list at that version", async () => {
    const at = start();
    at.lister.lists(podList("1"), podList("20"));
    at.lister.watches(expired());
    await at.start();
    await at.clock.advance(800);
    expect(at.lister.summary(1)).toEqual(["watch rv=1", "list rv=1", "watch rv=20"]);
    await at.stop();
  });

  test.each([
    ["429", tooMany],
    ["a refused connection", refused],
  ])("meets %s with growing waits, without a list", async (_, error) => {
    const at = start();
    at.lister.lists(podList("1"));
    at.lister.watches(error(), error(), error());
    await at.start();
    await at.clock.advance(800);
    expect(at.lister.summary(1)).toHaveLength(2);
    await at.clock.advance(1_600);
    await at.clock.advance(3_200);
    expect(at.lister.summary(1)).toEqual(["watch rv=1", "watch rv=1", "watch rv=1", "watch rv=1"]);
    expect(at.errors).toHaveLength(3);
    await at.stop();
  });

  test("that is told 429 in the middle waits and goes on where it was", async () => {
    const at = start();
    at.lister.lists(podList("1"));
    at.lister.watches(new ScriptedWatch().send(event.added("a", "5"), event.error(429, "TooManyRequests")));
    await at.start();
    expect(at.lister.summary(2)).toEqual([]);
    await at.clock.advance(800);
    expect(at.lister.summary(2)).toEqual(["watch rv=5"]);
    await at.stop();
  });

  test("that breaks inside the server is opened again with waits for a minute; then a list is due", async () => {
    const at = start();
    at.lister.lists(podList("1"), podList("2"));
    const broken = () => new ScriptedWatch().send(event.error(500, "InternalError"));
    at.lister.watches(...Array.from({ length: 8 }, broken));
    await at.start();
    // 0.8 + 1.6 + 3.2 + 6.4 + 12.8 + 25.6 s: the seventh watch breaks within the minute, the eighth beyond
    await at.clock.advance(50_400);
    expect(at.lister.summary(1)).toEqual(Array.from({ length: 7 }, () => "watch rv=1"));
    await at.clock.advance(30_000);
    expect(at.lister.summary(8)).toEqual(["watch rv=1"]);
    await at.clock.advance(30_000);
    expect(at.lister.summary(9)).toEqual(["list rv=1", "watch rv=2"]);
    await at.stop();
  });

  test("that breaks inside the server once in a while is never a reason to list", async () => {
    const at = start();
    at.lister.lists(podList("1"));
    const watches = Array.from({ length: 4 }, () => new ScriptedWatch());
    at.lister.watches(...watches);
    await at.start();
    for (const watch of watches) {
      await at.clock.advance(130_000);
      watch.send(event.error(500, "InternalError"));
      await at.clock.advance(800);
    }
    expect(at.lister.summary(1)).toEqual(Array.from({ length: 5 }, () => "watch rv=1"));
    await at.stop();
  });

  test("skips events of unknown type, of another kind, and without metadata, and goes on", async () => {
    const at = start();
    at.lister.lists(podList("1"));
    at.lister.watches(
      new ScriptedWatch().send(
        { type: "MOVED", object: pod("a", "2") },
        { type: "ADDED", object: { apiVersion: "v1", kind: "Secret", metadata: { name: "s" } } },
        { type: "ADDED", object: { ...pod("a", "2"), apiVersion: "v2" } },
        { type: "ADDED", object: { apiVersion: "v1", kind: "Pod" } },
        { type: "ADDED", object: null },
        event.added("b", "5"),
      ),
    );
    await at.start();
    expect(at.told.slice(1)).toEqual(["set b@5", "progress 5"]);
    expect(at.texts().filter((text) => text.includes("not understood"))).toHaveLength(5);
    await at.stop();
  });

  test.each(["", "0"])(
    "from version %j brings what is there in no order: versions count from the first news",
    async (version) => {
      const at = start();
      at.lister.lists(podList(version));
      at.lister.watches(
        new ScriptedWatch().send(event.added("a", "9"), event.added("b", "3"), event.modified("b", "11")),
      );
      await at.start();
      expect(at.told.slice(1)).toEqual(["set a@9", "set b@3", "set b@11", "progress 11"]);
      await at.stop();
    },
  );

  test("whose reading throws means a wait and a new list at the last version", async () => {
    const at = start();
    at.lister.lists(podList("1"), podList("4"));
    at.lister.watches(new ScriptedWatch().send(event.added("a", "3")).fail(new Error("broken")));
    await at.start();
    await at.clock.advance(800);
    expect(at.lister.summary(2)).toEqual(["list rv=3", "watch rv=4"]);
    await at.stop();
  });

  test("is asked to end after five to ten minutes, and is given up five seconds later, whatever it says", async () => {
    const at = start({ random: () => 0.999 });
    const endless = new ScriptedWatch();
    at.lister.lists(podList("1"));
    at.lister.watches(endless);
    await at.start();
    expect(at.lister.requests[1]).toMatchObject({ timeoutSeconds: 599 });
    for (let minute = 1; minute <= 10; minute++) {
      await at.clock.advance(60_000);
      endless.send(event.bookmark(String(minute)));
    }
    await at.clock.advance(3_999);
    expect(endless.closed).toBe(false);
    await at.clock.advance(1);
    expect(endless.closed).toBe(true);
    expect(at.lister.summary(1)).toEqual(["watch rv=1", "watch rv=10"]);
    await at.stop();
  });

  test("that is half-open is given up after 90 silent seconds, and taken up at its last version", async () => {
    const at = start();
    const silent = new ScriptedWatch().send(event.added("a", "2"));
    at.lister.lists(podList("1"));
    at.lister.watches(silent);
    await at.start();
    await at.clock.advance(60_000);
    silent.send(event.bookmark("5"));
    await at.clock.advance(89_999);
    expect(silent.closed).toBe(false);
    await at.clock.advance(1);
    expect(silent.closed).toBe(true);
    expect(at.lister.summary(1)).toEqual(["watch rv=1", "watch rv=5"]);
    expect(at.errors).toEqual([]);
    await at.stop();
  });

  test("that is silent because its server sends no bookmarks is given up once; then each has its whole time", async () => {
    const at = start();
    const [first, second, third] = [new ScriptedWatch(), new ScriptedWatch(), new ScriptedWatch()];
    at.lister.lists(podList("1"));
    at.lister.watches(first, second, third);
    await at.start();
    await at.clock.advance(90_000 + 304_999);
    expect([first.closed, second.closed]).toEqual([true, false]);
    await at.clock.advance(1);
    expect(second.closed).toBe(true);
    // a server that says something again is believed again
    third.send(event.added("a", "7"));
    await at.clock.advance(90_000);
    expect(third.closed).toBe(true);
    expect(at.lister.summary()).toEqual([
      "list rv=0 limit=500",
      "watch rv=1",
      "watch rv=1",
      "watch rv=1",
      "watch rv=7",
    ]);
    await at.stop();
  });

  test("that is silent, and the next one too, though the server sends bookmarks, means a new list: it may be behind", async () => {
    const at = start();
    const [first, second] = [new ScriptedWatch().send(event.bookmark("9")), new ScriptedWatch()];
    at.lister.lists(podList("1"), tooLarge(), podList("4"));
    at.lister.watches(first, second, new ScriptedWatch());
    await at.start();
    await at.clock.advance(90_000);
    expect([first.closed, second.closed]).toEqual([true, false]);
    await at.clock.advance(90_000);
    expect(second.closed).toBe(true);
    expect(at.errors).toMatchObject([{ name: "SilentWatchError" }]);
    await at.clock.advance(800);
    expect(at.lister.summary()).toEqual([
      "list rv=0 limit=500",
      "watch rv=1",
      "watch rv=9",
      "list rv=9",
      "list rv=- limit=500",
      "watch rv=4",
    ]);
    // one list: a server that goes on being silent is not asked again and again
    await at.clock.advance(304_000);
    expect(at.lister.summary(6)).toEqual([]);
    await at.stop();
  });

  test("that has ended leaves neither guard nor listener: one at a time", async () => {
    const at = start();
    at.lister.lists(podList("1"));
    at.lister.watches(
      ...[2, 3, 4].map((version) => new ScriptedWatch().send(event.added("a", `${version}`)).end()),
    );
    await at.start();
    expect(at.lister.summary(1)).toHaveLength(4);
    expect(at.clock.waiting).toBeLessThanOrEqual(2);
    // that of the fourth watch, and of its request
    expect(getEventListeners(at.signal, "abort").length).toBeLessThanOrEqual(2);
    await at.stop();
  });
});

describe("a stop leaves no timer and no listener", () => {
  test("before the start", async () => {
    const at = start();
    await at.stop();
    await at.start();
    expect(at.lister.requests).toEqual([]);
    await at.stop();
  });

  test("during the list", async () => {
    const at = start();
    await at.start();
    await at.stop();
    expect(at.errors).toEqual([]);
  });

  test("during the wait after a failure, at once", async () => {
    const at = start();
    at.lister.lists(expired(), expired());
    await at.start();
    expect(at.clock.waiting).toBe(1);
    await at.stop();
    expect(at.lister.requests).toHaveLength(2);
  });

  test("while a watch is being opened", async () => {
    const at = start();
    at.lister.lists(podList("1"));
    await at.start();
    await at.stop();
    expect(at.errors).toEqual([]);
  });

  test("during a watch, which is closed and tells no more", async () => {
    const at = start();
    const watch = new ScriptedWatch();
    at.lister.lists(podList("1"));
    at.lister.watches(watch);
    await at.start();
    const stopped = at.stop();
    watch.send(event.added("late", "9"));
    await stopped;
    expect(watch.closed).toBe(true);
    expect(at.told).toEqual(["replace [] 1"]);
    expect(at.errors).toEqual([]);
  });

  test("during the wait between watches", async () => {
    const at = start();
    at.lister.lists(podList("1"));
    at.lister.watches(refused());
    await at.start();
    await at.stop();
    expect(at.lister.summary()).toHaveLength(2);
  });
});
