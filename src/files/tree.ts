import { resolve } from "node:path";
import { UserError } from "../base/errors.ts";
import type { Change, Ownership, Plan } from "./plan.ts";
import { readContent } from "./read-file.ts";
import { safePath } from "./safe-path.ts";

/** How a file is to be written. */
export interface WriteOptions {
  readonly ownership: Ownership;
  /** Permission bits of a new file, for example `0o755`. */
  readonly mode?: number;
  readonly reason?: string;
  /**
   * What becomes of a file that is there already with other content. Default: `conflict` for a starter
   * file, `replace` for the others.
   */
  readonly existing?: "conflict" | "keep" | "replace";
}

/** A folder as it is on disk with edits on top, none of them written: they become a {@link Plan}. */
export class FileTree {
  readonly root: string;
  readonly #edits = new Map<string, Change>();
  readonly #conflicts = new Set<string>();

  constructor(root: string) {
    this.root = resolve(root);
  }

  /** The text of a file as it would be, or undefined when there is none. */
  read(path: string): string | undefined {
    const edit = this.#edits.get(path);
    if (!edit) return this.#onDisk(path, "utf8");
    return edit.encoding === "base64" && edit.after !== undefined
      ? Buffer.from(edit.after, "base64").toString()
      : edit.after;
  }

  /** Writes a file; bytes are for files that are no text. A conflict is reported by {@link plan}, with all others. */
  write(path: string, content: string | Uint8Array, options: WriteOptions): void {
    const { ownership, mode, reason, existing = ownership === "starter" ? "conflict" : "replace" } = options;
    const encoding = typeof content === "string" ? "utf8" : "base64";
    const before = this.#onDisk(path, encoding);
    const after =
      typeof content === "string" ? asCheckedOut(content, before) : Buffer.from(content).toString("base64");
    this.#conflicts.delete(path);
    if (before !== undefined && before !== after) {
      if (existing === "keep") return;
      if (existing === "conflict") this.#conflicts.add(path);
    }
    this.#edits.set(path, {
      path,
      before,
      after,
      encoding,
      ownership,
      ...(mode === undefined ? {} : { mode }),
      ...(reason === undefined ? {} : { reason }),
    });
  }

  /** Deletes a file, if it is there. */
  delete(path: string, options: { ownership?: Ownership; reason?: string } = {}): void {
    const { ownership = "managed", reason } = options;
    const before = this.#onDisk(path, "base64"); // whether it is text does not matter
    this.#edits.set(path, {
      path,
      before,
      after: undefined,
      encoding: "base64",
      ownership,
      ...(reason === undefined ? {} : { reason }),
    });
  }

  /**
   * The edits that change something, by path. `overwriteFlag` is the user's way to overwrite, for the hint.
   *
   * @throws UserError `FILE_CONFLICT` naming every file that is the user's and would be overwritten
   */
  plan(options: { overwriteFlag?: string } = {}): Plan {
    if (this.#conflicts.size > 0) throw conflict([...this.#conflicts].sort(), options.overwriteFlag);
    const changes = [...this.#edits.values()].filter((change) => change.before !== change.after);
    return { root: this.root, changes: changes.sort((a, b) => (a.path < b.path ? -1 : 1)) };
  }

  #onDisk(path: string, encoding: "utf8" | "base64"): string | undefined {
    return readContent(safePath(this.root, path), encoding);
  }
}

/** Git may write CRLF where a file has LF (`core.autocrlf`): a file that differs in nothing else says the same, and stays as it is. */
function asCheckedOut(content: string, before: string | undefined): string {
  return before?.includes("\r\n") && before.replaceAll("\r\n", "\n") === content ? before : content;
}

function conflict(paths: readonly string[], overwriteFlag: string | undefined): UserError {
  const names = paths.map((path) => `"${path}"`).join(", ");
  const [what, them] = paths.length === 1 ? ["file has", "it"] : ["files have", "them"];
  return new UserError(
    "FILE_CONFLICT",
    `cannot write ${names}: the ${what} other content, which would be lost`,
    {
      hint: `Move ${them} away and run the command again${overwriteFlag ? `, or replace ${them} with ${overwriteFlag}` : ""}.`,
    },
  );
}
