import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { completionTable } from "../../src/cli/completion/completion-table.ts";
import { runCli, temporaryFolder } from "./run-cli.ts";

const shells = ["bash", "zsh", "fish"] as const;

/** A line for each of these, after what a shell has to be told first: what it would offer, one word a line. */
const askers: Readonly<
  Record<(typeof shells)[number], (file: string, line: string) => [string, ...string[]]>
> = {
  bash: (file, line) => [
    "--norc",
    "-c",
    `source ${file}; COMP_WORDS=(${quoted(line)}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _kubewright; printf '%s\\n' "\${COMPREPLY[@]}"`,
  ],
  // its own functions want a terminal: these print what they get
  zsh: (file, line) => [
    "-f",
    "-c",
    `compdef() { : }; compset() { : }; _files() { print -l *(N) }; _describe() { print -rl -- "\${(@)\${(@P)4}%%:*}" }
       source ${file}; words=(${quoted(line)}); CURRENT=$#words; _kubewright`,
  ],
  fish: (file, line) => [
    "--no-config",
    "-c",
    `function kubewright; end; source ${file}; complete -C ${JSON.stringify(line)} | string split --field 1 \\t`,
  ],
};

function quoted(line: string): string {
  return line
    .split(" ")
    .map((word) => `'${word}'`)
    .join(" ");
}

describe.each(shells)("in %s", (shell) => {
  const isThere = spawnSync(shell, ["--version"]).status === 0;

  test.skipIf(!isThere).each([
    ["kubewright ma", ["manifests"]],
    ["kubewright create ", ["api"]],
    ["kubewright sandbox s", ["snapshot"]],
    ["kubewright sandbox --po", ["--port"]],
    ["kubewright crd diff --output ", ["json", "text"]],
    ["kubewright init --license ", ["apache2", "none"]],
    ["kubewright run --cluster ", ["context", "kind", "sandbox"]],
    ["kubewright --dry completion ", ["bash", "fish", "powershell", "zsh"]],
    ["kubewright generate crd ap", ["api.ts"]],
    ["kubewright run -- --lo", []],
    ["kubewright frobnicate --o", ["--h"]],
  ])("%s is followed by %j", async (line, expected) => {
    const folder = temporaryFolder();
    const file = join(folder, "script");
    writeFileSync(file, (await runCli(["completion", shell])).stdout);
    writeFileSync(join(folder, "api.ts"), "");
    const { stdout, stderr } = spawnSync(shell, askers[shell](file, line), {
      cwd: folder,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    const last = line.split(" ").at(-1) ?? "";
    // fish and bash leave out what does not begin so; the functions that stand in for zsh's do not
    const offered = stdout.split("\n").filter((word) => word !== "" && word.startsWith(last));
    if (expected[0] === "--h") expect(offered).toEqual([]);
    else expect(offered.sort()).toEqual(expected);
  });
});

test("every command, every option that help shows, and every choice is offered", () => {
  const entries = completionTable(commands);
  const table = new Map(entries.map((entry) => [entry.path, entry]));
  expect(table.size).toBe(entries.length);
  for (const { name, options } of commands) {
    const flags = table.get(name)?.options.map(({ flag }) => flag) ?? [];
    expect(flags).toHaveLength(
      Object.values(options).filter((spec) => spec.type !== "boolean" || !spec.hidden).length + 1,
    );
    const above = name.split(" ").slice(0, -1).join(" ");
    expect(table.get(above)?.words.map(({ word }) => word)).toContain(name.split(" ").at(-1));
  }
  expect(table.get("run")?.options).toContainEqual({
    flag: "--no-watch",
    summary: "run once: do not restart on changes",
  });
});

test("another shell is a mistake that names those there are", async () => {
  const { code, stderr } = await runCli(["completion", "tcsh"]);
  expect(code).toBe(2);
  expect(stderr).toContain('cannot read shell "tcsh": expected one of bash, zsh, fish, powershell');
});

test("PowerShell's script quotes what it holds", async () => {
  const { stdout } = await runCli(["completion", "powershell"]);
  expect(stdout).toContain("'--group', 'the API group, without the project''s domain'");
  expect(stdout).toContain("Register-ArgumentCompleter -Native -CommandName kubewright");
});
