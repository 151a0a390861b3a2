import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readConnection } from "./read-connection.ts";
import { temporaryFolder } from "./run-cli.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const built = existsSync(`${root}/dist/cli/main.js`);

// what a process of its own adds: signals, pipes, exit codes
describe.skipIf(!built)("the built program (npm run build)", () => {
  const start = (...argv: string[]): ChildProcessWithoutNullStreams =>
    spawn(process.execPath, [`${root}/bin/kubewright.js`, ...argv], { cwd: temporaryFolder() });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s ends a sandbox in good order, and its port is free",
    async (signal) => {
      const child = start("sandbox");
      const [line] = (await once(child.stdout, "data")) as [Buffer];
      const file = line.toString().trim().replace("export KUBECONFIG=", "");
      const { get } = readConnection(file);
      expect((await get("/api")).status).toBe(200);
      child.kill(signal);
      expect(await once(child, "exit")).toEqual([0, null]);
      expect(existsSync(file)).toBe(false);
      await expect(get("/api")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    },
  );

  test("a reader that has seen enough is no error", async () => {
    const child = start("create", "api", "--help");
    child.stdout.destroy();
    const errors = text(child.stderr);
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(await errors).toBe("");
  });

  test("the exit code of a usage error is 2, with nothing on standard output", async () => {
    const child = start("frobnicate");
    const [output, errors] = [text(child.stdout), text(child.stderr)];
    expect(await once(child, "exit")).toEqual([2, null]);
    expect(await output).toBe("");
    expect(await errors).toContain('unknown command "frobnicate"');
  });
});
