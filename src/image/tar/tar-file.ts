import { type FileHandle, open } from "node:fs/promises";
import { posix } from "node:path";
import { UserError } from "../../base/errors.ts";
import { bytesOfFile } from "./bytes.ts";
import { entryPath } from "./entry-path.ts";
import { type ReadEntry, readTar } from "./read-tar.ts";

/** An archive whose files can be read in any order, without unpacking it. */
export interface TarFile {
  readonly name: string;
  has(path: string): boolean;
  /** The length of a file. */
  sizeOf(path: string): number;
  /** A file's bytes. */
  stream(path: string): AsyncIterable<Uint8Array>;
  /** A small file whole. */
  read(path: string): Promise<Buffer>;
  close(): Promise<void>;
}

/** Larger ones are no metadata of an image: registries take no more either. */
const maxText = 8 * 1024 * 1024;

/**
 * Reads the headers of an archive. Links inside it are followed, as older dockers write them.
 *
 * @throws UserError ARCHIVE_INVALID, also where a file is asked for that it does not have
 */
export async function openTarFile(path: string, name: string): Promise<TarFile> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const entries = new Map<string, ReadEntry>();
    for await (const entry of readTar(bytesOfFile(file, size), name))
      entries.set(entryPath(entry.path, name), entry);
    return tarFile(file, { entries, name });
  } catch (error) {
    await file.close();
    throw error;
  }
}

function tarFile(
  file: FileHandle,
  { entries, name }: { entries: ReadonlyMap<string, ReadEntry>; name: string },
): TarFile {
  const find = (path: string): ReadEntry => {
    let entry = entries.get(entryPath(path, name));
    for (let links = 0; entry && links < 10; links++) {
      if (entry.type === "file") return entry;
      if (entry.type !== "symlink" && entry.type !== "hardlink") break;
      const from = entry.type === "symlink" ? posix.dirname(entryPath(entry.path, name)) : "";
      entry = entries.get(entryPath(posix.join(from, entry.target), name));
    }
    throw new UserError("ARCHIVE_INVALID", `cannot use ${name}: it has no file ${JSON.stringify(path)}`);
  };
  const stream = (path: string) => streamOf(file, find(path));
  return {
    name,
    stream,
    has: (path) => entries.has(path),
    sizeOf: (path) => find(path).size,
    async read(path) {
      const { size } = find(path);
      if (size > maxText)
        throw new UserError(
          "ARCHIVE_INVALID",
          `cannot use ${name}: ${JSON.stringify(path)} has ${size} bytes, more than ${maxText}`,
        );
      const parts: Uint8Array[] = [];
      for await (const part of stream(path)) parts.push(part);
      return Buffer.concat(parts);
    },
    close: () => file.close(),
  };
}

async function* streamOf(file: FileHandle, { offset, size }: ReadEntry): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size;) {
    const part = Buffer.alloc(Math.min(256 * 1024, size - at));
    const { bytesRead } = await file.read(part, 0, part.length, offset + at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield part.subarray(0, bytesRead);
  }
}
