import { join } from "node:path";
import { type CacheLocation, userCacheFolder } from "../../base/user-cache.ts";

/** The folder for control planes of any version, in the user's cache. */
export function cacheFolder(location: CacheLocation = {}): string {
  return join(userCacheFolder(location), "control-plane");
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
