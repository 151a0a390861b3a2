import { describe, expect, test } from "vitest";
import type { ListerWatcher } from "../../../../src/runtime/client/lister-watcher.ts";
import { event, pod, podList, ScriptedWatch } from "../../../helpers/scripted-lister.ts";
import { expired, startReflector, statusError, tooLarge } from "./reflector-harness.ts";

/** Without initial events: lists only. */
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

  test("of which a later page fails is no list: it is begun anew after a wait", async () => {
    const at = start();
    at.lister.lists(page("10", "two", "a"), statusError(500, "InternalError"), podList("11"));
    await at.start();
    expect(at.told).toEqual([]);
    await at.clock.advance(800);
    expect(at.lister.summary(2)).toEqual(["list rv=0 limit=500", "watch rv=11"]);
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

function statusErrorSaying(message: string) {
  const error = statusError(504, "Timeout");
  error.message = message;
  return error;
}
