import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** What decides where caches lie; defaults are this process's own. */
export interface CacheLocation {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
}

/** This program's folder below XDG_CACHE_HOME where that is set, else below the platform's own cache folder, as Go's os.UserCacheDir has it. */
export function userCacheFolder(location: CacheLocation = {}): string {
  const { env = process.env, platform = process.platform } = location;
  return join(baseFolder(env, platform, location.home), "kubewright");
}

function baseFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string = homedir(),
): string {
  if (env.XDG_CACHE_HOME) return env.XDG_CACHE_HOME;
  if (platform === "darwin") return join(home, "Library", "Caches");
  if (platform === "win32") return env.LOCALAPPDATA ?? join(home, "AppData", "Local");
  return join(home, ".cache");
}

const keptMs = 30 * 24 * 3_600_000;

/**
 * Puts a file into a cache: whole or not at all, whoever else does so at the same time, and files that nobody has written
 * for a month go. A cache that cannot be written (a full disk, a home that is read-only) is no error: it only costs time.
 */
export function writeCacheFile(file: string, content: string | Uint8Array): void {
  const temporary = `${file}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, content, { mode: 0o600 });
    renameSync(temporary, file);
    removeOld(dirname(file), statSync(file).mtimeMs - keptMs);
  } catch {
    discard(temporary);
  }
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // its folder is no folder: there was nothing to write to
  }
}

function removeOld(folder: string, before: number): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isFile() && stat.mtimeMs < before) rmSync(path, { force: true });
  }
}
