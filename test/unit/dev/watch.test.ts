import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";
import { watchFolder, watchFolders } from "../../../src/dev/watch.ts";
import { temporaryFolder } from "../../cli/run-cli.ts";

/** A watched folder with "a/b.ts" in it, on time that the test moves. */
function watched() {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "a"));
  writeFileSync(join(folder, "a/b.ts"), "1");
  const clock = new VirtualClock();
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  let bursts = 0;
  watchFolder(folder, { clock, signal: controller.signal, onChange: () => bursts++ });
  /** Waits until the system has told of a change, then lets the quiet time pass. */
  const burst = async () => {
    while (clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(1_000);
    return bursts;
  };
  return { folder, clock, burst, stop: () => controller.abort() };
}

test("a burst of changes is told once", async () => {
  const { folder, burst } = watched();
  writeFileSync(join(folder, "a/b.ts"), "2");
  writeFileSync(join(folder, "a/c.ts"), "3");
  writeFileSync(join(folder, "d.ts"), "4");
  expect(await burst()).toBe(1);
});

test("a file that is replaced by renaming another onto it, as editors do, is seen every time", async () => {
  const { folder, burst } = watched();
  for (const times of [1, 2, 3]) {
    writeFileSync(join(folder, "a/.b.ts.swp"), String(times));
    renameSync(join(folder, "a/.b.ts.swp"), join(folder, "a/b.ts"));
    expect(await burst()).toBe(times);
  }
});

test("folders that come later are followed too, and one that goes is let go", async () => {
  const { folder, burst } = watched();
  mkdirSync(join(folder, "new/deep"), { recursive: true });
  expect(await burst()).toBe(1);
  writeFileSync(join(folder, "new/deep/e.ts"), "5");
  expect(await burst()).toBe(2);
  rmSync(join(folder, "new"), { recursive: true });
  expect(await burst()).toBe(3);
});

test("after the signal nothing is told and no timer is left", async () => {
  const { folder, clock, stop } = watched();
  writeFileSync(join(folder, "a/b.ts"), "2");
  while (clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
  stop();
  expect(clock.waiting).toBe(0);
});

test("a signal that has aborted already watches nothing", () => {
  const clock = new VirtualClock();
  watchFolder(join(temporaryFolder(), "missing"), { clock, signal: AbortSignal.abort(), onChange: () => {} });
  expect(clock.waiting).toBe(0);
});

test("what does not count in a folder is not told of", async () => {
  const folder = temporaryFolder();
  const clock = new VirtualClock();
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const seen: string[] = [];
  const ignores = (_: string, name: string) => {
    seen.push(name);
    return name === "run.log";
  };
  let bursts = 0;
  watchFolders(
    { trees: [], folders: () => [folder] },
    { clock, signal: controller.signal, onChange: () => bursts++, ignores },
  );
  writeFileSync(join(folder, "run.log"), "a line");
  while (seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(clock.waiting).toBe(0);
  writeFileSync(join(folder, "PROJECT"), "");
  while (clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
  await clock.advance(1_000);
  expect(bursts).toBe(1);
});
