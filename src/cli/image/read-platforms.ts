import { UsageError } from "../usage-error.ts";

/**
 * `linux/amd64,linux/arm64` as a list, each once, in this order; none when nothing is given. An architecture alone is one of Linux.
 *
 * @throws UsageError
 */
export function readPlatforms(text: string | undefined): string[] {
  if (text === undefined) return [];
  const platforms = text.split(",").map((part) => {
    const platform = part.trim();
    const full = /^[a-z0-9]+$/.test(platform) ? `linux/${platform}` : platform;
    if (/^linux\/[a-z0-9_]+(\/v[0-9]+)?$/.test(full)) return full;
    throw new UsageError(
      `--platform has ${JSON.stringify(platform)}: expected such as linux/amd64, linux/arm64 or linux/arm/v7, with commas between them`,
    );
  });
  return [...new Set(platforms)];
}
