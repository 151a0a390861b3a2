import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { startWatchdog } from "../../../../src/cluster/control-plane/watchdog.ts";
import { temporaryFolder } from "./folders.ts";

const sleeper = ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"];

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test(
  "when its owner is killed, what it guards is killed and the folder removed",
  { timeout: 20_000 },
  async () => {
    const folder = temporaryFolder();
    const work = join(folder, "work");
    mkdirSync(work);
    const owner = join(folder, "owner.mjs");
    await build({
      stdin: {
        contents: `
        import { spawn } from "node:child_process";
        import { startWatchdog } from ${JSON.stringify(join(import.meta.dirname, "../../../../src/cluster/control-plane/watchdog.ts"))};
        const watchdog = startWatchdog(${JSON.stringify(work)});
        const start = () => spawn(process.execPath, ${JSON.stringify(sleeper)}, { stdio: "ignore", detached: true }).pid;
        const [kept, freed] = [start(), start()];
        watchdog.guard(kept);
        watchdog.guard(freed);
        watchdog.release(freed);
        console.log(JSON.stringify([kept, freed]));
        setInterval(() => {}, 1000);`,
        resolveDir: folder,
      },
      outfile: owner,
      bundle: true,
      platform: "node",
      format: "esm",
    });
    const child = spawn(process.execPath, [owner], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const [kept, freed] = JSON.parse(line.toString()) as [number, number];
    try {
      expect([isAlive(kept), isAlive(freed)]).toEqual([true, true]);
      child.kill("SIGKILL");
      await expect.poll(() => isAlive(kept), { timeout: 10_000 }).toBe(false);
      await expect.poll(() => existsSync(work), { timeout: 10_000 }).toBe(false);
      expect(isAlive(freed)).toBe(true);
    } finally {
      process.kill(freed, "SIGKILL");
    }
  },
);

test("closed by its owner it ends, so that nothing of it is left", async () => {
  const work = join(temporaryFolder(), "work");
  mkdirSync(work);
  const watchdog = startWatchdog(work);
  await watchdog.close();
  expect(existsSync(work)).toBe(false);
});
