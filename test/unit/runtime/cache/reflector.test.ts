import { describe, expect, test } from "vitest";
import type { ListerWatcher } from "../../../../src/runtime/client/lister-watcher.ts";
import { event, pod, podList, ScriptedWatch } from "../../../helpers/scripted-lister.ts";
import { expired, refused, startReflector, statusError, tooLarge, tooMany } from "./reflector-harness.ts";

const start = (options: Parameters<typeof startReflector>[0] = {}) =>
  startReflector({ watchList: false, ...options });
const page = (resourceVersion: string, token: string, ...names: string[]) => ({
  metadata: { resourceVersion, continue: token },
  items: names.map((name) => pod(name, "1")),
});

describe("the list", () => {
  test("comes first from the server's cache and is published as a whole, then a watch starts at its version", async () => {
    const at = start();
    at.lister.lists(podList("10", pod("a", "3"), pod("b", "7")));
    await at.start();
    expect(at.lister.requests).toEqual([
      { verb: "list", resourceVersion: "0", limit: 500 },
      { verb: "watch", resourceVersion: "10", allowWatchBookmarks: true, timeoutSeconds: 300 },
    ]);
    expect(at.told).toEqual(["replace [a b] 10"]);
    expect(at.reflector.lastVersion).toBe("10");
    await at.stop();
  });

  test("comes again at the last version that was seen, without a limit, after the watch failed", async () => {
    const at = start();
    const watch = new ScriptedWatch().send(event.added("a", "12"), event.error(400, "BadRequest"));
    at.lister.lists(podList("10"), podList("15"));
    at.lister.watches(watch);
    await at.start();
    expect(watch.closed).toBe(true);
    await at.clock.advance(799);
    expect(at.lister.requests).toHaveLength(2);
    await at.clock.advance(1);
    expect(at.lister.requests[2]).toEqual({ verb: "list", resourceVersion: "12" });
    expect(at.lister.summary(3)).toEqual(["watch rv=15"]);
    await at.stop();
  });

  test("whose version expired is asked for the newest state at once, and the next one at its version again", async () => {
    const at = start();
    at.lister.lists(
      podList("10"),
      expired(),
      podList("20"),
      statusError(500, "InternalError"),
      podList("30"),
    );
    const failing = () => new ScriptedWatch().send(event.error(410, "Expired"));
    at.lister.watches(failing(), failing());
    await at.start();
    await at.clock.advance(800);
    expect(at.lister.summary(2)).toEqual(["list rv=10", "list rv=- limit=500", "watch rv=20"]);
    await at.clock.advance(1_600);
    expect(at.lister.summary(5)).toEqual(["list rv=20"]);
    await at.stop();
  });

  test.each([
    ["by its cause", tooLarge()],
    ["by its words, as before 1.17", statusErrorSaying("Too large resource version: 9, current: 5")],
    ["as plain 410", statusError(410, "Gone")],
  ])(
    "whose version the server does not have (%s) is asked for the newest state at once",
    async (_, error) => {
      const at = start();
      at.lister.lists(error, podList("5"));
      await at.start();
      expect(at.lister.summary()).toEqual(["list rv=0 limit=500", "list rv=- limit=500", "watch rv=5"]);
      await at.stop();
    },
  );

  test("stays at the newest state until one succeeds", async () => {
    const at = start();
    at.lister.lists(podList("10"), expired(), statusError(500, "InternalError"), podList("20"));
    at.lister.watches(new ScriptedWatch().send(event.error(410, "Expired")));
    await at.start();
    await at.clock.advance(800);
    await at.clock.advance(1_600);
    expect(at.lister.summary(2)).toEqual([
      "list rv=10",
      "list rv=- limit=500",
      "list rv=- limit=500",
      "watch rv=20",
    ]);
    await at.stop();
  });

  test("that fails is repeated with growing waits, and each failure is told", async () => {
    const at = start();
    at.lister.lists(...[1, 2, 3, 4].map(() => statusError(403, "Forbidden")));
    await at.start();
    for (const wait of [800, 1_600, 3_200]) {
      const before = at.lister.requests.length;
      await at.clock.advance(wait - 1);
      expect(at.lister.requests).toHaveLength(before);
      await at.clock.advance(1);
      expect(at.lister.requests).toHaveLength(before + 1);
    }
    expect(at.errors).toHaveLength(4);
    expect(at.told).toEqual([]);
    await at.stop();
  });

  test("in pages is one list, of the version of the first page", async () => {
    const at = start();
    at.lister.lists(page("10", "two", "a"), page("11", "three", "b"), page("12", "", "c"));
    await at.start();
    expect(at.lister.summary()).toEqual([
      "list rv=0 limit=500",
      "list rv=- limit=500 continue=two",
      "list rv=- limit=500 continue=three",
      "watch rv=10",
    ]);
    expect(at.told).toEqual(["replace [a b c] 10"]);
    await at.stop();
  });

  test("whose page token expired is taken as a whole, at the version first asked for", async () => {
    const at = start();
    at.lister.lists(page("10", "two", "a"), expired(), podList("11", pod("a", "1"), pod("b", "1")));
    await at.start();
    expect(at.lister.summary()).toEqual([
      "list rv=0 limit=500",
      "list rv=- limit=500 continue=two",
      "list rv=0",
      "watch rv=11",
    ]);
    expect(at.told).toEqual(["replace [a b] 11"]);
    await at.stop();
  });

  test("goes on in pages where the server pages lists of version 0: it has no cache then", async () => {
    const at = start();
    at.lister.lists(page("10", "two", "a"), page("10", "", "b"), podList("20"));
    at.lister.watches(new ScriptedWatch().send(event.error(410, "Expired")));
    await at.start();
    await at.clock.advance(800);
    expect(at.lister.summary(3)).toEqual(["list rv=10 limit=500", "watch rv=20"]);
    await at.stop();
  });

  test("that was paged only because it was of the newest state does not make later ones paged", async () => {
    const at = start();
    const failing = () => new ScriptedWatch().send(event.error(410, "Expired"));
    at.lister.lists(podList("5"), expired(), page("10", "two", "a"), page("10", "", "b"), podList("20"));
    at.lister.watches(failing(), failing());
    await at.start();
    await at.clock.advance(800);
    await at.clock.advance(1_600);
    expect(at.lister.summary(6)).toEqual(["list rv=10", "watch rv=20"]);
    await at.stop();
  });

  test("that comes in after the stop is not published", async () => {
    let answer: () => void = () => {};
    const lister: ListerWatcher = {
      list: () => new Promise((resolve) => (answer = () => resolve(podList("1", pod("a", "1"))))),
      watch: () => Promise.reject(new Error("nobody asked")),
    };
    const at = start({ lister });
    await at.start();
    const stopped = at.stop();
    answer();
    await stopped;
    expect(at.told).toEqual([]);
  });
});

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

  test("is asked to end after five to ten minutes, and is given up five seconds later", async () => {
    const at = start({ random: () => 0.999 });
    const silent = new ScriptedWatch();
    at.lister.lists(podList("1"));
    at.lister.watches(silent);
    await at.start();
    expect(at.lister.requests[1]).toMatchObject({ timeoutSeconds: 599 });
    await at.clock.advance(603_999);
    expect(silent.closed).toBe(false);
    await at.clock.advance(1);
    expect(silent.closed).toBe(true);
    expect(at.lister.summary(1)).toEqual(["watch rv=1", "watch rv=1"]);
    await at.stop();
  });

  test("that has ended leaves no guard: one timer at a time", async () => {
    const at = start();
    at.lister.lists(podList("1"));
    at.lister.watches(
      ...[2, 3, 4].map((version) => new ScriptedWatch().send(event.added("a", `${version}`)).end()),
    );
    await at.start();
    expect(at.lister.summary(1)).toHaveLength(4);
    expect(at.clock.waiting).toBe(1);
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

function statusErrorSaying(message: string) {
  const error = statusError(504, "Timeout");
  error.message = message;
  return error;
}
