import { type FSWatcher, readdirSync, watch } from "node:fs";
import { join } from "node:path";
import type { Clock, Timer } from "../base/clock.ts";
import { UserError, hasCode, messageOf } from "../base/errors.ts";

/** Editors write a file in several steps, and a branch switch changes many files. */
const quietMs = 60;

/**
 * Calls back once after each burst of changes below a folder, until the signal aborts. Every folder is watched by itself: that
 * also sees editors that replace a file by renaming a new one onto it, which a watch on the file loses.
 */
export function watchFolder(
  folder: string,
  options: { clock: Clock; signal: AbortSignal; onChange: () => void },
): void {
  const { clock, signal, onChange } = options;
  const watchers = new Map<string, FSWatcher>();
  let timer: Timer | undefined;
  const changed = () => {
    timer?.cancel();
    timer = clock.setTimer(quietMs, () => {
      follow();
      onChange();
    });
  };
  const follow = () => {
    const present = new Set(foldersBelow(folder));
    for (const [path, watcher] of watchers) {
      if (present.has(path)) continue;
      watcher.close();
      watchers.delete(path);
    }
    for (const path of present) {
      const watcher = watchers.get(path) ?? open(path, changed);
      if (watcher) watchers.set(path, watcher);
    }
  };
  if (signal.aborted) return;
  follow();
  signal.addEventListener(
    "abort",
    () => {
      timer?.cancel();
      for (const watcher of watchers.values()) watcher.close();
    },
    { once: true },
  );
}

/** Undefined for a folder that was deleted meanwhile: the folder above tells of that. */
function open(path: string, changed: () => void): FSWatcher | undefined {
  try {
    return watch(path, changed).on("error", changed);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw new UserError("WATCH_FAILED", `cannot watch "${path}" for changes: ${messageOf(error)}`, {
      hint: "Raise the system's limit of watched files, or give --no-watch.",
      cause: error,
    });
  }
}

/** The folder and all those below it that are not hidden. */
function foldersBelow(folder: string): string[] {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // it was deleted meanwhile
  }
  const below = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  return [folder, ...below.flatMap((entry) => foldersBelow(join(folder, entry.name)))];
}
