import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, type AssembledImage, assembleImage } from "./assemble-image.ts";
import type { BaseImage } from "./base/base-image.ts";
import { type BaseNode, findNode } from "./base/find-node.ts";
import { inspectLayers } from "./base/inspect-layers.ts";
import { type BlobStore, createBlobStore } from "./blob-store.ts";
import { writeArchive } from "./write-archive.ts";

/** What an archive holds. */
export interface BuiltArchive {
  readonly digest: string;
  readonly images: readonly (AssembledImage & { readonly base: BaseImage; readonly node: BaseNode })[];
}

/** Opens the base for a platform, with its blobs in the store. */
export type OpenBase = (
  platform: string,
  options: { store: BlobStore; mtime: number; scratch: string },
) => Promise<BaseImage>;

/**
 * Puts the operator onto a base and writes the image as an archive that docker, podman, containerd and kind load. The same app on the same base with the same
 * time and name gives the same bytes.
 *
 * @throws UserError what the base throws; BASE_WITHOUT_NODE, NODE_TOO_OLD
 */
export async function buildArchive(
  file: string,
  options: {
    /** For messages of the registry and in what is loaded. */
    name: string;
    platforms: readonly string[];
    openBase: OpenBase;
    app: App;
    /** What comes behind node. */
    args: readonly string[];
    /** Seconds since 1970. */
    mtime: number;
  },
): Promise<BuiltArchive> {
  const { name, platforms, openBase, app, args, mtime } = options;
  const scratch = await mkdtemp(join(tmpdir(), "kubewright-image-"));
  try {
    const store = createBlobStore(join(scratch, "blobs"));
    const images: BuiltArchive["images"][number][] = [];
    for (const platform of platforms) {
      const base = await openBase(platform, { store, mtime, scratch });
      const node = findNode(base, await inspectLayers(base, store));
      const image = await assembleImage(base, { app, entrypoint: [node.path, ...args], store, mtime });
      images.push({ ...image, base, node });
    }
    const digest = await writeArchive(file, { images, name, store, mtime });
    return { digest, images };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
