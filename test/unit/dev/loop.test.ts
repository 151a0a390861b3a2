import { expect, test } from "vitest";
import type { Child, ChildExit } from "../../../src/dev/child.ts";
import { type LoopOptions, type Prepared, runLoop } from "../../../src/dev/loop.ts";

const good: Prepared = { ok: true, changed: true };
const same: Prepared = { ok: true, changed: false };
const bad: Prepared = { ok: false };

/** A loop whose builds and processes the test decides on; `log` has what happened, in order. */
function setUp(options: { once?: boolean } = {}) {
  const log: string[] = [];
  const end = new AbortController();
  const builds: ((prepared: Prepared) => void)[] = [];
  const children: { exit: (exit: ChildExit) => void; stubborn: boolean }[] = [];
  let change = () => {};
  let running = 0;
  const start = (): Child => {
    const id = children.length;
    log.push(`start ${id}`);
    if (++running > 1) log.push("two at once");
    let exit: (exit: ChildExit) => void = () => {};
    const exited = new Promise<ChildExit>((resolve) => {
      exit = (how) => {
        running--;
        resolve(how);
      };
    });
    const child = { exit, stubborn: false };
    children.push(child);
    const stop = async (graceMs: number) => {
      log.push(`stop ${id} within ${graceMs}`);
      if (!child.stubborn || graceMs < 1000) exit({ code: 0, signal: undefined });
      await exited;
    };
    return { exited, stop, send: () => {} };
  };
  const all: LoopOptions = {
    prepare: () => new Promise((resolve) => builds.push(resolve)),
    start,
    say: (line) => log.push(line),
    signal: end.signal,
    ...(options.once ? {} : { watch: (onChange: () => void) => (change = onChange) }),
  };
  const ended = runLoop(all);
  return {
    log,
    ended,
    children,
    change: () => change(),
    interrupt: () => end.abort(),
    /** Ends the next build, and lets everything that follows from it happen. */
    async build(prepared: Prepared) {
      await settle();
      const resolve = builds.shift();
      if (!resolve) throw new Error("nothing is being built");
      resolve(prepared);
      await settle();
    },
    isBuilding: async () => {
      await settle();
      return builds.length > 0;
    },
  };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

test("a change starts the new version when the old one is gone, never two at once", async () => {
  const { log, change, build, interrupt, ended } = setUp();
  await build(good);
  change();
  await build(good);
  interrupt();
  await ended;
  expect(log).toEqual([
    "start 0",
    "restarting the operator",
    "stop 0 within 10000",
    "start 1",
    "stop 1 within 700",
  ]);
});

test("a change that makes no difference leaves the process alone", async () => {
  const { log, change, build, isBuilding } = setUp();
  await build(good);
  change();
  await build(same);
  expect(log).toEqual(["start 0"]);
  expect(await isBuilding()).toBe(false);
});

test("a version that cannot be built leaves the last good one running, and the next change is tried again", async () => {
  const { log, change, build } = setUp();
  await build(good);
  change();
  await build(bad);
  change();
  await build(good);
  expect(log).toEqual([
    "start 0",
    "the last good version keeps running",
    "restarting the operator",
    "stop 0 within 10000",
    "start 1",
  ]);
});

test("when the first version cannot be built it waits for a change", async () => {
  const { log, change, build } = setUp();
  await build(bad);
  change();
  await build(same);
  expect(log).toEqual(["waiting for a change", "start 0"]);
});

test("a change during a build is not lost", async () => {
  const { change, build, isBuilding } = setUp();
  await isBuilding();
  change();
  await build(good);
  expect(await isBuilding()).toBe(true);
});

test("an operator that ends by itself is started again by the next change only", async () => {
  const { log, change, build, children, isBuilding } = setUp();
  await build(good);
  children[0]?.exit({ code: 3, signal: undefined });
  expect(await isBuilding()).toBe(false);
  expect(log).toEqual(["start 0", "the operator ended with exit code 3: waiting for a change"]);
  change();
  await build(same);
  expect(log.at(-1)).toBe("start 1");
});

test("Ctrl-C during a slow restart shortens the old version's grace", async () => {
  const { log, change, build, children, interrupt, ended } = setUp();
  await build(good);
  if (children[0]) children[0].stubborn = true;
  change();
  await build(good);
  interrupt();
  await ended;
  expect(log.slice(-2)).toEqual(["stop 0 within 10000", "stop 0 within 700"]);
});

test("Ctrl-C during the first build starts nothing", async () => {
  const { log, build, interrupt, ended } = setUp();
  interrupt();
  await build(good);
  expect(await ended).toBeUndefined();
  expect(log).toEqual([]);
});

test("without watching it resolves with how the operator ended", async () => {
  const { build, children, ended } = setUp({ once: true });
  await build(good);
  children[0]?.exit({ code: 1, signal: undefined });
  expect(await ended).toEqual({ code: 1, signal: undefined });
});
