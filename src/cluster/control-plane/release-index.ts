/** One archive of the envtest releases. */
export interface EnvtestArchive {
  readonly version: string;
  readonly url: string;
  /** SHA-512 in hexadecimal. */
  readonly hash: string;
}

/** Where kubernetes-sigs/controller-tools lists the archives, as setup-envtest reads it. */
export const defaultIndexUrl =
  "https://raw.githubusercontent.com/kubernetes-sigs/controller-tools/HEAD/envtest-releases.yaml";

/**
 * The archive for a version and platform: that version, else the newest patch of its minor. Reads the index's own
 * narrow form of YAML (version, archive name, `hash` and `selfLink` at depths 2, 4 and 6).
 */
export function findArchive(
  index: string,
  wanted: { version: string; platform: string },
): EnvtestArchive | undefined {
  const minor = wanted.version.split(".").slice(0, 2).join(".");
  const fitting = readArchives(index)
    .filter(
      ({ name, version }) =>
        name === `envtest-v${version}-${wanted.platform}.tar.gz` && version.startsWith(`${minor}.`),
    )
    .filter(({ version }) => /^\d+\.\d+\.\d+$/.test(version))
    .sort((a, b) => patchOf(b.version) - patchOf(a.version));
  const found = fitting.find(({ version }) => version === wanted.version) ?? fitting[0];
  return found && { version: found.version, url: found.url, hash: found.hash };
}

function readArchives(index: string): (EnvtestArchive & { name: string })[] {
  const archives: { name: string; version: string; url: string; hash: string }[] = [];
  let version = "";
  for (const line of index.split(/\r?\n/)) {
    const [, indent = "", key = "", value = ""] = /^( *)([^\s:]+):(?: +(\S+))?\s*$/.exec(line) ?? [];
    const last = archives.at(-1);
    if (indent.length === 2) version = key.replace(/^v/, "");
    else if (indent.length === 4) archives.push({ name: key, version, url: "", hash: "" });
    else if (indent.length === 6 && last && key === "hash") last.hash = value;
    else if (indent.length === 6 && last && key === "selfLink") last.url = value;
  }
  return archives.filter(({ url, hash }) => url !== "" && /^[0-9a-f]{128}$/.test(hash));
}

function patchOf(version: string): number {
  return Number(version.split(".")[2]);
}
