import { afterEach, describe, expect, test, vi } from "vitest";
import { Cache } from "../../../../src/runtime/cache/cache.ts";
import { HandlerSet } from "../../../../src/runtime/cache/handler-set.ts";
import type { ListerWatcher, WatchEvent } from "../../../../src/runtime/client/lister-watcher.ts";
import { WorkQueue } from "../../../../src/runtime/queue/work-queue.ts";
import { soak, type SoakOptions } from "./soak.ts";

/** KUBEWRIGHT_SOAK_SEED=7 replays one seed, KUBEWRIGHT_SOAK_SEEDS=500 tries as many. */
const { KUBEWRIGHT_SOAK_SEED: only, KUBEWRIGHT_SOAK_SEEDS: count = "10" } = process.env;
const seeds = only ? [Number(only)] : Array.from({ length: Number(count) }, (_, index) => index + 1);

test(
  `whatever fails, in whatever order, the end is right (${seeds.length} seeds)`,
  { timeout: 300_000 },
  async () => {
    const wrong: string[] = [];
    for (const seed of seeds)
      for (const problem of await soak(seed))
        wrong.push(`seed ${seed} (KUBEWRIGHT_SOAK_SEED=${seed}): ${problem}`);
    expect(wrong).toEqual([]);
  },
);

test("a seed repeats itself", async () => {
  const requests = async () => {
    const seen: string[] = [];
    await soak(3, {
      lister: (server) => ({
        list: (parameters) => {
          seen.push(`list ${JSON.stringify(parameters)}`);
          return server.list(parameters);
        },
        watch: (parameters, signal) => {
          seen.push(`watch ${JSON.stringify(parameters)}`);
          return server.watch(parameters, signal);
        },
      }),
    });
    return seen;
  };
  const first = await requests();
  expect(first.length).toBeGreaterThan(30);
  expect(await requests()).toEqual(first);
});

describe("seeds fail without", () => {
  afterEach(() => vi.restoreAllMocks());

  const failures = async (options: SoakOptions = {}) => {
    const failed: string[] = [];
    for (let seed = 1; failed.length === 0 && seed <= 10; seed++) failed.push(...(await soak(seed, options)));
    return failed.join("\n");
  };

  test("the difference that a relist makes", async () => {
    const tell = HandlerSet.prototype.tell;
    vi.spyOn(HandlerSet.prototype, "tell").mockImplementation(function (this: HandlerSet, change, handlers) {
      // only a list names those who are told
      const ofList = handlers !== undefined && !(change.type === "create" && change.initial);
      if (!ofList) tell.call(this, change, handlers);
    });
    expect(await failures()).toMatch(/what handlers were told: k\d+ is \d+, on the server \d+/);
  });

  test("tombstones for deletions that no watch told of", async () => {
    const addHandler = Cache.prototype.addHandler;
    vi.spyOn(Cache.prototype, "addHandler").mockImplementation(function (this: Cache, resource, handler) {
      return addHandler.call(this, resource, (event, subject) => {
        if (event.type !== "delete" || !event.stateUnknown) handler(event, subject);
      });
    });
    expect(await failures()).toMatch(/what handlers were told: k\d+ is \d+, on the server undefined/);
  });

  test("the queue's memory of what changed during a run", async () => {
    const add = WorkQueue.prototype.add;
    vi.spyOn(WorkQueue.prototype, "add").mockImplementation(function (this: WorkQueue, key, options) {
      if (!this.processing.has(key)) add.call(this, key, options);
    });
    expect(await failures()).toMatch(/what was reconciled: k\d+ is (\d+|undefined), on the server \d+/);
  });

  test("the rule that a bookmark moves the version and is no object", async () => {
    const asObjects = (server: ListerWatcher): ListerWatcher => ({
      list: (parameters, signal) => server.list(parameters, signal),
      async watch(parameters, signal) {
        return bookmarksAsChanges(await server.watch(parameters, signal));
      },
    });
    expect(await failures({ lister: asObjects })).toMatch(
      /the cache: undefined is \d+, on the server undefined/,
    );
  });
});

async function* bookmarksAsChanges(events: AsyncIterable<WatchEvent>): AsyncGenerator<WatchEvent> {
  for await (const event of events) {
    const ends = JSON.stringify(event.object).includes("initial-events-end");
    yield event.type === "BOOKMARK" && !ends ? { ...event, type: "MODIFIED" } : event;
  }
}
