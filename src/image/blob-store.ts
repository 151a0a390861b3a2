import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../base/errors.ts";
import { hexOf } from "./digest.ts";

/** What a blob turned out to be. */
export interface StoredBlob {
  readonly digest: string;
  readonly size: number;
}

/** Blobs in a folder, each under its own hash. */
export interface BlobStore {
  /**
   * Keeps the bytes of a stream.
   *
   * @throws UserError DIGEST_MISMATCH when they are not those that are expected
   */
  put(
    source: AsyncIterable<Uint8Array>,
    expected?: { digest: string; size: number; name: string },
  ): Promise<StoredBlob>;
  stream(digest: string): AsyncIterable<Uint8Array>;
}

/** A store in a folder, which need not be there. */
export function createBlobStore(folder: string): BlobStore {
  let count = 0;
  const pathOf = (digest: string) => join(folder, hexOf(digest));
  return {
    stream: (digest) => createReadStream(pathOf(digest), { highWaterMark: 256 * 1024 }),
    async put(source, expected) {
      await mkdir(folder, { recursive: true });
      const temporary = join(folder, `${count++}.tmp`);
      try {
        const stored = await write(temporary, { source, limit: expected?.size ?? Number.MAX_SAFE_INTEGER });
        if (expected) check(stored, expected);
        await rename(temporary, pathOf(stored.digest));
        return stored;
      } finally {
        await rm(temporary, { force: true });
      }
    },
  };
}

async function write(
  path: string,
  { source, limit }: { source: AsyncIterable<Uint8Array>; limit: number },
): Promise<StoredBlob> {
  const hash = createHash("sha256");
  const file = await open(path, "wx");
  let size = 0;
  try {
    for await (const chunk of source) {
      hash.update(chunk);
      await file.write(chunk);
      size += chunk.length;
      if (size > limit) break; // whoever sends more than announced is not read to the end
    }
  } finally {
    await file.close();
  }
  return { digest: `sha256:${hash.digest("hex")}`, size };
}

function check(stored: StoredBlob, expected: { digest: string; size: number; name: string }): void {
  if (stored.digest === expected.digest && stored.size === expected.size) return;
  const found =
    stored.size > expected.size
      ? `more than the ${expected.size} bytes that were announced`
      : stored.size < expected.size
        ? `${stored.size} of ${expected.size} bytes`
        : `the digest ${stored.digest}`;
  throw new UserError("DIGEST_MISMATCH", `cannot use ${expected.name}: blob ${expected.digest} has ${found}`);
}
