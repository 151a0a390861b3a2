import { getEventListeners } from "node:events";
import { expect, test, vi } from "vitest";
import { aborted, childController, sleep } from "../../../src/base/lifetime.ts";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";

test("sleep says whether it ran to its end, and leaves nothing behind", async () => {
  const clock = new VirtualClock();
  const { signal } = new AbortController();
  const done = sleep(100, { clock, signal });
  await clock.advance(100);
  expect(await done).toBe(true);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("an abort ends a sleep early and cancels its timer", async () => {
  const clock = new VirtualClock();
  const controller = new AbortController();
  const done = sleep(100, { clock, signal: controller.signal });
  controller.abort();
  expect(await done).toBe(false);
  expect(clock.waiting).toBe(0);
});

test("sleep on an aborted signal sets no timer", async () => {
  const clock = new VirtualClock();
  expect(await sleep(100, { clock, signal: AbortSignal.abort() })).toBe(false);
  expect(clock.waiting).toBe(0);
});

test("aborted resolves at once when it has happened already", async () => {
  await aborted(AbortSignal.abort());
  const controller = new AbortController();
  const waiting = aborted(controller.signal);
  controller.abort();
  await waiting;
});

test("a child aborts with its parent and its reason, not the other way round", () => {
  const parent = new AbortController();
  const first = childController(parent.signal);
  first.controller.abort();
  expect(parent.signal.aborted).toBe(false);
  const second = childController(parent.signal);
  parent.abort("because");
  expect(second.controller.signal.reason).toBe("because");
  expect(childController(parent.signal).controller.signal.aborted).toBe(true);
});

test("an unlinked child leaves no listener on a long-lived parent", () => {
  const parent = new AbortController();
  for (let index = 0; index < 5; index++) childController(parent.signal).unlink();
  expect(getEventListeners(parent.signal, "abort")).toEqual([]);
});

test("neither a parent of many nor a child with many listeners is a leak to Node", () => {
  const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const parent = new AbortController().signal;
  const children = Array.from({ length: 20 }, () => childController(parent));
  const signal = children[0]?.controller.signal;
  for (let count = 0; count < 20; count++) signal?.addEventListener("abort", () => {});
  for (const { unlink } of children) unlink();
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
});
