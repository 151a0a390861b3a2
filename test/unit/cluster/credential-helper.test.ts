import { expect, test } from "vitest";
import { askCredentialHelper } from "../../../src/cluster/credential-helper.ts";
import { type Reply, stubProgram } from "./stub-program.ts";

const { signal } = new AbortController();

function ask(reply: Omit<Reply, "when">) {
  const { program, calls } = stubProgram([{ when: "get", ...reply }]);
  return { answer: askCredentialHelper("desktop", { server: "https://a.b", signal, program }), calls };
}

test("the server goes in by standard input, a name and a secret come back", async () => {
  const { answer, calls } = ask({ stdout: '{"ServerURL":"https://a.b","Username":"jane","Secret":"pw"}' });
  expect(await answer).toEqual({ username: "jane", password: "pw" });
  expect(calls()).toEqual([{ args: "get", input: "https://a.b" }]);
});

test("a name that is no name means an identity token", async () => {
  expect(await ask({ stdout: '{"Username":"<token>","Secret":"id"}' }).answer).toEqual({
    identityToken: "id",
  });
});

test.each([
  [{ stdout: "credentials not found in native keychain", exitCode: 1 }],
  [{ stdout: "not JSON" }],
  [{ stdout: "{}" }],
])("a helper that keeps nothing is no reason to stop: %j", async (reply) => {
  expect(await ask(reply).answer).toBeUndefined();
});

test("a helper that is not installed, or whose name is a path, is not run", async () => {
  expect(await askCredentialHelper("no-such-helper-here", { server: "a", signal })).toBeUndefined();
  const { program, calls } = stubProgram([{ when: "get", stdout: "{}" }]);
  expect(await askCredentialHelper("../x", { server: "a", signal, program })).toBeUndefined();
  expect(calls()).toEqual([]);
});
