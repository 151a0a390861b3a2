import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { WorkQueue, type QueueItem } from "../../../../src/runtime/queue/work-queue.ts";

function newQueue() {
  const clock = new VirtualClock();
  const seen: string[] = [];
  const queue = new WorkQueue({
    clock,
    observer: {
      added: () => void seen.push("added"),
      retried: () => void seen.push("retried"),
      depth: (ready) => void seen.push(`depth ${ready}`),
      started: (waited) => void seen.push(`started ${waited}`),
      finished: (worked) => void seen.push(`finished ${worked}`),
    },
  });
  return { clock, queue, seen };
}

/** Keys in the order in which they are handed out now; they are not done. */
async function take(queue: WorkQueue, count: number): Promise<string[]> {
  const keys: string[] = [];
  for (let index = 0; index < count; index++) keys.push((await queue.get())?.key ?? "-");
  return keys;
}

/** What a worker that asks now will get, as far as it has. */
function ask(queue: WorkQueue): { item: QueueItem | undefined | "waiting" } {
  const answer: { item: QueueItem | undefined | "waiting" } = { item: "waiting" };
  void queue.get().then((item) => (answer.item = item));
  return answer;
}

describe("keys", () => {
  test("come out first in, first out", async () => {
    const { queue } = newQueue();
    for (const key of ["a", "b", "c"]) queue.add(key);
    expect(await take(queue, 3)).toEqual(["a", "b", "c"]);
  });

  test("are there once, however often they are added", async () => {
    const { queue, clock } = newQueue();
    for (const key of ["a", "b", "a", "a"]) queue.add(key);
    expect(queue.size).toBe(2);
    expect(await take(queue, 2)).toEqual(["a", "b"]);
    const answer = ask(queue);
    await clock.advance(0);
    expect(answer.item).toBe("waiting");
  });

  test("go to a worker that waits", async () => {
    const { queue, clock } = newQueue();
    const [first, second] = [ask(queue), ask(queue)];
    queue.add("a");
    await clock.advance(0);
    expect([first.item, second.item]).toEqual([{ key: "a", priority: 0 }, "waiting"]);
  });

  test("that are added while they are worked on come again, once, when that is done", async () => {
    const { queue, clock } = newQueue();
    queue.add("a");
    await queue.get();
    queue.add("a");
    queue.add("a");
    const answer = ask(queue);
    await clock.advance(0);
    expect(answer.item).toBe("waiting");
    queue.done("a");
    await clock.advance(0);
    expect(answer.item).toMatchObject({ key: "a" });
    queue.done("a");
    expect([queue.size, queue.processing.size]).toEqual([0, 0]);
  });

  test("that are worked on do not hold up others", async () => {
    const { queue } = newQueue();
    queue.add("a");
    await queue.get();
    queue.add("a", { priority: 10 });
    queue.add("b");
    expect(await take(queue, 1)).toEqual(["b"]);
  });

  test("that nobody has are not done", () => {
    const { queue, seen } = newQueue();
    queue.add("a");
    queue.done("a");
    queue.done("never seen");
    expect(queue.size).toBe(1);
    expect(seen).toEqual(["added", "depth 1"]);
  });

  test("that are worked on are known with the time of their start", async () => {
    const { queue, clock } = newQueue();
    queue.add("a");
    await queue.get();
    expect([...queue.processing]).toEqual([["a", clock.now()]]);
  });
});

