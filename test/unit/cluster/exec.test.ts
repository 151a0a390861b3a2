import { expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { exec, tail } from "../../../src/cluster/exec.ts";

const node = (script: string, options?: Parameters<typeof exec>[2]) =>
  exec(process.execPath, ["-e", script], options);

async function errorOf(running: Promise<unknown>): Promise<UserError> {
  const error = await running.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw new Error(`expected a UserError, got ${String(error)}`);
  return error;
}

test("returns what the program wrote to each output", async () => {
  const result = await node("console.log('out'); console.error('err')");
  expect(result).toEqual({ stdout: "out", stderr: "err" });
});

test("a failure names command, exit code and the last lines of both outputs, so that the user need not run it again", async () => {
  const error = await errorOf(
    node("console.log('before'); console.error('why'); process.exitCode = 3", { hint: "try this" }),
  );
  expect(error.code).toBe("COMMAND_FAILED");
  expect(error.message).toContain("process.exitCode = 3");
  expect(error.message).toMatch(/ended with exit code 3:\nbefore\nwhy$/);
  expect(error.hint).toBe("try this");
});

test("a long output is cut to its end", async () => {
  const error = await errorOf(
    node("for (let i = 0; i < 100; i++) console.log(`line ${i}`); process.exitCode = 1"),
  );
  expect(error.message).not.toContain("line 79\n");
  expect(error.message).toContain("line 80\n");
  expect(error.message).toContain("line 99");
});

test("a program that is not installed is not a crash", async () => {
  const error = await errorOf(exec("kubewright-no-such-program", ["--flag"], { hint: "install it" }));
  expect(error.code).toBe("COMMAND_NOT_FOUND");
  expect(error.message).toContain('"kubewright-no-such-program --flag"');
  expect(error.hint).toBe("install it");
});

test("a program that takes too long is ended", async () => {
  const error = await errorOf(node("setInterval(() => {}, 1000)", { timeoutMs: 200 }));
  expect(error.code).toBe("COMMAND_TIMEOUT");
  expect(error.message).toContain("200 ms");
});

test("an abort ends the program and rejects with the signal's reason", async () => {
  const controller = new AbortController();
  const lines: string[] = [];
  const running = node("console.log(process.pid); setInterval(() => {}, 1000)", {
    signal: controller.signal,
    onLine: (line) => {
      lines.push(line);
      controller.abort(new Error("enough"));
    },
  });
  await expect(running).rejects.toThrow("enough");
  expect(() => process.kill(Number(lines[0]), 0)).toThrow("ESRCH");
});

test("a signal that has aborted already starts nothing", async () => {
  await expect(node("", { signal: AbortSignal.abort(new Error("too late")) })).rejects.toThrow("too late");
});

test("lines of both outputs come while it runs, and input, environment and folder reach it", async () => {
  const lines: string[] = [];
  const script =
    "console.error(process.env.WORD); process.stdin.on('data', (d) => console.log(`${d} in ${process.cwd()}`))";
  await node(script, {
    input: "hello",
    env: { WORD: "there" },
    cwd: "/",
    onLine: (line) => lines.push(line),
  });
  expect(lines.sort()).toEqual(["hello in /", "there"]);
});

test("a failure after lines were followed is still told in full", async () => {
  const error = await errorOf(node("console.error('broken'); process.exitCode = 1", { onLine: () => {} }));
  expect(error.message).toMatch(/exit code 1:\nbroken$/);
});

test("arguments are never read by a shell", async () => {
  const { stdout } = await exec(process.execPath, ["-p", "process.argv[1]", "$HOME; `id` && exit"]);
  expect(stdout).toBe("$HOME; `id` && exit");
});

test("tail keeps the last lines", () => {
  expect(tail("a\nb\nc\n", 2)).toBe("b\nc");
  expect(tail("a", 2)).toBe("a");
});
