import { existsSync } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { createReadStream, createWriteStream } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { UserError } from "../../base/errors.ts";
import type { BlobStore } from "../blob-store.ts";
import { compressionOf, decompress } from "../compression.ts";
import { type TarFile, openTarFile } from "../tar/tar-file.ts";
import type { BaseImage } from "./base-image.ts";
import { readDockerArchive } from "./docker-archive.ts";
import { layoutArchive, layoutFolder } from "./layout.ts";
import { readImage } from "./read-image.ts";
import { readRootfs } from "./rootfs.ts";

/** What a base is read with. */
export interface LocalBaseOptions {
  readonly platform: string;
  readonly store: BlobStore;
  /** Seconds since 1970 of what a folder holds. */
  readonly mtime: number;
  /** An empty folder for what has to be unpacked. */
  readonly scratch: string;
}

/**
 * A base that lies on this machine: a folder with a root file system, a folder that is an OCI layout, or an archive of `docker save` or of a
 * layout, compressed or not.
 *
 * @throws UserError BASE_NOT_FOUND, BASE_INVALID, ARCHIVE_INVALID, PLATFORM_NOT_FOUND, DIGEST_MISMATCH
 */
export async function openLocalBase(path: string, options: LocalBaseOptions): Promise<BaseImage> {
  if (!existsSync(path)) throw new UserError("BASE_NOT_FOUND", `cannot find the base ${path}`);
  if (!(await stat(path)).isDirectory()) return readArchive(path, options);
  if (existsSync(join(path, "oci-layout"))) return readImage(layoutFolder(path, `layout ${path}`), options);
  return readRootfs(path, { ...options, name: `directory ${path}` });
}

async function readArchive(path: string, options: LocalBaseOptions): Promise<BaseImage> {
  const name = `archive ${path}`;
  const archive = await openTarFile(await plainArchive(path, { ...options, name }), name);
  try {
    return await readOpened(archive, options);
  } finally {
    await archive.close();
  }
}

async function readOpened(archive: TarFile, options: LocalBaseOptions): Promise<BaseImage> {
  // archives that serve both sorts of readers say more in the index
  if (archive.has("index.json") && archive.has("oci-layout"))
    return readImage(layoutArchive(archive), options);
  if (archive.has("manifest.json")) return readDockerArchive(archive, options);
  throw new UserError(
    "BASE_INVALID",
    `cannot use ${archive.name}: it has neither an index.json with an oci-layout nor a manifest.json`,
    {
      hint: "Make one with docker save, skopeo copy or kubewright build --oci, or give a folder that holds a root file system.",
    },
  );
}

/** The archive itself, or a copy that is not compressed: only there can its files be read in any order. */
async function plainArchive(
  path: string,
  { scratch, name }: { scratch: string; name: string },
): Promise<string> {
  const file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0).finally(() => file.close());
  const compression = compressionOf(buffer.subarray(0, bytesRead));
  if (compression === "none") return path;
  const plain = join(await mkdtemp(join(scratch, "archive-")), "plain.tar");
  try {
    await pipeline(decompress(createReadStream(path), { compression, name }), createWriteStream(plain));
  } catch (error) {
    await rm(dirname(plain), { recursive: true, force: true });
    throw error;
  }
  return plain;
}