describe("priorities", () => {
  test("higher ones go first, equal ones in order", async () => {
    const { queue } = newQueue();
    queue.add("low", { priority: -100 });
    queue.add("first");
    queue.add("second");
    queue.add("high", { priority: 1 });
    expect(await take(queue, 4)).toEqual(["high", "first", "second", "low"]);
  });

  test("the highest that was asked for stays", async () => {
    const { queue } = newQueue();
    queue.add("a", { priority: 2 });
    queue.add("a", { priority: 1 });
    queue.add("b", { priority: 1 });
    queue.add("b", { priority: 3 });
    expect([await queue.get(), await queue.get()]).toEqual([
      { key: "b", priority: 3 },
      { key: "a", priority: 2 },
    ]);
  });

  test("a key that is raised comes last among its new equals", async () => {
    const { queue } = newQueue();
    queue.add("a", { priority: 0 });
    queue.add("b", { priority: 1 });
    queue.add("a", { priority: 1 });
    expect(await take(queue, 2)).toEqual(["b", "a"]);
  });

  test("a delay does not lose the priority that was added meanwhile", async () => {
    const { queue, clock } = newQueue();
    queue.add("a", { after: 1_000 });
    queue.add("a", { after: 2_000, priority: 5 });
    queue.add("b");
    await clock.advance(1_000);
    expect(await queue.get()).toEqual({ key: "a", priority: 5 });
  });
});

describe("delays", () => {
  test("hold a key back until their time", async () => {
    const { queue, clock } = newQueue();
    queue.add("a", { after: 50 });
    const answer = ask(queue);
    await clock.advance(49);
    expect(answer.item).toBe("waiting");
    await clock.advance(1);
    expect(answer.item).toMatchObject({ key: "a" });
    expect(clock.waiting).toBe(0);
  });

  test("of none or less are none", async () => {
    const { queue } = newQueue();
    queue.add("a", { after: 0 });
    queue.add("b", { after: -5 });
    expect(await take(queue, 2)).toEqual(["a", "b"]);
  });

  test("end in the order of their times, not of their adds", async () => {
    const { queue, clock } = newQueue();
    queue.add("late", { after: 300 });
    queue.add("early", { after: 100 });
    queue.add("middle", { after: 200 });
    await clock.advance(300);
    expect(await take(queue, 3)).toEqual(["early", "middle", "late"]);
  });

  test("put a key behind those that were ready when it became so", async () => {
    const { queue, clock } = newQueue();
    queue.add("delayed", { after: 100 });
    queue.add("ready");
    await clock.advance(100);
    expect(await take(queue, 2)).toEqual(["ready", "delayed"]);
  });

  test("are ended by a ready add, and not begun by a delayed one", async () => {
    const { queue, clock } = newQueue();
    queue.add("a", { after: 3_600_000 });
    queue.add("a");
    queue.add("b");
    queue.add("b", { after: 3_600_000 });
    expect(await take(queue, 2)).toEqual(["a", "b"]);
    queue.done("a");
    queue.done("b");
    await clock.advance(3_600_000);
    expect(queue.size).toBe(0);
  });

  test("of one key: the earliest counts", async () => {
    const { queue, clock } = newQueue();
    queue.add("a", { after: 500 });
    queue.add("a", { after: 100 });
    queue.add("a", { after: 900 });
    await clock.advance(100);
    expect(await take(queue, 1)).toEqual(["a"]);
    queue.done("a");
    await clock.advance(1_000);
    expect(queue.size).toBe(0);
  });

  test("that end while the key is worked on bring it again when that is done", async () => {
    const { queue, clock } = newQueue();
    queue.add("a");
    await queue.get();
    queue.add("a", { after: 100 });
    await clock.advance(200);
    const answer = ask(queue);
    await clock.advance(0);
    expect(answer.item).toBe("waiting");
    queue.done("a");
    await clock.advance(0);
    expect(answer.item).toMatchObject({ key: "a" });
  });

  test("that outlast the work on the key are kept", async () => {
    const { queue, clock } = newQueue();
    queue.add("a");
    await queue.get();
    queue.add("a", { after: 100 });
    queue.done("a");
    await clock.advance(99);
    expect(ask(queue).item).toBe("waiting");
    await clock.advance(1);
    expect([...queue.processing.keys()]).toEqual(["a"]);
  });

  test("need one timer, that of the earliest", () => {
    const { queue, clock } = newQueue();
    for (let index = 0; index < 100; index++) queue.add(`key-${index}`, { after: 1_000 - index });
    expect(clock.waiting).toBe(1);
  });

  test("that are replaced again and again leave nothing behind", async () => {
    const clock = new VirtualClock();
    const queue = new WorkQueue({ clock });
    queue.add("first in line", { after: 3_600_000 });
    const before = heapUsed();
    for (let round = 0; round < 100_000; round++) {
      queue.add("a", { after: 36_000_000 });
      queue.add("a");
      await queue.get();
      queue.done("a");
    }
    expect(heapUsed() - before).toBeLessThan(2e6);
    expect(queue.size).toBe(1);
  });
});

