import { expect, test } from "vitest";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";
import type { Child, ChildExit } from "../../../src/dev/child.ts";
import { type LoopOptions, type OnError, type Prepared, runLoop } from "../../../src/dev/loop.ts";

const good = (program: string): Prepared => ({ ok: true, program });
const bad: Prepared = { ok: false };
const crash: ChildExit = { code: 3, signal: undefined };

/** A loop whose builds and processes the test decides on; `log` has what happened, in order. */
function setUp(options: { once?: boolean; onError?: OnError } = {}) {
  const log: string[] = [];
  const end = new AbortController();
  const clock = new VirtualClock();
  const builds: ((prepared: Prepared) => void)[] = [];
  const children: { exit: (exit: ChildExit) => void; stubborn: boolean }[] = [];
  let change = () => {};
  let running = 0;
  const start = async (program: string): Promise<Child> => {
    log.push(`start ${program}`);
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
    const stop = async (graceMs: number, { abort = false } = {}) => {
      log.push(`${abort ? "abort" : "stop"} ${program} within ${graceMs}`);
      if (!child.stubborn || graceMs < 1000) exit({ code: 0, signal: undefined });
      await exited;
    };
    return { exited, stop, send: () => {} };
  };
  const all: LoopOptions = {
    prepare: () => new Promise((resolve) => builds.push(resolve)),
    start,
    say: (line) => log.push(line),
    clock,
    signal: end.signal,
    ...(options.onError ? { onError: options.onError } : {}),
    ...(options.once ? {} : { watch: (onChange: () => void) => (change = onChange) }),
  };
  const ended = runLoop(all);
  return {
    log,
    ended,
    children,
    clock,
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
    /** The process that was started last ends by itself. */
    async exit(how: ChildExit) {
      children.at(-1)?.exit(how);
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
  await build(good("A"));
  change();
  await build(good("B"));
  interrupt();
  await ended;
  expect(log).toEqual([
    "start A",
    "restarting the operator",
    "stop A within 10000",
    "start B",
    "abort B within 700",
  ]);
});

test("a change that makes no difference leaves the process alone", async () => {
  const { log, change, build, isBuilding } = setUp();
  await build(good("A"));
  change();
  await build(good("A"));
  expect(log).toEqual(["start A"]);
  expect(await isBuilding()).toBe(false);
});

test("a version that cannot be built leaves the last good one running, and the next change is tried again", async () => {
  const { log, change, build } = setUp();
  await build(good("A"));
  change();
  await build(bad);
  change();
  await build(good("B"));
  expect(log).toEqual([
    "start A",
    "the last good version keeps running",
    "restarting the operator",
    "stop A within 10000",
    "start B",
  ]);
});

test("with wait, nothing runs after a version that cannot be built, until the next change", async () => {
  const { log, change, build } = setUp({ onError: "wait" });
  await build(good("A"));
  change();
  await build(bad);
  change();
  await build(good("A"));
  expect(log).toEqual(["start A", "stop A within 10000", "waiting for a change", "start A"]);
});

test("when the first version cannot be built it waits for a change", async () => {
  const { log, change, build } = setUp();
  await build(bad);
  change();
  await build(good("A"));
  expect(log).toEqual(["waiting for a change", "start A"]);
});

test("a change during a build is not lost: what it made is left out for what is newer", async () => {
  const { log, change, build, isBuilding } = setUp();
  await isBuilding();
  change();
  await build(good("A"));
  expect(await isBuilding()).toBe(true);
  expect(log).toEqual([]);
  await build(good("B"));
  expect(log).toEqual(["start B"]);
});

test("changes without end do not keep every version from being started", async () => {
  const { log, change, build, isBuilding } = setUp();
  for (let round = 0; log.length === 0 && round < 20; round++) {
    await isBuilding();
    change();
    await build(good(`${round}`));
  }
  expect(log).toEqual(["start 5"]);
});

test("a first version that ends by itself is started again by the next change only", async () => {
  const { log, change, build, exit, isBuilding } = setUp();
  await build(good("A"));
  await exit(crash);
  expect(await isBuilding()).toBe(false);
  expect(log).toEqual(["start A", "the operator ended with exit code 3: waiting for a change"]);
  change();
  await build(good("A"));
  expect(log.at(-1)).toBe("start A");
});

test("a new version that crashes gives way to the last good one; when that crashes too, it waits", async () => {
  const { log, change, build, exit } = setUp();
  await build(good("A"));
  change();
  await build(good("B"));
  log.length = 0;
  await exit({ code: undefined, signal: "SIGSEGV" });
  expect(log).toEqual([
    "the operator was ended by SIGSEGV: the last good version is started again",
    "start A",
  ]);
  await exit(crash);
  expect(log.slice(2)).toEqual(["the operator ended with exit code 3: waiting for a change"]);
  change();
  await build(good("C"));
  expect(log.at(-1)).toBe("start C");
});

test("after the last good version was started again, the next change replaces it", async () => {
  const { log, change, build, exit } = setUp();
  await build(good("A"));
  change();
  await build(good("B"));
  await exit(crash);
  log.length = 0;
  change();
  await build(good("A"));
  expect(log).toEqual([]); // the change was taken back: it runs already
  change();
  await build(good("C"));
  expect(log).toEqual(["restarting the operator", "stop A within 10000", "start C"]);
});

test("with wait, a new version that crashes gives way to nothing", async () => {
  const { log, change, build, exit } = setUp({ onError: "wait" });
  await build(good("A"));
  change();
  await build(good("B"));
  await exit(crash);
  expect(log.at(-1)).toBe("the operator ended with exit code 3: waiting for a change");
});

test("a version that has run for half a minute is good: after a crash it is started again", async () => {
  const { log, clock, build, exit } = setUp();
  await build(good("A"));
  await clock.advance(30_000);
  await exit(crash);
  expect(log).toEqual(["start A", "the operator ended with exit code 3: it is started again", "start A"]);
  await exit(crash);
  expect(log.at(-1)).toBe("the operator ended with exit code 3: waiting for a change");
});

test.each(["keep", "wait"] as const)(
  "one that may no longer lead is started again with %s",
  async (onError) => {
    const { log, build, exit } = setUp({ onError });
    await build(good("A"));
    await exit({ code: 75, signal: undefined });
    expect(log).toEqual([
      "start A",
      "the operator ended with exit code 75: it no longer leads, and is started again to wait for its lease",
      "start A",
    ]);
  },
);

test("one that ends well has ended", async () => {
  const { log, change, build, exit } = setUp();
  await build(good("A"));
  change();
  await build(good("B"));
  await exit({ code: 0, signal: undefined });
  expect(log.at(-1)).toBe("the operator ended with exit code 0: waiting for a change");
});

test("Ctrl-C during a slow restart shortens the old version's grace", async () => {
  const { log, change, build, children, interrupt, ended } = setUp();
  await build(good("A"));
  if (children[0]) children[0].stubborn = true;
  change();
  await build(good("B"));
  interrupt();
  await ended;
  expect(log.slice(-2)).toEqual(["stop A within 10000", "abort A within 700"]);
});

test("Ctrl-C during the first build starts nothing", async () => {
  const { log, build, interrupt, ended } = setUp();
  interrupt();
  await build(good("A"));
  expect(await ended).toBeUndefined();
  expect(log).toEqual([]);
});

test("without watching it resolves with how the operator ended", async () => {
  const { build, exit, ended } = setUp({ once: true });
  await build(good("A"));
  await exit({ code: 1, signal: undefined });
  expect(await ended).toEqual({ code: 1, signal: undefined });
});

test("without watching, what cannot be built is the end", async () => {
  const { log, build, ended } = setUp({ once: true });
  await build(bad);
  expect(await ended).toEqual({ code: 1, signal: undefined });
  expect(log).toEqual([]);
});
