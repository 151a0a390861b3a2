import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { systemClock } from "../../../src/base/clock.ts";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";
import { type ChildMessage, type ChildOptions, prepareChild, startChild } from "../../../src/dev/child.ts";
import { temporaryFolder } from "../../cli/run-cli.ts";

type Given = Partial<Pick<ChildOptions, "clock" | "args" | "onMessage" | "platform" | "nodeArgs">>;

/** A program text in a folder; `line` resolves with the first line that it writes. */
function program(source: string, given: Given = {}) {
  const cwd = temporaryFolder();
  const file = join(cwd, "program.mjs");
  writeFileSync(file, source);
  const lines: string[] = [];
  let first: (line: string) => void = () => {};
  const line = new Promise<string>((resolve) => (first = resolve));
  const options: ChildOptions = {
    file,
    cwd,
    env: { ...process.env, GREETING: "hello" },
    clock: systemClock,
    ...given,
    onLine: (text, stream) => {
      lines.push(`${stream}: ${text}`);
      first(text);
    },
  };
  return { options, lines, line };
}

/** The same, started. */
function startProgram(source: string, given: Given = {}) {
  const { options, lines, line } = program(source, given);
  return { child: startChild(options), lines, line };
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

test("where there are no signals it is asked over its channel", async () => {
  const { child, lines, line } = startProgram(
    `
    process.once("SIGTERM", (name) => { console.log("bye", name); clearInterval(timer); });
    const timer = setInterval(() => {}, 1e6);
    console.log("up");`,
    { platform: "win32" },
  );
  await line;
  await child.stop(60_000);
  expect(lines).toEqual(["stdout: up", "stdout: bye SIGTERM"]);
  const deaf = startProgram(`setInterval(() => {}, 1e6); console.log("up");`, { platform: "win32" });
  await deaf.line;
  await deaf.child.stop(60_000);
  expect(await deaf.child.exited).toEqual({ code: 143, signal: undefined });
});

test("abort says so before it asks", async () => {
  const { child, lines, line } = startProgram(`
    process.on("message", ({ type }) => { console.log(type); clearInterval(timer); });
    process.once("SIGTERM", () => {});
    const timer = setInterval(() => {}, 1e6);
    console.log("up");`);
  await line;
  await child.stop(60_000, { abort: true });
  expect(lines).toEqual(["stdout: up", "stdout: abort"]);
});

test.skipIf(process.platform === "win32")("what it started and left behind goes with it", async () => {
  const { child, line } = startProgram(`
    import { spawn } from "node:child_process";
    const left = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { stdio: "inherit" });
    console.log(left.pid);
    left.unref();`);
  const pid = Number(await line);
  expect(await child.exited).toEqual({ code: 0, signal: undefined });
  while (isAlive(pid)) await new Promise((resolve) => setImmediate(resolve));
});

test("an error that nobody catches is told with its stack", async () => {
  const said: ChildMessage[] = [];
  const { child } = startProgram(`await 0;\nnull.name;`, { onMessage: (message) => said.push(message) });
  expect(await child.exited).toEqual({ code: 1, signal: undefined });
  expect(said).toEqual([
    { type: "crash", stack: expect.stringMatching(/TypeError: [^]*program\.mjs:2:6/) as string },
  ]);
});

test("a standby runs nothing before it is started; then it runs its file as it is at that moment, with its arguments", async () => {
  const { options, lines } = program(`console.log("old");`, { args: ["--flag"] });
  const ready = join(options.cwd, "ready.mjs");
  writeFileSync(ready, `console.log("loaded", process.env.KUBEWRIGHT_STANDBY);`);
  let loading: () => void = () => {};
  const loaded = new Promise<void>((resolve) => (loading = resolve));
  const onLine = (text: string) => {
    lines.push(text);
    loading();
  };
  const standby = prepareChild({ ...options, onLine }, [pathToFileURL(ready).href, "file:///missing.mjs"]);
  await loaded;
  writeFileSync(options.file, `console.log("new", ...process.argv.slice(2), process.env.GREETING);`);
  const child = standby.start();
  expect(await child?.exited).toEqual({ code: 0, signal: undefined });
  expect(lines).toEqual(["loaded undefined", "new --flag hello"]);
  standby.discard(); // of no effect on what was started
});

test("a standby that has ended is not started, and one that is not wanted runs nothing", async () => {
  const { options, lines } = program(`console.log("never");`);
  const away = join(options.cwd, "away.mjs");
  writeFileSync(away, `console.log("away"); process.disconnect();`);
  const gone = prepareChild(options, [pathToFileURL(away).href]);
  prepareChild(options, []).discard();
  while (lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
  while (gone.start()) await new Promise((resolve) => setImmediate(resolve));
  expect(lines).toEqual(["stdout: away"]);
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
      contents: `import { type ChildMessage, type ChildOptions, prepareChild, startChild } from ${JSON.stringify(child)};
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
