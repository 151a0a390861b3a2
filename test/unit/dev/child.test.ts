import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { systemClock } from "../../../src/base/clock.ts";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";
import { type ChildMessage, startChild } from "../../../src/dev/child.ts";
import { temporaryFolder } from "../../cli/run-cli.ts";

/** Starts a program text; `line` resolves with the first line that it writes. */
function startProgram(
  source: string,
  options: { clock?: VirtualClock; args?: string[]; onMessage?: (message: ChildMessage) => void } = {},
) {
  const cwd = temporaryFolder();
  const file = join(cwd, "program.mjs");
  writeFileSync(file, source);
  const lines: string[] = [];
  let first: (line: string) => void = () => {};
  const line = new Promise<string>((resolve) => (first = resolve));
  const child = startChild({
    file,
    cwd,
    args: options.args ?? [],
    env: { ...process.env, GREETING: "hello" },
    clock: options.clock ?? systemClock,
    ...(options.onMessage ? { onMessage: options.onMessage } : {}),
    onLine: (text, stream) => {
      lines.push(`${stream}: ${text}`);
      first(text);
    },
  });
  return { child, lines, line };
}

test("passes on every line of both outputs, also the last one without a line break, before it has ended", async () => {
  const { child, lines } = startProgram(
    `
    console.log(process.env.GREETING, ...process.argv.slice(2));
    console.error("careful");
    process.stdout.write("the end");
    process.exitCode = 3;`,
    { args: ["--flag"] },
  );
  expect(await child.exited).toEqual({ code: 3, signal: undefined });
  expect(lines.sort()).toEqual(["stderr: careful", "stdout: hello --flag", "stdout: the end"]);
});

test("a program that waits for nothing ends: the channel to it does not keep it alive", async () => {
  const { child } = startProgram("");
  expect(await child.exited).toEqual({ code: 0, signal: undefined });
});

test("stop lets it finish in good order", async () => {
  const { child, lines, line } = startProgram(`
    process.once("SIGTERM", () => { console.log("bye"); clearInterval(timer); });
    const timer = setInterval(() => {}, 1e6);
    console.log("up");`);
  await line;
  await child.stop(60_000);
  expect(await child.exited).toEqual({ code: 0, signal: undefined });
  expect(lines).toEqual(["stdout: up", "stdout: bye"]);
});

test("one that does not listen is killed after the grace period; a second call may shorten it", async () => {
  const clock = new VirtualClock();
  const { child, line } = startProgram(
    `process.on("SIGTERM", () => {}); setInterval(() => {}, 1e6); console.log("up");`,
    { clock },
  );
  await line;
  const stopped = child.stop(60_000);
  const sooner = child.stop(700);
  await clock.advance(701);
  await Promise.all([stopped, sooner]);
  expect(await child.exited).toEqual({ code: undefined, signal: "SIGKILL" });
  expect(clock.waiting).toBe(0);
});

test("messages go both ways over the channel; what has no type is left alone, and a message to one that has ended is of no effect", async () => {
  const said: ChildMessage[] = [];
  const { child } = startProgram(
    `
    process.channel.ref();
    process.once("message", (message) => {
      process.send({ type: "answer", to: message });
      process.send("a word");
      process.send({ kind: "of somebody else" });
      process.send({ type: "last" }, () => process.channel.unref());
    });
    process.send({ type: "up" });`,
    {
      onMessage: (message) => {
        said.push(message);
        if (message.type === "up") child.send({ type: "question", words: ["a", "b"] });
      },
    },
  );
  expect(await child.exited).toEqual({ code: 0, signal: undefined });
  child.send({ type: "too late" });
  expect(said).toEqual([
    { type: "up" },
    { type: "answer", to: { type: "question", words: ["a", "b"] } },
    { type: "last" },
  ]);
});

test("a program that cannot be read ends with an exit code and a reason", async () => {
  const { child, lines } = startProgram("await import('./missing.mjs')");
  expect(await child.exited).toEqual({ code: 1, signal: undefined });
  expect(lines.join("\n")).toContain("missing.mjs");
});

test("when this process is killed, the child does not stay behind", async () => {
  // a parent of our own, so that it can be killed; esbuild makes the sources something that Node 20 reads
  const { build } = await import("esbuild");
  const folder = temporaryFolder();
  const program = join(folder, "program.mjs");
  writeFileSync(program, `setInterval(() => {}, 1e6); console.log(process.pid);`);
  const child = fileURLToPath(new URL("../../../src/dev/child.ts", import.meta.url));
  await build({
    stdin: {
      contents: `import { type ChildMessage, startChild } from ${JSON.stringify(child)};
        const clock = { now: Date.now, setTimer: () => ({ cancel() {} }) };
        startChild({ file: ${JSON.stringify(program)}, cwd: ".", env: process.env, clock, onLine: (line) => console.log(line) });`,
      resolveDir: folder,
      loader: "ts",
    },
    outfile: join(folder, "parent.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
  });
  const parent = spawn(process.execPath, [join(folder, "parent.mjs")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(parent.stdout, "data")) as [Buffer];
  const pid = Number(line.toString());
  expect(isAlive(pid)).toBe(true);
  parent.kill("SIGKILL");
  await once(parent.stdout, "close"); // the grandchild's output goes through the parent; its end is awaited below
  while (isAlive(pid)) await new Promise((resolve) => setImmediate(resolve));
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
