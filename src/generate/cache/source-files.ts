import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** What a run has read: hashes of the files by path, null where there was none, and of the names below folders. */
export interface Inputs {
  readonly files: Readonly<Record<string, string | null>>;
  readonly folders: Readonly<Record<string, string>>;
  /** Where files are that a link leads to, by the path they were asked for. */
  readonly links: Readonly<Record<string, string>>;
}

/** What is other than it was. */
export interface Changes {
  /** Files that have another text. */
  readonly edited: readonly string[];
  /** Whether any has come or gone. */
  readonly moved: boolean;
}

interface Text {
  readonly text: string;
  readonly hash: string;
}

/** The files of a run, each read once, with an account of all that was asked for: also of what was not there, and might come. */
export class SourceFiles {
  readonly #texts = new Map<string, Text | undefined>();
  readonly #folders = new Map<string, readonly string[]>();
  /** Files that were there once. */
  readonly #lost = new Set<string>();

  /** Text of a file; undefined when there is none. */
  read(path: string): string | undefined {
    let found = this.#texts.get(path);
    if (!found && !this.#texts.has(path)) this.#texts.set(path, (found = textOf(path)));
    return found?.text;
  }

  /** The sources at a path: itself, or those below it. */
  list(path: string): readonly string[] {
    let found = this.#folders.get(path);
    if (!found) this.#folders.set(path, (found = listSources(path)));
    return found;
  }

  /** Looks at everything again. */
  refresh(): Changes {
    const edited: string[] = [];
    let moved = false;
    for (const [path, before] of this.#texts) {
      const now = textOf(path);
      if (now?.hash === before?.hash) continue;
      this.#texts.set(path, now);
      if (now && before) edited.push(path);
      else moved = true;
      if (before && !now) this.#lost.add(path);
    }
    for (const [path, before] of this.#folders) {
      const now = listSources(path);
      this.#folders.set(path, now);
      moved ||= now.join("\n") !== before.join("\n");
    }
    return { edited, moved };
  }

  /** Whether a file that had a text has none now: an editor empties a file before it writes it. */
  get isEmptied(): boolean {
    return [...this.#texts].some(
      ([path, found]) => found?.text && statSync(path, { throwIfNoEntry: false })?.size === 0,
    );
  }

  /**
   * The folders of everything that was found, and of what may come: sources that were asked for in vain, and files that are gone. Where a folder is not
   * there, it is the one above that tells of its coming.
   */
  get folders(): ReadonlySet<string> {
    const awaited = [...this.#texts].filter(
      ([path, found]) => found ?? (this.#lost.has(path) || isOwnSource(path)),
    );
    return new Set([...new Set(awaited.map(([path]) => dirname(path)))].map(nearestFolder));
  }

  /** The account. */
  get inputs(): Inputs {
    const files: Record<string, string | null> = {};
    for (const [path, found] of this.#texts) files[path] = found?.hash ?? null;
    const links: Record<string, string> = {};
    for (const [path, found] of this.#texts) {
      const real = found && realPath(path);
      if (real !== undefined && real !== path) links[path] = real;
    }
    const folders: Record<string, string> = {};
    for (const [path, names] of this.#folders) folders[path] = hashOf(names.join("\n"));
    return { files, folders, links };
  }
}

/** Whether everything that a run has read is still as it was. */
export function isUnchanged({ files, folders, links }: Inputs): boolean {
  return (
    Object.entries(links).every(([path, real]) => realPath(path) === real) &&
    Object.entries(files).every(([path, hash]) => (bytesOf(path, hashOf) ?? null) === hash) &&
    Object.entries(folders).every(([path, hash]) => hashOf(listSources(path).join("\n")) === hash)
  );
}

/** A short name for a content that no other content has. */
export function hashOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("base64url");
}

/** Those of packages come with their package.json, which was looked for in each folder upwards. */
function isOwnSource(path: string): boolean {
  return /\.[mc]?tsx?$/.test(path) && !/[\\/]node_modules[\\/]/.test(path);
}

function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}

/** A path that is no folder as it is; below a folder every TypeScript file that is no declaration, no test, and no dependency's. */
function listSources(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat ? [path] : [];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.m?ts$/.test(name) && !/\.(d|test|spec)\.m?ts$/.test(name))
    .filter((name) => !/(^|[\\/])node_modules[\\/]/.test(name))
    .sort()
    .map((name) => join(path, name));
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

function textOf(path: string): Text | undefined {
  return bytesOf(path, (bytes) => ({ text: bytes.toString("utf8"), hash: hashOf(bytes) }));
}

function bytesOf<T>(path: string, use: (bytes: Buffer) => T): T | undefined {
  let bytes;
  try {
    bytes = readFileSync(path);
  } catch {
    return undefined; // no file, or a folder: nothing to read
  }
  return use(bytes);
}
