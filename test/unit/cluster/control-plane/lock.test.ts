import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { withLock } from "../../../../src/cluster/control-plane/lock.ts";
import { temporaryFolder } from "./folders.ts";

const options = () => ({ clock: new VirtualClock(), signal: new AbortController().signal });

test("the second waits, says so once, and runs when the first is done", async () => {
  const file = join(temporaryFolder(), "deep", "x.lock");
  const { clock, signal } = options();
  const events: string[] = [];
  let finish = () => {};
  const first = withLock(file, { clock, signal }, () => new Promise<void>((resolve) => (finish = resolve)));
  const onWait = (pid: number) => events.push(`waits for ${pid === process.pid}`);
  const second = withLock(file, { clock, signal, onWait }, async () => void events.push("second"));
  await clock.advance(2000);
  expect(events).toEqual(["waits for true"]);
  finish();
  await first;
  await clock.advance(500);
  await second;
  expect(events).toEqual(["waits for true", "second"]);
  expect(existsSync(file)).toBe(false);
});

test("a lock whose owner died does not block for ever", async () => {
  const file = join(temporaryFolder(), "x.lock");
  writeFileSync(file, "2147483646"); // beyond any process id
  expect(await withLock(file, options(), async () => "ran")).toBe("ran");
});

test("a body that fails gives the lock back", async () => {
  const file = join(temporaryFolder(), "x.lock");
  await expect(withLock(file, options(), () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(existsSync(file)).toBe(false);
});

test("an abort ends the wait and leaves the other's lock alone", async () => {
  const file = join(temporaryFolder(), "x.lock");
  writeFileSync(file, String(process.pid));
  const controller = new AbortController();
  const waiting = withLock(file, { clock: new VirtualClock(), signal: controller.signal }, async () => "ran");
  controller.abort(new Error("interrupted"));
  await expect(waiting).rejects.toThrow("interrupted");
  expect(existsSync(file)).toBe(true);
});
