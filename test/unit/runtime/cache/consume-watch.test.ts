import { expect, test } from "vitest";
import { silentLogger } from "../../../../src/base/logger.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { consumeWatch } from "../../../../src/runtime/cache/consume-watch.ts";
import type { WatchEvent } from "../../../../src/runtime/client/lister-watcher.ts";
import { event } from "../../../helpers/scripted-lister.ts";

/** Consumes events that were read already, as far as the signal lets it. */
async function consume(
  events: AsyncIterable<WatchEvent>,
  options: { signal?: AbortSignal; initial?: boolean } = {},
) {
  const clock = new VirtualClock();
  const { signal = new AbortController().signal, initial = false } = options;
  const told: string[] = [];
  const outcome = await consumeWatch(
    { events: events[Symbol.asyncIterator](), started: clock.now() - 5_000, unordered: initial, signal },
    {
      initial,
      clock,
      logger: silentLogger,
      apiVersion: "v1",
      kind: "Pod",
      sink: {
        set: ({ metadata }) => void told.push(`set ${metadata?.name}`),
        delete: ({ metadata }) => void told.push(`delete ${metadata?.name}`),
        progress: (version) => void told.push(version),
      },
    },
  );
  return { outcome, told };
}

test("events that were read before the stop, but come after it, are not told", async () => {
  const stopping = new AbortController();
  async function* events() {
    yield event.added("a", "1");
    stopping.abort();
    yield event.added("b", "2");
  }
  expect(await consume(events(), { signal: stopping.signal })).toEqual({
    outcome: "ended",
    told: ["set a", "1"],
  });
});

test("an error in reading after the stop is the stop", async () => {
  const stopping = new AbortController();

  async function* events(): AsyncGenerator<WatchEvent> {
    await Promise.resolve();
    stopping.abort();
    throw new Error("destroyed");
  }
  expect((await consume(events(), { signal: stopping.signal })).outcome).toBe("ended");
});

test("versions that are empty move nothing", async () => {
  async function* events() {
    yield event.added("a", "5");
    yield { type: "MODIFIED", object: { apiVersion: "v1", kind: "Pod", metadata: { name: "a" } } };
  }
  expect((await consume(events())).told).toEqual(["set a", "5", "set a"]);
});

test("an ERROR event is thrown as what the server said, also without a code", async () => {
  async function* failing(object: object) {
    yield { type: "ERROR", object };
  }
  await expect(
    consume(failing({ kind: "Status", message: "gone", code: 410, reason: "Expired" })),
  ).rejects.toMatchObject({
    code: 410,
    reason: "Expired",
  });
  await expect(consume(failing({ kind: "Status" }))).rejects.toMatchObject({ code: 500 });
});

test("the end of the initial events is the bookmark that says so; after it nothing is read", async () => {
  let read = 0;
  async function* events() {
    for (const next of [
      event.added("a", "9"),
      event.bookmark("10"),
      event.initialEnd("11"),
      event.added("b", "12"),
    ]) {
      read++;
      yield next;
    }
  }
  expect(await consume(events(), { initial: true })).toEqual({
    outcome: "initial-events-end",
    told: ["set a", "10", "11"],
  });
  expect(read).toBe(3);
});
