import { createReadStream } from "node:fs";
import { lstat, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { BlobStore } from "../blob-store.ts";
import { gzip } from "../compression.ts";
import { mediaTypes, parsePlatform } from "../oci.ts";
import { type TarEntry, writeTar } from "../tar/write-tar.ts";
import type { BaseImage } from "./base-image.ts";
import { createHash } from "node:crypto";

/**
 * A folder as an image of one layer. Whoever owns its files, they are root's in the image, and have one time, so that the same files give the same
 * layer. Hard links become files of their own. What is in `dev` but is no file is left out: a container gets its own.
 *
 * @throws UserError BASE_INVALID for what cannot be in a layer: sockets, devices, names of whiteouts
 */
export async function readRootfs(
  folder: string,
  { name, platform, store, mtime }: { name: string; platform: string; store: BlobStore; mtime: number },
): Promise<BaseImage> {
  const hash = createHash("sha256");
  const tar = async function* () {
    for await (const chunk of writeTar(entriesBelow(folder, { path: "", name }), { mtime })) {
      hash.update(chunk);
      yield chunk;
    }
  };
  const blob = await store.put(gzip(tar()));
  return {
    name,
    layers: [{ mediaType: mediaTypes.gzipLayer, ...blob }],
    config: {
      ...parsePlatform(platform),
      config: { Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"] },
      rootfs: { type: "layers", diff_ids: [`sha256:${hash.digest("hex")}`] },
    },
  };
}

async function* entriesBelow(
  root: string,
  { path, name }: { path: string; name: string },
): AsyncGenerator<TarEntry> {
  const names = (await readdir(join(root, path))).sort();
  for (const child of names) {
    const at = path === "" ? child : `${path}/${child}`;
    const file = join(root, at);
    if (child.startsWith(".wh."))
      throw invalid(
        name,
        `${JSON.stringify(at)} has the name of a whiteout: a layer would delete a file with it`,
      );
    const stat = await lstat(file);
    const mode = stat.mode & 0o7777;
    if (stat.isDirectory()) {
      yield { path: at, type: "directory", mode };
      yield* entriesBelow(root, { path: at, name });
    } else if (stat.isSymbolicLink()) {
      yield { path: at, type: "symlink", mode: 0o777, target: await readlink(file) };
    } else if (stat.isFile()) {
      const body = () => createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>;
      yield { path: at, type: "file", mode, size: stat.size, body };
    } else if (!at.startsWith("dev/")) {
      throw invalid(name, `${JSON.stringify(at)} is neither a file nor a folder nor a symbolic link`);
    }
  }
}

function invalid(name: string, what: string): UserError {
  return new UserError("BASE_INVALID", `cannot use ${name}: ${what}`);
}
