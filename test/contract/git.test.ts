import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { createGit, type Git } from "../../src/cluster/git.ts";
import { contract } from "./contract.ts";
import { memoryGit } from "./memory-git.ts";

const committed = {
  "api/a.ts": "a ä\n",
  "api/deep/b.yaml": "b: 1\n",
  "other/c.ts": "c\n",
  "api/empty.ts": "",
};

/** A repository with one commit, seen from its folder `api`. */
function repository(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "kubewright-contract-")));
  for (const [path, text] of Object.entries(committed)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
      cwd: root,
      stdio: "pipe",
    });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "first");
  writeFileSync(join(root, "api/a.ts"), "changed since\n");
  return root;
}

await contract<Git>({
  program: "git",
  double: () => ({
    driver: memoryGit({ root: "/repository", prefix: "api/", revisions: { HEAD: committed } }),
  }),
  async real() {
    const root = repository();
    const driver = createGit({ cwd: join(root, "api"), signal: new AbortController().signal });
    return { driver, end: () => rmSync(root, { recursive: true }) };
  },
  cases: {
    async "says where the repository is, and where in it the folder lies"(git) {
      expect(await git.root()).toMatch(/^([A-Z]:)?[/\\]/);
      expect(await git.prefix()).toBe("api/");
    },
    async "reads files of a revision as they were committed, those that are wanted"(git) {
      expect(await git.files("HEAD", "api", /\.ts$/)).toEqual([
        { path: "api/a.ts", text: "a ä\n" },
        { path: "api/empty.ts", text: "" },
      ]);
      expect(await git.files("HEAD", "api/deep/b.yaml", /./)).toEqual([
        { path: "api/deep/b.yaml", text: "b: 1\n" },
      ]);
    },
    async "reads nothing where nothing is wanted or there"(git) {
      expect(await git.files("HEAD", "api", /\.md$/)).toEqual([]);
      expect(await git.files("HEAD", "none", /./)).toEqual([]);
    },
    async "says so of a revision that is not there, also one that looks like an option"(git) {
      for (const revision of ["no-such-revision", "--all"])
        await expect(git.files(revision, "api", /./)).rejects.toMatchObject({
          code: "COMMAND_FAILED",
          hint: expect.stringContaining("revision") as string,
        });
    },
  },
});
