import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError, hasCode } from "../../base/errors.ts";
import { hexOf } from "../digest.ts";
import type { TarFile } from "../tar/tar-file.ts";
import type { ImageSource } from "./read-image.ts";

/** The image in a folder that is an OCI layout. */
export function layoutFolder(folder: string, name: string): ImageSource {
  const pathOf = (digest: string) => join(folder, "blobs", "sha256", hexOf(digest));
  const read = async (path: string) => {
    try {
      return await readFile(path);
    } catch (error) {
      if (hasCode(error, "ENOENT"))
        throw new UserError(
          "BASE_INVALID",
          `cannot use ${name}: it has no file ${path.slice(folder.length + 1)}`,
        );
      throw error;
    }
  };
  return {
    name,
    root: async () => ({ bytes: await read(join(folder, "index.json")) }),
    manifest: ({ digest }) => read(pathOf(digest)),
    async *blob({ digest, size }) {
      if (size === 0) return;
      const path = pathOf(digest);
      try {
        yield* createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>;
      } catch (error) {
        if (!hasCode(error, "ENOENT")) throw error;
        throw new UserError(
          "BASE_INVALID",
          `cannot use ${name}: it has no file ${path.slice(folder.length + 1)}`,
        );
      }
    },
  };
}

/** The image in an archive of such a folder. */
export function layoutArchive(archive: TarFile): ImageSource {
  const pathOf = (digest: string) => `blobs/sha256/${hexOf(digest)}`;
  return {
    name: archive.name,
    root: async () => ({ bytes: await archive.read("index.json") }),
    manifest: ({ digest }) => archive.read(pathOf(digest)),
    blob: ({ digest }) => archive.stream(pathOf(digest)),
  };
}
