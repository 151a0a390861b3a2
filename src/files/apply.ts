import { chmodSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { rm, rmdir } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { randomUUID } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { UserError, hasCode, messageOf } from "../base/errors.ts";
import { type ChangeAction, actionOf } from "./change-action.ts";
import type { Change, Plan } from "./plan.ts";
import { readContent } from "./read-file.ts";
import { safePath } from "./safe-path.ts";

/** What was done to one file. */
export interface AppliedChange {
  readonly path: string;
  readonly action: ChangeAction;
}

/** A change on its way to disk: its content waits in a file beside its target. */
interface Staged {
  readonly change: Change;
  readonly target: string;
  readonly temporary: string;
  readonly mode: number;
}

/** How many files are written before anything else may happen: waiting for each by itself takes longer than writing it. */
const turn = 20;

/**
 * Writes a plan whole or not at all. Everything is checked before anything is written; then each file is
 * written beside its place, and all are moved there in one turn of the event loop, so that a signal
 * handler never sees half a plan. What fails on the way is rolled back.
 *
 * @throws UserError `FILE_CHANGED` when the disk is no longer as the plan found it, `PATH_OUTSIDE_ROOT`,
 * `FILE_WRITE_FAILED`
 */
export async function applyPlan(
  plan: Plan,
  options: { signal?: AbortSignal } = {},
): Promise<AppliedChange[]> {
  const staged = plan.changes.map((change) => check(plan.root, change));
  const folders: string[] = [];
  try {
    for (const [index, item] of staged.entries()) {
      if (index % turn === 0) await setImmediate(); // a signal comes between turns of the event loop
      options.signal?.throwIfAborted();
      stage(item, folders);
    }
    options.signal?.throwIfAborted();
    commit(staged);
  } catch (error) {
    await cleanUp(staged, folders);
    throw error;
  }
  return plan.changes.map((change) => ({ path: change.path, action: actionOf(change) }));
}

function check(root: string, change: Change): Staged {
  const target = safePath(root, change.path);
  if (readContent(target, change.encoding ?? "utf8") !== change.before) {
    throw new UserError(
      "FILE_CHANGED",
      `cannot write "${change.path}": the file changed after the plan was made`,
      {
        hint: "Run the command again.",
      },
    );
  }
  const mode = change.before === undefined ? (change.mode ?? 0o644) : statSync(target).mode & 0o777;
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID().slice(0, 8)}.tmp`);
  return { change, target, temporary, mode };
}

function stage(item: Staged, folders: string[]): void {
  const { change, temporary, mode } = item;
  if (change.after === undefined) return;
  try {
    const first = mkdirSync(dirname(temporary), { recursive: true });
    if (first !== undefined) folders.push(...foldersBetween(first, dirname(temporary)));
    writeFileSync(temporary, change.after, { encoding: change.encoding ?? "utf8", mode, flag: "wx" });
    if (change.before !== undefined) chmodSync(temporary, mode); // the umask must not change a file that was there
  } catch (error) {
    throw writeFailed(change.path, error);
  }
}

/** From the deepest to the topmost. */
function foldersBetween(top: string, deepest: string): string[] {
  return deepest === top ? [top] : [deepest, ...foldersBetween(top, dirname(deepest))];
}

function commit(staged: readonly Staged[]): void {
  const done: Staged[] = [];
  try {
    for (const item of staged) {
      if (item.change.after === undefined) rmSync(item.target, { force: true });
      else renameSync(item.temporary, item.target);
      done.push(item);
    }
  } catch (error) {
    done.reverse().forEach(restore);
    throw writeFailed(staged[done.length]?.change.path ?? "", error);
  }
}

function restore({ change, target, mode }: Staged): void {
  if (change.before === undefined) return rmSync(target, { force: true });
  writeFileSync(target, change.before, { encoding: change.encoding ?? "utf8" });
  chmodSync(target, mode);
}

async function cleanUp(staged: readonly Staged[], folders: readonly string[]): Promise<void> {
  for (const { temporary } of staged) await rm(temporary, { force: true }).catch(() => {});
  // a folder that someone else has put something into meanwhile stays
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) await rmdir(folder).catch(() => {});
}

function writeFailed(path: string, error: unknown): UserError {
  const hint = hasCode(error, "EACCES")
    ? "Check the permissions of the file and its folder."
    : hasCode(error, "ENOTDIR") || hasCode(error, "EEXIST")
      ? "A file stands where a folder is needed; move it away."
      : "Nothing was changed; mend the cause and run the command again.";
  return new UserError("FILE_WRITE_FAILED", `cannot write "${path}": ${messageOf(error)}`, {
    hint,
    cause: error,
  });
}
