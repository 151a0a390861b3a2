import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import type { Program } from "../../../../src/cluster/control-plane/program.ts";
import { isApiReady, isListening, waitUntilReady } from "../../../../src/cluster/control-plane/ready.ts";

function fakeProgram(ended = false): Program {
  return {
    file: "/bin/etcd",
    ended: new Promise(() => {}),
    hasEnded: () => ended,
    lastLines: (count) => `the last ${count} lines`,
    stop: () => Promise.resolve(),
  };
}

const never = () => Promise.resolve(false);

test("it asks again until the answer is yes", async () => {
  const clock = new VirtualClock();
  let asked = 0;
  const waiting = waitUntilReady(fakeProgram(), {
    isReady: () => Promise.resolve(++asked === 3),
    clock,
    signal: new AbortController().signal,
    timeoutMs: 1000,
  });
  await clock.advance(1000);
  await waiting;
  expect(asked).toBe(3);
  expect(clock.waiting).toBe(0);
});

test("a program that never gets ready is given up after the time, with what it wrote", async () => {
  const clock = new VirtualClock();
  const options = { isReady: never, clock, signal: new AbortController().signal, timeoutMs: 30_000 };
  const waiting = expect(waitUntilReady(fakeProgram(), options)).rejects.toThrow(
    "etcd was not ready within 30 s:\nthe last 15 lines",
  );
  await clock.advance(31_000);
  await waiting;
  expect(clock.waiting).toBe(0);
});

test("a program that has ended is not waited for", async () => {
  const options = {
    isReady: never,
    clock: new VirtualClock(),
    signal: new AbortController().signal,
    timeoutMs: 30_000,
  };
  await expect(waitUntilReady(fakeProgram(true), options)).rejects.toThrow("etcd ended while it started");
});

test("a question that is never answered does not hide that the program has ended", async () => {
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  let over = false;
  const program = { ...fakeProgram(), ended, hasEnded: () => over };
  const isReady = () => new Promise<boolean>(() => {});
  const options = {
    isReady,
    clock: new VirtualClock(),
    signal: new AbortController().signal,
    timeoutMs: 30_000,
  };
  const waiting = waitUntilReady(program, options);
  over = true;
  end();
  await expect(waiting).rejects.toThrow("etcd ended while it started");
});

test("an abort ends the wait with its reason", async () => {
  const controller = new AbortController();
  const clock = new VirtualClock();
  const waiting = waitUntilReady(fakeProgram(), {
    isReady: never,
    clock,
    signal: controller.signal,
    timeoutMs: 30_000,
  });
  controller.abort(new Error("interrupted"));
  await expect(waiting).rejects.toThrow("interrupted");
});

test("a port listens or it does not; what is no API server is not ready", async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  expect(await isListening(port)).toBe(true);
  expect(await isApiReady({ port, ca: "", token: "" })).toBe(false);
  server.close();
  await once(server, "close");
  expect(await isListening(port)).toBe(false);
});
