import { homedir } from "node:os";
import { join } from "node:path";

/** What decides where caches lie; defaults are this process's own. */
export interface CacheLocation {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
}

/**
 * The folder for control planes of any version: below XDG_CACHE_HOME where that is set, else below the
 * platform's own cache folder, as Go's os.UserCacheDir has it.
 */
export function cacheFolder(location: CacheLocation = {}): string {
  const { env = process.env, platform = process.platform, home = homedir() } = location;
  return join(userCache(env, platform, home), "kubewright", "control-plane");
}

/** Name of the folder of one version, for example `1.36.3-linux-amd64`. */
export function versionFolder(version: string): string {
  return `${version}-${goPlatform()}`;
}

/** This platform as Go names it: `linux-amd64`, `darwin-arm64`, `windows-amd64`. */
export function goPlatform(
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
): string {
  const os = platform === "win32" ? "windows" : platform;
  return `${os}-${arch === "x64" ? "amd64" : arch === "ppc64" ? "ppc64le" : arch}`;
}

function userCache(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string {
  if (env.XDG_CACHE_HOME) return env.XDG_CACHE_HOME;
  if (platform === "darwin") return join(home, "Library", "Caches");
  if (platform === "win32") return env.LOCALAPPDATA ?? join(home, "AppData", "Local");
  return join(home, ".cache");
}
