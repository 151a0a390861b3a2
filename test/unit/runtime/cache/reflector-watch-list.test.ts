import { describe, expect, test } from "vitest";
import { event, pod, podList, ScriptedWatch } from "../../../helpers/scripted-lister.ts";
import { expired, refused, startReflector, statusError, tooLarge, tooMany } from "./reflector-harness.ts";

describe("the initial state as a stream", () => {
  test("is asked for without a version, with bookmarks and a time limit", async () => {
    const at = startReflector();
    await at.start();
    expect(at.lister.requests).toEqual([
      {
        verb: "watch",
        sendInitialEvents: true,
        resourceVersionMatch: "NotOlderThan",
        allowWatchBookmarks: true,
        timeoutSeconds: 300,
      },
    ]);
    await at.stop();
  });

  test("is published as a whole at its bookmark, and the same stream goes on", async () => {
    const at = startReflector();
    const watch = new ScriptedWatch();
    at.lister.watches(watch);
    await at.start();
    watch.send(event.added("a", "9"), event.added("b", "3"));
    await at.clock.advance(0);
    expect(at.told).toEqual([]);
    expect(at.reflector.lastVersion).toBe("");
    watch.send(event.initialEnd("12"), event.added("c", "13"));
    await at.clock.advance(0);
    expect(at.told).toEqual(["replace [a b] 12", "set c@13", "progress 13"]);
    expect(at.lister.requests).toHaveLength(1);
    expect(watch.closed).toBe(false);
    await at.stop();
    expect(watch.closed).toBe(true);
  });

  test("takes in what is changed and deleted before its end", async () => {
    const at = startReflector();
    at.lister.watches(
      new ScriptedWatch().send(
        event.added("a", "1"),
        event.added("b", "2"),
        event.modified("b", "4"),
        event.deleted("a", "5"),
        event.added("c", "6"),
        event.initialEnd("7"),
      ),
    );
    await at.start();
    expect(at.told).toEqual(["replace [b c] 7"]);
    await at.stop();
  });

  test.each([undefined, { "k8s.io/initial-events-end": "false" }, { other: "true" }])(
    "is not at its end with a bookmark annotated %j",
    async (annotations) => {
      const at = startReflector();
      at.lister.watches(new ScriptedWatch().send(event.added("a", "1"), event.bookmark("2", annotations)));
      await at.start();
      expect(at.told).toEqual([]);
      await at.stop();
    },
  );

  test("that ends before its bookmark is begun anew, and what came is dropped", async () => {
    const at = startReflector();
    at.lister.watches(
      new ScriptedWatch().send(event.added("a", "1"), event.bookmark("2")).end(),
      new ScriptedWatch().send(event.added("b", "3"), event.initialEnd("4")),
    );
    await at.start();
    expect(at.lister.summary()).toEqual(["watch-list rv=-", "watch-list rv=-"]);
    expect(at.told).toEqual(["replace [b] 4"]);
    await at.stop();
  });

  test.each([
    ["is refused", (): ScriptedWatch | Error => statusError(422, "Invalid")],
    ["fails inside the server", () => statusError(500, "InternalError")],
    [
      "breaks by an error",
      () => new ScriptedWatch().send(event.added("a", "1"), event.error(400, "BadRequest")),
    ],
    ["ends at once with nothing", () => new ScriptedWatch().end()],
  ])("that %s is replaced by a list at once", async (_, step) => {
    const at = startReflector();
    at.lister.watches(step());
    at.lister.lists(podList("8", pod("b", "3")));
    await at.start();
    expect(at.lister.summary()).toEqual(["watch-list rv=-", "list rv=0 limit=500", "watch rv=8"]);
    expect(at.told).toEqual(["replace [b] 8"]);
    await at.stop();
  });

  test.each([
    ["429", tooMany],
    ["a refused connection", refused],
  ])("meets %s with a wait and another try, without a list", async (_, error) => {
    const at = startReflector();
    at.lister.watches(
      error(),
      new ScriptedWatch().send(event.added("a", "1"), event.error(429, "TooManyRequests")),
      new ScriptedWatch().send(event.initialEnd("4")),
    );
    await at.start();
    await at.clock.advance(799);
    expect(at.lister.summary()).toHaveLength(1);
    await at.clock.advance(1);
    await at.clock.advance(1_600);
    expect(at.lister.summary()).toEqual(["watch-list rv=-", "watch-list rv=-", "watch-list rv=-"]);
    expect(at.told).toEqual(["replace [] 4"]);
    await at.stop();
  });

  test.each([
    ["expired", expired],
    ["is too large", tooLarge],
  ])(
    "whose version %s is asked for the newest state at once; the version counts again when that has come",
    async (_, error) => {
      const at = startReflector();
      const broken = (version: string) =>
        new ScriptedWatch().send(event.initialEnd(version), event.error(410, "Expired"));
      at.lister.watches(broken("7"), error(), broken("9"));
      await at.start();
      await at.clock.advance(800);
      expect(at.lister.summary(1)).toEqual(["watch-list rv=7", "watch-list rv=-"]);
      await at.clock.advance(1_600);
      expect(at.lister.summary(3)).toEqual(["watch-list rv=9"]);
      await at.stop();
    },
  );

  test("that is refused again for its version, though none was asked for, waits before the next try", async () => {
    const at = startReflector();
    at.lister.watches(tooLarge(), tooLarge(), new ScriptedWatch().send(event.initialEnd("3")));
    await at.start();
    expect(at.lister.summary()).toHaveLength(2);
    await at.clock.advance(800);
    expect(at.lister.summary()).toHaveLength(3);
    expect(at.told).toEqual(["replace [] 3"]);
    await at.stop();
  });

  test("is tried again at the next relist, though a list had to stand in", async () => {
    const at = startReflector();
    at.lister.watches(
      statusError(500, "InternalError"),
      new ScriptedWatch().send(event.error(410, "Expired")),
    );
    at.lister.lists(podList("5"));
    await at.start();
    await at.clock.advance(800);
    expect(at.lister.summary()).toEqual([
      "watch-list rv=-",
      "list rv=0 limit=500",
      "watch rv=5",
      "watch-list rv=5",
    ]);
    await at.stop();
  });

  test("that ends after it was complete is followed by a plain watch from the bookmark's version", async () => {
    const at = startReflector();
    const watch = new ScriptedWatch().send(event.added("a", "1"), event.initialEnd("4"));
    at.lister.watches(watch);
    await at.start();
    await at.clock.advance(1_000);
    watch.end();
    await at.clock.advance(0);
    expect(at.lister.requests[1]).toEqual({
      verb: "watch",
      resourceVersion: "4",
      allowWatchBookmarks: true,
      timeoutSeconds: 300,
    });
    await at.stop();
  });

  test("that ends right after its bookmark is very short, however long the state took to come", async () => {
    const at = startReflector();
    const watch = new ScriptedWatch();
    at.lister.watches(watch);
    await at.start();
    await at.clock.advance(5_000);
    watch.send(event.initialEnd("4")).end();
    await at.clock.advance(0);
    expect(at.errors).toMatchObject([{ name: "VeryShortWatchError" }]);
    await at.clock.advance(800);
    expect(at.lister.summary(1)).toEqual(["watch-list rv=4"]);
    await at.stop();
  });

  test("that never comes to an end is given up after 90 silent seconds, the next one five seconds after its time limit", async () => {
    const at = startReflector();
    const [silent, slow] = [new ScriptedWatch(), new ScriptedWatch()];
    at.lister.watches(silent, slow);
    await at.start();
    await at.clock.advance(90_000);
    expect([silent.closed, slow.closed]).toEqual([true, false]);
    await at.clock.advance(305_000);
    expect(slow.closed).toBe(true);
    expect(at.lister.summary()).toEqual(["watch-list rv=-", "watch-list rv=-", "watch-list rv=-"]);
    await at.stop();
  });
});

describe("a stop leaves nothing behind", () => {
  test("while the stream is being opened", async () => {
    const at = startReflector();
    await at.start();
    await at.stop();
    expect(at.lister.summary()).toEqual(["watch-list rv=-"]);
  });

  test("before the bookmark: nothing is published and no list stands in", async () => {
    const at = startReflector();
    const watch = new ScriptedWatch().send(event.added("a", "1"));
    at.lister.watches(watch);
    await at.start();
    await at.stop();
    expect(watch.closed).toBe(true);
    expect(at.told).toEqual([]);
    expect(at.lister.requests).toHaveLength(1);
  });

  test("during the wait before another try", async () => {
    const at = startReflector();
    at.lister.watches(tooMany());
    await at.start();
    await at.stop();
    expect(at.lister.requests).toHaveLength(1);
    expect(at.told).toEqual([]);
  });
});
