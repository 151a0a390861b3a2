import { posix } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { ProgramFacts } from "./program.ts";

/** A file of an image. */
export interface ImageFile {
  readonly type: "file" | "directory" | "symlink" | "hardlink" | "other";
  readonly target: string;
  /** Of what may be a Node. */
  readonly program?: ProgramFacts;
}

/** What one layer adds and what it takes away. */
export interface LayerChanges {
  readonly files: Map<string, ImageFile>;
  /** Paths that are gone, with all below them. */
  readonly removed: Set<string>;
  /** Folders of which only what this layer adds is left. */
  readonly opaque: Set<string>;
}

const marker = ".wh.";

/**
 * Notes an entry of a layer: a file, or a whiteout, as https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md has them.
 *
 * @throws UserError BASE_INVALID for a whiteout that would take away its own folder or the one above
 */
export function noteEntry(
  changes: LayerChanges,
  entry: { path: string; file: ImageFile; name: string },
): void {
  const { path, file, name } = entry;
  const base = posix.basename(path);
  if (!base.startsWith(marker)) return void changes.files.set(path, file);
  const folder = posix.dirname(path) === "." ? "" : posix.dirname(path);
  if (base === ".wh..wh..opq") return void changes.opaque.add(folder);
  if (base.startsWith(".wh..wh.")) return; // bookkeeping of aufs
  const hidden = base.slice(marker.length);
  if (hidden === "" || hidden === "." || hidden === "..")
    throw new UserError(
      "BASE_INVALID",
      `cannot use ${name}: its whiteout ${JSON.stringify(path)} names no file`,
    );
  changes.removed.add(folder === "" ? hidden : `${folder}/${hidden}`);
}

/** The files as they are with one more layer. What a layer takes away is of the layers below it. */
export function applyLayer(
  files: Map<string, ImageFile>,
  { files: added, removed, opaque }: LayerChanges,
): void {
  const isGone = (path: string) => {
    if (opaque.has("")) return true;
    for (let at = path; ; at = posix.dirname(at)) {
      if (removed.has(at)) return true;
      if (at !== path && (opaque.has(at) || isNoFolder(added.get(at)))) return true;
      if (!at.includes("/")) return false;
    }
  };
  for (const path of [...files.keys()]) if (isGone(path)) files.delete(path);
  for (const [path, file] of added) files.set(path, file);
}

function isNoFolder(file: ImageFile | undefined): boolean {
  return file !== undefined && file.type !== "directory";
}

/** The file that a path leads to, through symbolic links in it; undefined where it leads nowhere. */
export function resolveFile(
  files: ReadonlyMap<string, ImageFile>,
  path: string,
): { path: string; file: ImageFile } | undefined {
  let rest = path.split("/").filter((part) => part !== "");
  let at = "";
  for (let links = 0; links < 40;) {
    const part = rest.shift();
    if (part === undefined) {
      const file = files.get(at);
      return file && { path: at, file };
    }
    if (part === "..") at = posix.dirname(at) === "." ? "" : posix.dirname(at);
    if (part === ".." || part === ".") continue;
    const next = at === "" ? part : `${at}/${part}`;
    const file = files.get(next);
    if (file?.type === "hardlink") return resolveHardlink(files, file);
    if (file?.type !== "symlink") {
      at = next;
      continue;
    }
    links++;
    rest = [...file.target.split("/").filter((step) => step !== ""), ...rest];
    if (file.target.startsWith("/")) at = "";
  }
  return undefined;
}

function resolveHardlink(files: ReadonlyMap<string, ImageFile>, { target }: ImageFile) {
  const path = posix.normalize(target).replace(/^\.?\//, "");
  const file = files.get(path);
  return file?.type === "file" ? { path, file } : undefined;
}
