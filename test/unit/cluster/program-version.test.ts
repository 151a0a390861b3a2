import { expect, test } from "vitest";
import { askVersion } from "../../../src/cluster/program-version.ts";
import { stubProgram } from "./stub-program.ts";

const { signal } = new AbortController();
const ask = (reply: { stdout?: string; stderr?: string; exitCode?: number }) =>
  askVersion("docker", { signal, path: stubProgram([{ when: "version", ...reply }]).program });

test.each([
  ["29.1.0", "29.1.0"],
  ["kind v0.31.0 go1.26.0 linux/amd64", "0.31.0"],
  ["git version 2.39.5", "2.39.5"],
  ["go version go1.26.2 linux/amd64", "1.26.2"],
  ["buildah version 1.28.2 (image-spec 1.1.0, runtime-spec 1.0.2)", "1.28.2"],
])("finds the version in %j", async (stdout, version) => {
  expect(await ask({ stdout })).toEqual({ state: "installed", version });
});

test("a program that is not on the PATH is absent", async () => {
  expect(await askVersion("go", { signal, path: "/nowhere/go" })).toEqual({ state: "absent" });
});

test("one that fails says why", async () => {
  expect(await ask({ stderr: "first\nno daemon", exitCode: 1 })).toEqual({
    state: "failed",
    why: "no daemon",
  });
  expect(await ask({ stdout: "hello" })).toEqual({ state: "failed", why: 'it says "hello"' });
});

test("an abort is not an answer", async () => {
  await expect(askVersion("go", { signal: AbortSignal.abort("stop") })).rejects.toBe("stop");
});
