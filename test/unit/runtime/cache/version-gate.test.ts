import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { VersionGate } from "../../../../src/runtime/cache/version-gate.ts";

const never = new AbortController().signal;

test("a version is reached when it, or a newer one, was come to", () => {
  const gate = new VersionGate();
  expect([gate.version, gate.reached("1"), gate.reached("")]).toEqual(["", false, false]);
  gate.advance("10");
  expect([gate.reached("9"), gate.reached("10"), gate.reached("11")]).toEqual([true, true, false]);
  gate.advance("9");
  expect(gate.reached("10"), "a server that was restored has lost what was written").toBe(false);
});

test("of versions that cannot be compared only the very last is reached", () => {
  const gate = new VersionGate();
  gate.advance("a");
  expect([gate.reached("a"), gate.reached("b"), gate.reached("1")]).toEqual([true, false, false]);
});

test("who waits is let through at the first version that is enough, and leaves nothing behind", async () => {
  const gate = new VersionGate();
  const { signal } = new AbortController();
  const order: string[] = [];
  const waits = ["12", "10"].map(async (version) => {
    expect(await gate.whenReached(version, signal)).toBe(true);
    order.push(version);
  });
  gate.advance("9");
  expect(gate.waiting).toBe(2);
  gate.advance("11");
  expect(gate.waiting).toBe(1);
  gate.advance("20");
  await Promise.all(waits);
  expect(order).toEqual(["10", "12"]);
  expect([gate.waiting, getEventListeners(signal, "abort").length]).toEqual([0, 0]);
});

test("who waits for what has been reached does not wait", async () => {
  const gate = new VersionGate();
  gate.advance("10");
  expect(await gate.whenReached("10", never)).toBe(true);
  expect(await gate.whenReached("10", AbortSignal.abort())).toBe(true);
});

test("a wait that is aborted ends with false and leaves nothing behind", async () => {
  const gate = new VersionGate();
  const stopping = new AbortController();
  const wait = gate.whenReached("10", stopping.signal);
  stopping.abort();
  expect(await wait).toBe(false);
  expect(await gate.whenReached("10", stopping.signal)).toBe(false);
  expect([gate.waiting, getEventListeners(stopping.signal, "abort").length]).toEqual([0, 0]);
});