describe("the rate limit", () => {
  test("makes a key wait longer with each failure, until it is forgotten", async () => {
    const { queue, clock } = newQueue();
    for (const wait of [5, 10, 20]) {
      queue.add("a", { rateLimited: true });
      await clock.advance(wait - 1);
      expect(queue.processing.size).toBe(0);
      const answer = ask(queue);
      await clock.advance(1);
      expect(answer.item).toMatchObject({ key: "a" });
      queue.done("a");
    }
    expect(queue.retries("a")).toBe(3);
    queue.forget("a");
    queue.add("a", { rateLimited: true });
    await clock.advance(5);
    expect(await take(queue, 1)).toEqual(["a"]);
  });

  test("beside a delay: the shorter counts", async () => {
    const { queue, clock } = newQueue();
    queue.add("a", { rateLimited: true, after: 1_000 });
    queue.add("b", { rateLimited: true, after: 2 });
    await clock.advance(5);
    expect(await take(queue, 2)).toEqual(["b", "a"]);
  });
});

describe("after the shut-down", () => {
  test("nothing is handed out, and nothing taken in", async () => {
    const { queue, clock } = newQueue();
    queue.add("a");
    queue.add("b", { after: 100 });
    queue.shutDown();
    queue.add("c");
    expect(queue.size).toBe(0);
    expect(await queue.get()).toBeUndefined();
    expect(clock.waiting).toBe(0);
  });

  test("workers that wait are told", async () => {
    const { queue } = newQueue();
    const waiting = [queue.get(), queue.get()];
    queue.shutDown();
    expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
  });

  test("keys that are worked on are done as usual, and do not come again", async () => {
    const { queue } = newQueue();
    queue.add("a");
    await queue.get();
    queue.add("a");
    queue.shutDown();
    queue.done("a");
    expect([queue.size, queue.processing.size]).toEqual([0, 0]);
  });
});

describe("metrics", () => {
  test("tell of adds, depth, waits and work", async () => {
    const { queue, clock, seen } = newQueue();
    queue.add("a");
    queue.add("a");
    await clock.advance(30);
    await queue.get();
    await clock.advance(70);
    queue.done("a");
    expect(seen).toEqual(["added", "depth 1", "depth 0", "started 30", "finished 70"]);
  });

  test("count a delayed key when it is ready, and its wait from then on", async () => {
    const { queue, clock, seen } = newQueue();
    queue.add("a", { after: 1_000 });
    expect(seen).toEqual(["retried"]);
    await clock.advance(1_500);
    await queue.get();
    expect(seen).toEqual(["retried", "added", "depth 1", "depth 0", "started 500"]);
  });

  test("count a delayed key once that is added ready, also with a higher priority", async () => {
    const { queue, seen } = newQueue();
    queue.add("a", { after: 1_000 });
    queue.add("a", { priority: 1 });
    queue.add("a", { priority: 2 });
    await queue.get();
    expect(seen).toEqual(["retried", "added", "depth 1", "depth 0", "started 0"]);
  });

  test("show an empty queue after the shut-down", () => {
    const { queue, seen } = newQueue();
    queue.add("a");
    queue.shutDown();
    expect(seen.at(-1)).toBe("depth 0");
  });
});

/** Bytes of what is still referred to. */
function heapUsed(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}
