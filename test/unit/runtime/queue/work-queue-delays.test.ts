import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { WorkQueue } from "../../../../src/runtime/queue/work-queue.ts";
import { collectGarbage } from "../../../helpers/heap.ts";
import { ask, newQueue, take } from "./queue-harness.ts";

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

  test("are as long as they are, also when the system clock is set meanwhile", async () => {
    for (const jump of [3_600_000, -3_600_000]) {
      const { queue, clock } = newQueue();
      queue.add("a", { after: 50 });
      const answer = ask(queue);
      clock.setBy(jump);
      await clock.advance(49);
      expect(answer.item).toBe("waiting");
      await clock.advance(1);
      expect(answer.item).toMatchObject({ key: "a" });
    }
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

/** Bytes of what is still referred to. */
function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
