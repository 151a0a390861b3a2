import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, sep } from "node:path";
import { UserError } from "../base/errors.ts";
import { isJsonObject } from "../base/json.ts";
import type { LibrarySource } from "../scaffold/library.ts";
import type { Context } from "./context.ts";
import { readVersion } from "./package.ts";

/**
 * Where a new project gets this package from: its version when it was installed from a registry, otherwise (a source
 * checkout, an archive) an archive of itself, which is there while `work` runs.
 *
 * @throws UserError PACKAGE_NOT_BUILT
 */
export async function withLibrary<T>(
  context: Pick<Context, "drivers" | "progress" | "packageRoot">,
  work: (library: LibrarySource) => Promise<T>,
): Promise<T> {
  const { packageRoot } = context;
  if (isFromRegistry(packageRoot)) return work({ spec: readVersion(packageRoot) });
  if (!existsSync(join(packageRoot, "dist", "index.js"))) {
    throw new UserError(
      "PACKAGE_NOT_BUILT",
      `cannot pack "${packageRoot}" for the project: it is not built`,
      {
        hint: "Run `npm run build` there.",
      },
    );
  }
  const folder = await mkdtemp(join(tmpdir(), "kubewright-pack-"));
  try {
    const npm = await context.drivers.npm();
    const sourceFile = await context.progress("packing kubewright", () => npm.pack(packageRoot, folder));
    const path = `vendor/${basename(sourceFile)}`;
    return await work({ spec: `file:${path}`, vendor: { path, sourceFile } });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Whether npm installed the package in this folder from a registry, as its own record of the tree tells. The address is
 * left out of the record when omit-lockfile-registry-resolved is set; what came from a file or a repository always has one.
 */
export function isFromRegistry(folder: string): boolean {
  const modules = `${sep}node_modules${sep}`;
  const at = folder.lastIndexOf(modules);
  if (at === -1) return false;
  const record = join(folder.slice(0, at), "node_modules", ".package-lock.json");
  const entry = readEntry(
    record,
    folder
      .slice(at + 1)
      .replace(/[\\/]$/, "")
      .replaceAll("\\", "/"),
  );
  if (!entry || entry.link === true) return false;
  return typeof entry.resolved === "string"
    ? /^https?:.*\.tgz$/.test(entry.resolved)
    : typeof entry.integrity === "string";
}

function readEntry(record: string, name: string): Record<string, unknown> | undefined {
  if (!existsSync(record) || !existsSync(dirname(record))) return undefined;
  const { packages } = JSON.parse(readFileSync(record, "utf8")) as { packages?: unknown };
  const entry = isJsonObject(packages) ? packages[name] : undefined;
  return isJsonObject(entry) ? entry : undefined;
}
