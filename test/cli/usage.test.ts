import { expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

test.each([
  [["intall"], 'error: unknown command "intall" [USAGE]\n  hint: Did you mean install?\n'],
  [["frobnicate"], 'error: unknown command "frobnicate" [USAGE]\n  hint: See `kubewright --help`.\n'],
  [["create"], 'error: missing command after "create": expected "api" [USAGE]\n'],
  [
    ["create", "apo"],
    'error: unknown command "create apo": expected "api" after "create" [USAGE]\n  hint: Did you mean create api?\n',
  ],
  [["init", "--domian", "x"], 'error: unknown option "--domian" [USAGE]\n  hint: Did you mean --domain?\n'],
  [
    ["init", "a", "b", "--domain", "x.y"],
    'error: too many arguments for "init". Expected 1 argument but got 2 [USAGE]\n  hint: See `kubewright init --help`.\n',
  ],
  [
    ["init", "--domain"],
    'error: option "--domain <DOMAIN>" argument missing [USAGE]\n  hint: See `kubewright init --help`.\n',
  ],
  [["init", "--domain", ""], "error: --domain must not be empty [USAGE]\n"],
  [
    ["init", "--domain", "x.y", "--license", "gpl"],
    'error: cannot read --license "gpl": expected one of apache2, none [USAGE]\n',
  ],
  [
    ["sandbox", "--port", "http"],
    'error: cannot read --port "http": expected a whole number from 0 to 65535 [USAGE]\n',
  ],
  [
    ["sandbox", "--port", "65536"],
    'error: cannot read --port "65536": expected a whole number from 0 to 65535 [USAGE]\n',
  ],
  [
    ["create", "api", "--namespaced=maybe"],
    'error: cannot read --namespaced "maybe": expected "true" or "false" [USAGE]\n',
  ],
  [
    ["generate", "crd"],
    'error: missing required argument "path" [USAGE]\n  hint: See `kubewright generate crd --help`.\n',
  ],
])("%j is a usage error", async (argv, stderr) => {
  expect(await runCli(argv)).toEqual({ code: 2, stdout: "", stderr });
});

test("off a terminal nothing is asked: a missing option is a usage error with the flag's name", async () => {
  expect(await runCli(["init"])).toEqual({
    code: 2,
    stdout: "",
    stderr:
      "error: missing --domain [USAGE]\n  hint: For example: kubewright init memcached-operator --domain example.com\n",
  });
  const { code, stderr } = await runCli(["create", "api", "--version", "v1"]);
  expect({ code, first: stderr.split("\n")[0] }).toEqual({
    code: 2,
    first: "error: missing --group, --kind [USAGE]",
  });
});

test.each([
  [["nope", "--help"], "nope"],
  [["help", "nope"], "nope"],
  [["create", "nope", "-h"], "create nope"],
])("%j is no way to get help: the command does not exist", async (argv, name) => {
  const { code, stdout, stderr } = await runCli(argv);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(`error: unknown command "${name}"`);
});
