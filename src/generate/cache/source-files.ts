import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** What a run has read: hashes of the files by path, null where there was none, and of the names below folders. */
export interface Inputs {
  readonly files: Readonly<Record<string, string | null>>;
  readonly folders: Readonly<Record<string, string>>;
}

interface Text {
  readonly text: string;
  readonly hash: string;
}

/** The files of a run, each read once, with an account of all that was asked for: also of what was not there, and might come. */
export class SourceFiles {
  readonly #texts = new Map<string, Text | undefined>();
  readonly #folders = new Map<string, readonly string[]>();

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

  /** Looks at everything again; the paths of files that are other than they were, came or went. */
  refresh(): ReadonlySet<string> {
    const changed = new Set<string>();
    for (const [path, before] of this.#texts) {
      const now = textOf(path);
      if (now?.hash === before?.hash) continue;
      this.#texts.set(path, now);
      changed.add(path);
    }
    for (const [path, before] of this.#folders) {
      const now = listSources(path);
      this.#folders.set(path, now);
      for (const name of difference(before, now)) changed.add(name);
    }
    return changed;
  }

  /** The account. */
  get inputs(): Inputs {
    const files: Record<string, string | null> = {};
    for (const [path, found] of this.#texts) files[path] = found?.hash ?? null;
    const folders: Record<string, string> = {};
    for (const [path, names] of this.#folders) folders[path] = hashOf(names.join("\n"));
    return { files, folders };
  }
}

/** Whether everything that a run has read is still as it was. */
export function isUnchanged({ files, folders }: Inputs): boolean {
  return (
    Object.entries(files).every(([path, hash]) => (bytesOf(path, hashOf) ?? null) === hash) &&
    Object.entries(folders).every(([path, hash]) => hashOf(listSources(path).join("\n")) === hash)
  );
}

/** A short name for a content that no other content has. */
export function hashOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("base64url");
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

function difference(before: readonly string[], now: readonly string[]): string[] {
  const [old, young] = [new Set(before), new Set(now)];
  return [...before.filter((name) => !young.has(name)), ...now.filter((name) => !old.has(name))];
}
