import { expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { WatchQueue } from "../../../../src/sandbox/http/watch-queue.ts";

function createQueue() {
  const clock = new VirtualClock();
  let givenUp = 0;
  const queue = new WatchQueue<number>({ clock, giveUp: () => givenUp++ });
  const add = (count: number) => {
    for (let index = 0; index < count; index++) queue.add(index);
  };
  const left = () => {
    let count = 0;
    while (queue.take() !== undefined) count++;
    return count;
  };
  return { clock, queue, add, left, givenUp: () => givenUp };
}

test("what was there at the start may be any number", async () => {
  const { clock, queue, add, left, givenUp } = createQueue();
  add(50_000);
  queue.begin();
  add(1000);
  await clock.advance(5000);
  expect(givenUp()).toBe(0);
  expect(left()).toBe(51_000);
});

test("a reader who is behind and reads nothing for a second is given up, once", async () => {
  const { clock, queue, add, left, givenUp } = createQueue();
  queue.begin();
  add(1001);
  await clock.advance(999);
  expect(givenUp()).toBe(0);
  await clock.advance(1);
  expect(givenUp()).toBe(1);
  add(20_000);
  expect(queue.isClosed).toBe(true);
  expect(left()).toBe(100);
  expect(givenUp()).toBe(1);
});

test("a reader who is behind and goes on reading is not given up", async () => {
  const { clock, queue, add, left, givenUp } = createQueue();
  queue.begin();
  add(1500);
  await clock.advance(900);
  expect(queue.take()).toBe(0);
  await clock.advance(900);
  expect(givenUp()).toBe(0);
  expect(left()).toBe(1499);
});

test("a reader who is far behind is given up at once", () => {
  const { queue, add, left, givenUp } = createQueue();
  add(3);
  queue.begin();
  add(10_001);
  expect(givenUp()).toBe(1);
  expect(left()).toBe(103);
});

test("a queue that is closed waits for nothing", async () => {
  const { clock, queue, add, givenUp } = createQueue();
  queue.begin();
  add(2000);
  queue.close();
  await clock.advance(5000);
  expect(givenUp()).toBe(0);
});
