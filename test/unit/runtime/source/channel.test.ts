import { expect, test } from "vitest";
import { channel, type Channel } from "../../../../src/runtime/source/channel.ts";

/** Takes so many events from a reader. */
async function take<T>(reader: AsyncIterator<T>, count: number): Promise<(T | undefined)[]> {
  const events: (T | undefined)[] = [];
  for (let index = 0; index < count; index++) {
    const { done, value } = await reader.next();
    events.push(done ? undefined : value);
  }
  return events;
}

const reader = <T>(from: Channel<T>) => from[Symbol.asyncIterator]();

/** Whether a promise has settled once everything that is due has run. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  void promise.then(() => (done = true));
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}

test("each reader gets every event, in order", async () => {
  const events = channel<number>();
  const [one, two] = [reader(events), reader(events)];
  await events.send(1);
  await events.send(2);
  expect([await take(one, 2), await take(two, 2)]).toEqual([
    [1, 2],
    [1, 2],
  ]);
});

test("what is sent before anybody reads is kept for those that are there when it is taken", async () => {
  const events = channel<number>();
  await events.send(1);
  const [one, two] = [reader(events), reader(events)];
  await events.send(2);
  expect([await take(one, 2), await take(two, 2)]).toEqual([
    [1, 2],
    [1, 2],
  ]);
  await events.send(3);
  const late = reader(events);
  await events.send(4);
  expect(await take(late, 1)).toEqual([4]);
});

test("a sender waits while the slowest reader has no room, and an offer is refused", async () => {
  const events = channel<number>({ buffer: 2 });
  const [fast, slow] = [reader(events), reader(events)];
  await events.send(1);
  await events.send(2);
  const third = events.send(3);
  const fourth = events.send(4);
  await take(fast, 2);
  expect(events.offer(5)).toBe(false);
  expect(await settled(third)).toBe(false);
  expect(await take(slow, 1)).toEqual([1]);
  expect([await settled(third), await settled(fourth)]).toEqual([true, false]);
  expect(await take(slow, 3)).toEqual([2, 3, 4]);
  expect(events.offer(5)).toBe(false);
  await take(fast, 1);
  expect(events.offer(5)).toBe(true);
});

test("a reader that goes gives its room back, and a reader that waits is woken", async () => {
  const events = channel<number>({ buffer: 1 });
  const [one, two] = [reader(events), reader(events)];
  await events.send(1);
  const second = events.send(2);
  await take(one, 1);
  await two.return?.();
  expect(await settled(second)).toBe(true);
  await take(one, 1);
  const waiting = one.next();
  await one.return?.();
  expect((await waiting).done).toBe(true);
});

test("after the end what waits is handed out, and nothing is taken in", async () => {
  const events = channel<number>({ buffer: 1 });
  const one = reader(events);
  await events.send(1);
  const last = events.send(2);
  events.close();
  expect(await take(one, 3)).toEqual([1, 2, undefined]);
  await last;
  expect(events.offer(3)).toBe(false);
  await expect(events.send(3)).rejects.toThrow("closed");
});

test("a buffer that is none is refused", () => {
  expect(() => channel({ buffer: 0 })).toThrow("expected an integer from 1 up");
});
