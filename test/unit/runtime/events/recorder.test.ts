import { describe, expect, test } from "vitest";
import { aborted } from "../../../../src/base/lifetime.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import type { Event } from "../../../../src/k8s/events.k8s.io/v1.ts";
import type { KubernetesObject } from "../../../../src/kube/object.ts";
import type { Client } from "../../../../src/runtime/client/client.ts";
import { ConnectionError } from "../../../../src/runtime/client/errors.ts";
import type { EventNote } from "../../../../src/runtime/events/describe-event.ts";
import { EventRecorder } from "../../../../src/runtime/events/recorder.ts";
import { apiError, memoryClient } from "../../../helpers/memory-client.ts";
import { recordingLogger } from "../../../helpers/recording-logger.ts";

const object: KubernetesObject = {
  apiVersion: "cache.example.com/v1",
  kind: "Memcached",
  metadata: { name: "sample", namespace: "shop", uid: "u1", resourceVersion: "7" },
};
const note: EventNote = { type: "Normal", reason: "Created", note: "created deployment web" };
const minute = 60_000;

function setUp() {
  const clock = new VirtualClock();
  const server = memoryClient();
  const log = recordingLogger();
  const recorder = new EventRecorder({
    client: server.client,
    clock,
    logger: log.logger,
    controller: "memcached-operator",
    instance: "memcached-operator-host",
    random: () => 0,
  });
  const events = () => [...server.objects.values()] as Event[];
  return { clock, server, log, recorder, events };
}

describe("one event", () => {
  test("says who saw what about which object", async () => {
    const { recorder, clock, events } = setUp();
    recorder.record(object, note);
    await clock.advance(0);
    expect(events()).toMatchObject([
      {
        metadata: { name: expect.stringMatching(/^sample\.[0-9a-f]{16}$/) as string, namespace: "shop" },
        eventTime: "2026-01-01T00:00:00.000000Z",
        reportingController: "memcached-operator",
        reportingInstance: "memcached-operator-host",
        action: "Created",
        reason: "Created",
        type: "Normal",
        note: "created deployment web",
        regarding: {
          apiVersion: "cache.example.com/v1",
          kind: "Memcached",
          name: "sample",
          namespace: "shop",
          uid: "u1",
          resourceVersion: "7",
        },
      },
    ]);
    await recorder.flush();
  });

  test("does not hold up its caller, whatever the server does", async () => {
    const { recorder, server, clock } = setUp();
    server.intercept = (_call, signal) => (signal ? aborted(signal) : undefined);
    recorder.record(object, note);
    const flushed = recorder.flush();
    await clock.advance(5_000);
    await flushed;
  });
});

describe("equal events", () => {
  test("become a series at the second, and are only counted after it", async () => {
    const { recorder, clock, server, events } = setUp();
    for (let time = 0; time < 50; time++) {
      recorder.record(object, note);
      await clock.advance(1_000);
    }
    expect(server.verbs()).toEqual(["create", "patch"]);
    expect(events()[0]?.series).toEqual({ count: 2, lastObservedTime: "2026-01-01T00:00:01.000000Z" });
    await recorder.flush();
    expect(events()[0]?.series).toEqual({ count: 50, lastObservedTime: "2026-01-01T00:00:49.000000Z" });
  });

  test("in one burst are one event, made with its count", async () => {
    const { recorder, server, events } = setUp();
    for (let time = 0; time < 2_000; time++) recorder.record(object, note);
    await recorder.flush();
    expect(events()).toHaveLength(1);
    expect(events()[0]?.series?.count).toBe(2_000);
    expect(server.calls.length).toBeLessThanOrEqual(3);
  });

  test("end as a series after six quiet minutes: the last count is written, the next is a new event", async () => {
    const { recorder, clock, server, events } = setUp();
    for (let time = 0; time < 5; time++) recorder.record(object, note);
    await clock.advance(minute);
    recorder.record(object, note);
    server.calls.length = 0;
    await clock.advance(12 * minute);
    expect(server.calls).toMatchObject([{ verb: "patch", body: { series: { count: 6 } } }]);
    expect(clock.waiting).toBe(0);
    recorder.record(object, note);
    await clock.advance(0);
    expect(events()).toHaveLength(2);
    await recorder.flush();
  });

  test("that go on have their count written every half hour, so that the event does not expire", async () => {
    const { recorder, clock, server } = setUp();
    recorder.record(object, note);
    recorder.record(object, note);
    await clock.advance(0);
    server.calls.length = 0;
    for (let time = 0; time < 59; time++) {
      await clock.advance(minute);
      recorder.record(object, note);
    }
    expect(server.verbs()).toEqual(["patch"]);
    await clock.advance(5 * minute);
    expect(server.verbs()).toEqual(["patch", "patch"]);
    await recorder.flush();
  });

  test("are made anew when the event has expired on the server", async () => {
    const { recorder, clock, server, events } = setUp();
    recorder.record(object, note);
    await clock.advance(0);
    server.objects.clear();
    recorder.record(object, note);
    await clock.advance(0);
    expect(events()[0]?.series?.count).toBe(2);
    await recorder.flush();
  });

  test.each<[string, KubernetesObject, Partial<EventNote>]>([
    ["of another object", { ...object, metadata: { ...object.metadata, uid: "u2" } }, {}],
    ["with another reason", object, { reason: "Updated" }],
    ["with another note", object, { note: "created service web" }],
    ["with another action", object, { action: "Scale" }],
    ["of another type", object, { type: "Warning" }],
  ])("are not equal %s", async (_, about, change) => {
    const { recorder, clock, events } = setUp();
    recorder.record(object, note);
    recorder.record(about, { ...note, ...change });
    await clock.advance(0);
    expect(events()).toHaveLength(2);
    await recorder.flush();
  });

  test("stay one series when only the object's version moved", async () => {
    const { recorder, events } = setUp();
    recorder.record(object, note);
    recorder.record({ ...object, metadata: { ...object.metadata, resourceVersion: "8" } }, note);
    await recorder.flush();
    expect(events()).toHaveLength(1);
  });
});

