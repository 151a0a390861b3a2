import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../../../../src/base/clock.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { startProgram } from "../../../../src/cluster/control-plane/program.ts";
import type { Watchdog } from "../../../../src/cluster/control-plane/watchdog.ts";
import { temporaryFolder } from "./folders.ts";

/** A busy machine takes its time to start a process. */
const patient = { timeout: 20_000 };

function recordingWatchdog() {
  const events: string[] = [];
  const watchdog: Watchdog = {
    guard: (pid) => void events.push(`guard ${pid > 0}`),
    release: () => void events.push("release"),
    close: () => Promise.resolve(),
  };
  return { watchdog, events };
}

const run = (script: string, options: Partial<Parameters<typeof startProgram>[2]> = {}) =>
  startProgram(process.execPath, ["-e", script], {
    logFile: join(temporaryFolder(), "log"),
    watchdog: recordingWatchdog().watchdog,
    clock: systemClock,
    ...options,
  });

test("what it writes goes to its file, readable by the owner alone", async () => {
  const logFile = join(temporaryFolder(), "log");
  const program = await run("console.log('one'); console.error('two'); console.log('three')", { logFile });
  await program.ended;
  expect(program.lastLines(2)).toBe("two\nthree");
  expect(readFileSync(logFile, "utf8")).toBe("one\ntwo\nthree\n");
});

test("it is guarded while it runs and let go when it has ended, since its id may be used again", async () => {
  const { watchdog, events } = recordingWatchdog();
  const program = await run("", { watchdog });
  expect(events).toEqual(["guard true"]);
  await program.ended;
  expect(events).toEqual(["guard true", "release"]);
  expect(program.hasEnded()).toBe(true);
});

test("stop asks first", async () => {
  const ready = join(temporaryFolder(), "ready");
  const program = await run(
    `process.on("SIGTERM", () => { console.log("bye"); process.exit(0); });
     setInterval(() => {}, 1000); require("node:fs").writeFileSync(${JSON.stringify(ready)}, "");`,
  );
  await expect.poll(() => existsSync(ready), patient).toBe(true);
  await program.stop(10_000);
  expect(program.lastLines(1)).toBe("bye");
});

test("what does not listen is killed when the grace is over, and not before", async () => {
  const clock = new VirtualClock();
  const ready = join(temporaryFolder(), "ready");
  const program = await run(
    `process.on("SIGTERM", () => console.log("no")); setInterval(() => {}, 1000); require("node:fs").writeFileSync(${JSON.stringify(ready)}, "");`,
    { clock },
  );
  await expect.poll(() => existsSync(ready), patient).toBe(true);
  const stopped = program.stop(10_000);
  await expect.poll(() => program.lastLines(1), patient).toBe("no");
  await clock.advance(9_999);
  expect(program.hasEnded()).toBe(false);
  await clock.advance(1);
  await stopped;
  expect(program.hasEnded()).toBe(true);
  expect(clock.waiting).toBe(0);
});

test("stopping what has ended is nothing", async () => {
  const program = await run("");
  await program.ended;
  await program.stop(10_000);
});

test("a file that cannot be run is told by name", async () => {
  const options = {
    logFile: join(temporaryFolder(), "log"),
    watchdog: recordingWatchdog().watchdog,
    clock: systemClock,
  };
  await expect(startProgram("/no/such/etcd", [], options)).rejects.toMatchObject({
    code: "CONTROL_PLANE_START",
    message: expect.stringContaining('cannot run "/no/such/etcd"') as string,
  });
});
