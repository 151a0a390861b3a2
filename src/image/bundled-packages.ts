import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { isJsonObject } from "../base/json.ts";

/** A package of which something is in a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As its package.json says. */
  readonly license?: string;
  /** Of its archive, in hexadecimal, where the lock file has it. */
  readonly sha512?: string;
}

/**
 * The packages that a bundle's inputs come from, by name and version; not the project itself.
 *
 * @param inputs files, from `root`
 */
export function bundledPackages(inputs: readonly string[], root: string): BundledPackage[] {
  const lock = readLock(root);
  const folders = new Map<string, BundledPackage | undefined>();
  for (const input of inputs) {
    const folder = packageFolder(dirname(resolve(root, input)));
    if (folder === undefined || folder === resolve(root) || folders.has(folder)) continue;
    folders.set(folder, readPackage(folder, { root, lock }));
  }
  const byName = new Map(
    [...folders.values()].flatMap((found) => (found ? [[`${found.name}@${found.version}`, found]] : [])),
  );
  return [...byName.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => found);
}

/** The nearest folder upwards whose package.json has a name and a version: those without only say how to read files. */
function packageFolder(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    const { name, version } = readJson(join(folder, "package.json"));
    if (typeof name === "string" && typeof version === "string") return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

function readPackage(
  folder: string,
  { root, lock }: { root: string; lock: Record<string, unknown> },
): BundledPackage | undefined {
  const { name, version, license, licenses } = readJson(join(folder, "package.json"));
  if (typeof name !== "string" || typeof version !== "string") return undefined;
  const entry = lock[relative(root, folder).replaceAll(sep, "/")];
  const integrity = isJsonObject(entry) && typeof entry.integrity === "string" ? entry.integrity : "";
  const [, hash] = /(?:^|\s)sha512-([A-Za-z0-9+/=]+)/.exec(integrity) ?? [];
  const said = licenseText(license) ?? (Array.isArray(licenses) ? licenseText(licenses[0]) : undefined);
  return {
    name,
    version,
    ...(said === undefined ? {} : { license: said }),
    ...(hash === undefined ? {} : { sha512: Buffer.from(hash, "base64").toString("hex") }),
  };
}

/** Old packages have an object with a type. */
function licenseText(license: unknown): string | undefined {
  if (typeof license === "string") return license;
  return isJsonObject(license) && typeof license.type === "string" ? license.type : undefined;
}

function readLock(root: string): Record<string, unknown> {
  const { packages } = readJson(join(root, "package-lock.json"));
  return isJsonObject(packages) ? packages : {};
}

function readJson(file: string): Record<string, unknown> {
  if (!existsSync(file)) return {};
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isJsonObject(value) ? value : {};
  } catch {
    return {}; // a test's own broken file somewhere in a package
  }
}