describe("a server in trouble", () => {
  test("that does not answer is tried again, twelve times, ten seconds apart", async () => {
    const { recorder, clock, server, log } = setUp();
    server.intercept = () => {
      throw new ConnectionError("ECONNREFUSED", "nobody there");
    };
    recorder.record(object, note);
    await clock.advance(30_000);
    expect(server.calls).toHaveLength(4);
    await clock.advance(10 * minute);
    expect(server.calls).toHaveLength(12);
    expect(log.texts().filter((text) => text.startsWith("warn"))).toEqual(["warn: cannot record an event"]);
    await recorder.flush();
  });

  test("that comes back gets the event", async () => {
    const { recorder, clock, server, events } = setUp();
    server.intercept = () => {
      throw new ConnectionError("ECONNRESET", "gone");
    };
    recorder.record(object, note);
    await clock.advance(5_000);
    server.intercept = undefined;
    await clock.advance(5_000);
    expect(events()).toHaveLength(1);
    await recorder.flush();
  });

  test("that refuses is not asked twice, and the next event is written", async () => {
    const { recorder, clock, server, events } = setUp();
    server.intercept = () => {
      server.intercept = undefined;
      throw apiError(403, "Forbidden");
    };
    recorder.record(object, note);
    recorder.record(object, { ...note, reason: "Updated" });
    await clock.advance(0);
    expect(events().map((event) => event.reason)).toEqual(["Updated"]);
    expect(server.calls).toHaveLength(2);
    await recorder.flush();
  });

  test("and a flood: a thousand events wait, more are dropped, and that is said once", async () => {
    const { recorder, server, log, clock } = setUp();
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    server.intercept = () => held;
    for (let index = 0; index < 3_000; index++) recorder.record(object, { ...note, note: `note ${index}` });
    await clock.advance(0);
    expect(log.texts()).toEqual(["warn: too many events are waiting, dropping new ones"]);
    release();
    await recorder.flush();
    expect(server.objects.size).toBeGreaterThanOrEqual(1_000);
    expect(server.objects.size).toBeLessThanOrEqual(1_001);
  });

  test("cannot hold up the end for longer than five seconds", async () => {
    const { recorder, server, clock } = setUp();
    server.intercept = (_call, signal) => (signal ? aborted(signal) : undefined);
    for (let index = 0; index < 100; index++) recorder.record(object, { ...note, note: `note ${index}` });
    let flushed = false;
    const done = recorder.flush().then(() => (flushed = true));
    await clock.advance(4_999);
    expect(flushed).toBe(false);
    await clock.advance(1);
    await done;
    expect(server.calls).toHaveLength(1);
    expect(clock.waiting).toBe(0);
  });
});

test("a flush of nothing returns at once and leaves no timer", async () => {
  const { recorder, clock } = setUp();
  await recorder.flush();
  expect(clock.waiting).toBe(0);
});

test("an event whose creation was answered by nobody, but happened, is not made again; its series goes on", async () => {
  const { clock, server, log, events } = setUp();
  let answers = 0;
  const create: Client["create"] = async (...args) => {
    const created = await server.client.create(...args);
    if (answers++ === 0) throw new ConnectionError("ECONNRESET", "broken");
    return created;
  };
  const recorder = new EventRecorder({
    client: { ...server.client, create },
    clock,
    logger: log.logger,
    controller: "memcached-operator",
    instance: "memcached-operator-host",
    random: () => 0,
  });
  recorder.record(object, note);
  await clock.advance(0);
  recorder.record(object, note);
  await clock.advance(10_000);
  expect(events()).toHaveLength(1);
  expect(events()[0]?.series?.count).toBe(2);
  await recorder.flush();
});

test("events that name different related objects are different events", async () => {
  const { recorder, clock, events } = setUp();
  for (const name of ["p1", "p2", "p1"])
    recorder.record(object, { ...note, related: { apiVersion: "v1", kind: "Pod", metadata: { name } } });
  await clock.advance(0);
  expect(events().map(({ related, series }) => [related?.name, series?.count])).toEqual([
    ["p1", 2],
    ["p2", undefined],
  ]);
});
