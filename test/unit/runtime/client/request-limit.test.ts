import { getEventListeners } from "node:events";
import { expect, test, vi } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { RequestLimit } from "../../../../src/runtime/client/request-limit.ts";

const clock = new VirtualClock();
const limitOf = (signal?: AbortSignal) =>
  new RequestLimit({ signal, clock, timeout: 1_000, late: () => "late" });

test("ends a try by the signal, with its reason", () => {
  const controller = new AbortController();
  const end = vi.fn();
  limitOf(controller.signal).onEnd(end);
  controller.abort("enough");
  expect(end.mock.calls).toEqual([["enough"]]);
});

test("ends a try whose time is over", async () => {
  const limit = limitOf();
  const end = vi.fn();
  limit.onEnd(end);
  await clock.advance(999);
  expect(end).not.toHaveBeenCalled();
  expect(() => limit.throwIfOver()).not.toThrow();
  await clock.advance(1);
  expect(end.mock.calls).toEqual([["late"]]);
  let thrown: unknown;
  try {
    limit.throwIfOver();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBe("late");
});

test("what comes later is ended at once, with the first reason", async () => {
  const controller = new AbortController();
  controller.abort("before");
  const limit = limitOf(controller.signal);
  await clock.advance(1_000);
  const end = vi.fn();
  limit.onEnd(end);
  expect(end.mock.calls).toEqual([["before"]]);
});

test("only what is under way last is ended", () => {
  const controller = new AbortController();
  const limit = limitOf(controller.signal);
  const [first, second] = [vi.fn(), vi.fn()];
  limit.onEnd(first);
  limit.onEnd(second);
  controller.abort();
  expect(first).not.toHaveBeenCalled();
  expect(second).toHaveBeenCalledOnce();
});

test("leaves neither timer nor listener when it is released, and ends nothing any more", async () => {
  const controller = new AbortController();
  const limit = limitOf(controller.signal);
  const end = vi.fn();
  limit.onEnd(end);
  limit.release();
  await clock.advance(2_000);
  expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  controller.abort();
  expect(end).not.toHaveBeenCalled();
});

test("many requests with one signal are no leak to Node", async () => {
  const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const { signal } = new AbortController();
  const limits = Array.from({ length: 20 }, () => limitOf(signal));
  for (const limit of limits) limit.release();
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
});
