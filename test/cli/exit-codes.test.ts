import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import { packageFolder } from "./package-folder.ts";
import { runCli, temporaryFolder } from "./run-cli.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const init = ["init", "p", "--domain", "example.com"];

/** An npm whose first call fails. */
const failing = (error: unknown) => ({
  cwd: temporaryFolder(),
  packageRoot: packageFolder(),
  drivers: { npm: () => Promise.reject(error) },
});

test("what the user can mend: message and hint, no stack, 1", async () => {
  const error = new UserError("NPM_MISSING", "cannot run npm", { hint: "Install it." });
  expect(await runCli(init, failing(error))).toEqual({
    code: 1,
    stdout: "",
    stderr: "error: cannot run npm [NPM_MISSING]\n  hint: Install it.\n",
  });
});

test("our own bug: the stack and the versions, 70", async () => {
  const { code, stderr } = await runCli(init, failing(new TypeError("undefined is not a function")));
  expect(code).toBe(70);
  expect(stderr).toMatch(/^this is a bug in kubewright.*\nTypeError: undefined is not a function\n {4}at /);
  expect(stderr).toMatch(/\nkubewright \d+\.\d+\.\d+, node v\d+\.\d+\.\d+, \w+ \w+\n$/);
});

test("something thrown that is no error is our bug too", async () => {
  expect((await runCli(init, failing("oops"))).code).toBe(70);
});

test("Ctrl-C on unfinished work: 130 and no message", async () => {
  const signal = AbortSignal.abort();
  expect(await runCli(init, { ...failing(new Error("killed")), signal })).toEqual({
    code: 130,
    stdout: "",
    stderr: "",
  });
});

test("version tells what a bug report needs, as text and for programs", async () => {
  const { code, stdout } = await runCli(["version"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^kubewright \d+\.\d+\.\d+\nnode \d+\.\d+\.\d+\nplatform \w+-\w+\n$/);
  const json = JSON.parse((await runCli(["version", "--output", "json"])).stdout) as object;
  expect(Object.keys(json)).toEqual(["kubewright", "node", "platform"]);
});

test("no colour off a terminal, whatever FORCE_COLOR says", async () => {
  const env = { ...process.env, FORCE_COLOR: "1" };
  const { stdout } = await runCli([...init, "--dry-run"], {
    ...failing(new Error("not called")),
    env,
    packageRoot: packageFolder({ integrity: "sha512-x" }),
  });
  expect(stdout).toContain("+++ b/PROJECT");
  expect(stdout).not.toContain("\x1b");
});

test.each([
  [{ TERM: "xterm" }, true],
  [{ TERM: "xterm", NO_COLOR: "1" }, false],
  [{ TERM: "xterm", NO_COLOR: "" }, true],
  [{ TERM: "dumb" }, false],
])("on a terminal with %j there are colours: %s", async (env, colourful) => {
  const io = { ...failing(new Error("not called")), packageRoot: packageFolder({ integrity: "sha512-x" }) };
  const { stdout } = await runCli([...init, "--dry-run"], { ...io, env, isTTY: true });
  expect(stdout.includes("\x1b[32m+")).toBe(colourful);
});

test("the program: an unbuilt checkout says what to do", () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  copyFileSync(join(root, "bin/kubewright.js"), join(folder, "bin/kubewright.js"));
  const { status, stderr } = spawnSync(process.execPath, [join(folder, "bin/kubewright.js")], {
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: "error: kubewright is not built\n  hint: Run `npm run build` in its folder.\n",
  });
});

test("the program: a Node that is too old is told so, in syntax that it understands", () => {
  const source = readFileSync(join(root, "bin/kubewright.js"), "utf8").replace(
    "process.versions.node.split",
    '"20.18.3".split',
  );
  expect(source).not.toMatch(/^\s*(import|export) |=>|\?\.|\?\?|\bconst\b|\blet\b|\basync\b|\bawait\b/m);
  const file = join(temporaryFolder(), "kubewright.mjs");
  writeFileSync(file, source);
  const { status, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toContain("error: kubewright needs Node 20.19 or newer");
});
