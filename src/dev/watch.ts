import { type FSWatcher, readdirSync, watch } from "node:fs";
import { join } from "node:path";
import type { Clock, Timer } from "../base/clock.ts";
import { UserError, hasCode, messageOf } from "../base/errors.ts";

/** Editors write a file in several steps, and a branch switch changes many files. */
const quietMs = 60;

interface WatchOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onChange: () => void;
  /** How long nothing more must have happened; default 60 ms. */
  readonly quietMs?: number;
  /** What of a folder does not count, by name. */
  readonly ignores?: (folder: string, name: string) => boolean;
}

/** What is watched. */
export interface Watch {
  /** Looks again at which folders there are to watch; whether some are new, of which nothing was known until now. */
  follow(): boolean;
}

/** {@link watchFolders} for one folder and those below it. */
export function watchFolder(folder: string, options: WatchOptions): void {
  watchFolders({ trees: [folder], folders: () => [] }, options);
}

/**
 * Calls back once after each burst of changes in the folders, and anywhere below the trees, until the signal aborts. Every folder is watched by itself: that
 * also sees editors that replace a file by renaming a new one onto it, which a watch on the file loses.
 */
export function watchFolders(
  where: { readonly trees: readonly string[]; readonly folders: () => Iterable<string> },
  options: WatchOptions,
): Watch {
  const { clock, signal, onChange, ignores } = options;
  const watchers = new Map<string, FSWatcher>();
  let timer: Timer | undefined;
  const changed = () => {
    timer?.cancel();
    timer = clock.setTimer(options.quietMs ?? quietMs, () => {
      follow();
      onChange();
    });
  };
  const follow = (): boolean => {
    if (signal.aborted) return false;
    let isMore = false;
    const present = new Set([...where.trees.flatMap(foldersBelow), ...where.folders()]);
    for (const [path, watcher] of watchers) {
      if (present.has(path)) continue;
      watcher.close();
      watchers.delete(path);
    }
    for (const path of present) {
      const known = watchers.get(path);
      const watcher =
        known ??
        open(path, (name) => {
          // of some changes no system says what they were
          if (name === undefined || !ignores?.(path, name)) changed();
        });
      if (watcher) watchers.set(path, watcher);
      isMore ||= watcher !== known;
    }
    return isMore;
  };
  follow();
  signal.addEventListener(
    "abort",
    () => {
      timer?.cancel();
      for (const watcher of watchers.values()) watcher.close();
    },
    { once: true },
  );
  return { follow };
}

/** Undefined for a folder that was deleted meanwhile: the folder above tells of that. */
function open(path: string, changed: (name: string | undefined) => void): FSWatcher | undefined {
  try {
    return watch(path, (_event, name) => changed(name ?? undefined)).on("error", () => changed(undefined));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw new UserError("WATCH_FAILED", `cannot watch "${path}" for changes: ${messageOf(error)}`, {
      hint: "Raise the system's limit of watched files, or give --no-watch.",
      cause: error,
    });
  }
}

/** The folder and all those below it that are not hidden, or full of other people's packages. */
function foldersBelow(folder: string): string[] {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // it was deleted meanwhile
  }
  const below = entries.filter((entry) => entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name));
  return [folder, ...below.flatMap((entry) => foldersBelow(join(folder, entry.name)))];
}
