import { expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { WorkQueue } from "../../../../src/runtime/queue/work-queue.ts";

test("a queue says where a key is: who goes first, how long it waits, whether it runs", async () => {
  const clock = new VirtualClock();
  const queue = new WorkQueue({ clock });
  expect(queue.stateOf("a")).toEqual({ state: "idle", retries: 0 });
  queue.add("low", { priority: -100 });
  queue.add("a");
  queue.add("b");
  queue.add("later", { after: 50 });
  await clock.advance(10);
  expect(queue.stateOf("a")).toEqual({ state: "ready", ahead: 0, milliseconds: 10, priority: 0, retries: 0 });
  expect(queue.stateOf("b")).toMatchObject({ state: "ready", ahead: 1 });
  expect(queue.stateOf("low")).toMatchObject({ state: "ready", ahead: 2, priority: -100 });
  expect(queue.stateOf("later")).toEqual({ state: "delayed", milliseconds: 40, priority: 0, retries: 0 });
  await queue.get();
  await clock.advance(3);
  expect(queue.stateOf("a")).toEqual({ state: "running", milliseconds: 3, again: false, retries: 0 });
  queue.add("a");
  expect(queue.stateOf("a")).toMatchObject({ state: "running", again: true });
  // what runs does not go first
  expect(queue.stateOf("b")).toMatchObject({ state: "ready", ahead: 0 });
  queue.done("a");
  queue.add("b", { rateLimited: true });
  expect(queue.stateOf("b")).toMatchObject({ retries: 1 });
  queue.shutDown();
  expect(queue.stateOf("b")).toMatchObject({ state: "idle" });
});
