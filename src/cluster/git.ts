import { exec } from "./exec.ts";

/** A file of a revision. */
export interface GitFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** What is asked of git. */
export interface Git {
  /** The folder that holds the repository's files. */
  root(): Promise<string>;
  /** The path of this folder from there, with a slash at the end; "" for the root itself. */
  prefix(): Promise<string>;
  /** Files of a revision that are, or are below, a path from the root. */
  files(revision: string, path: string, wanted: RegExp): Promise<GitFile[]>;
}

/**
 * The git on the PATH, in a folder.
 *
 * @throws UserError COMMAND_NOT_FOUND, COMMAND_FAILED
 */
export function createGit({ cwd, signal }: { cwd: string; signal: AbortSignal }): Git {
  const git = async (args: readonly string[], input?: string) =>
    (
      await exec("git", args, {
        cwd,
        signal,
        hint: "Check the revision and the path, and that this folder is in a git repository.",
        ...(input === undefined ? {} : { input }),
      })
    ).stdout;
  return {
    root: () => git(["rev-parse", "--show-toplevel"]),
    prefix: () => git(["rev-parse", "--show-prefix"]),
    async files(revision, path, wanted) {
      // a revision that begins with a hyphen would be an option
      const args = ["ls-tree", "-r", "-z", "--name-only", "--full-tree", "--end-of-options", revision];
      const listed = await git([...args, "--", path]);
      const paths = listed.split("\0").filter((name) => wanted.test(name));
      if (paths.length === 0) return [];
      const names = paths.map((name) => `${revision}:${name}\n`).join("");
      return readBatch(paths, Buffer.from(await git(["cat-file", "--batch"], names)));
    },
  };
}

/** `<id> blob <bytes>`, a line break, the bytes, a line break; and so on. */
function readBatch(paths: readonly string[], output: Buffer): GitFile[] {
  let at = 0;
  return paths.map((path) => {
    const end = output.indexOf("\n", at);
    const [, size = "0"] = /blob (\d+)$/.exec(output.toString("utf8", at, end)) ?? [];
    const text = output.toString("utf8", end + 1, end + 1 + Number(size));
    at = end + 2 + Number(size);
    return { path, text };
  });
}
