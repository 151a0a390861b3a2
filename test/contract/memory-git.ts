import { UserError } from "../../src/base/errors.ts";
import type { Git } from "../../src/cluster/git.ts";

/** A repository whose revisions are tables of files. */
export function memoryGit(options: {
  root: string;
  prefix: string;
  revisions: Readonly<Record<string, Readonly<Record<string, string>>>>;
}): Git {
  return {
    root: async () => options.root,
    prefix: async () => options.prefix,
    async files(revision, path, wanted) {
      const files = options.revisions[revision];
      if (!files) {
        throw new UserError(
          "COMMAND_FAILED",
          `"git ls-tree ${revision}" ended with exit code 128:\nfatal: Not a valid object name`,
          {
            hint: "Check the revision and the path, and that this folder is in a git repository.",
          },
        );
      }
      return Object.entries(files)
        .filter(([at]) => (at === path || at.startsWith(`${path.replace(/\/$/, "")}/`)) && wanted.test(at))
        .map(([at, text]) => ({ path: at, text }))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    },
  };
}
