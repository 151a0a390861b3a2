import { describe, expect, test } from "vitest";
import { ask, newQueue, take } from "./queue-harness.ts";

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
    const depths = ["depth 1 at 1", "depth 0 at 1", "depth 1 at 2", "depth 0 at 2"];
    expect(seen).toEqual(["retried", "added", ...depths, "started 0"]);
  });

  test("show an empty queue after the shut-down", () => {
    const { queue, seen } = newQueue();
    queue.add("a");
    queue.shutDown();
    expect(seen.at(-1)).toBe("depth 0");
  });
});
