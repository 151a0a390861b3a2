import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type AssembledImage, json } from "./assemble-image.ts";
import type { BlobStore, StoredBlob } from "./blob-store.ts";
import { hexOf } from "./digest.ts";
import { type Descriptor, type Index, mediaTypes } from "./oci.ts";
import { type TarEntry, writeTar } from "./tar/write-tar.ts";

/**
 * Writes images, one for each platform, as one archive: an OCI layout, with docker's own table of contents beside it for the first image, since docker's
 * older versions read nothing else. The file is there whole or not at all.
 *
 * @returns the digest that the name stands for in a registry
 */
export async function writeArchive(
  file: string,
  options: { images: readonly AssembledImage[]; name: string; store: BlobStore; mtime: number },
): Promise<string> {
  const { images, name, store, mtime } = options;
  const root = await rootOf(images, store);
  const blobs = new Map<string, StoredBlob>();
  for (const { manifest, config, layers } of images)
    for (const blob of [manifest, config, ...layers]) blobs.set(blob.digest, blob);
  blobs.set(root.digest, root);
  const index: Index = {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: [{ ...root, annotations: annotationsOf(name) }],
  };
  const entries = [
    ...["blobs", "blobs/sha256"].map((path): TarEntry => ({ path, type: "directory", mode: 0o755 })),
    ...[...blobs.values()].map((blob) => blobEntry(blob, store)),
    textEntry("index.json", index),
    textEntry("manifest.json", dockerTable(images.slice(0, 1), name)),
    textEntry("oci-layout", { imageLayoutVersion: "1.0.0" }),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  await writeWhole(file, writeTar(entries, { mtime }));
  return root.digest;
}

/** The only image's manifest, or an index of all. */
async function rootOf(images: readonly AssembledImage[], store: BlobStore): Promise<Descriptor> {
  const [only] = images;
  if (only && images.length === 1) return only.manifest;
  const index: Index = {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: images.map(({ manifest }) => manifest),
  };
  return { mediaType: mediaTypes.index, ...(await store.put(json(index))) };
}

/** containerd takes the whole name from its own annotation, others the tag from OCI's. */
function annotationsOf(name: string): Record<string, string> {
  const { full, tag } = fullName(name);
  return { "io.containerd.image.name": full, "org.opencontainers.image.ref.name": tag };
}

/** `controller` is `docker.io/library/controller:latest`. */
function fullName(name: string): { full: string; tag: string } {
  const [, path = name, tag = "latest"] = /^(.*?)(?::([\w.-]+))?$/.exec(name.replace(/@.*$/, "")) ?? [];
  const [first = ""] = path.split("/");
  const hasHost = path.includes("/") && (/[.:]/.test(first) || first === "localhost");
  const host = hasHost ? "" : path.includes("/") ? "docker.io/" : "docker.io/library/";
  return { full: `${host}${path}:${tag}`, tag };
}

/** What `docker save` calls manifest.json. */
function dockerTable(images: readonly AssembledImage[], name: string): unknown {
  const tagged = /:[\w.-]+$/.test(name) ? name : `${name}:latest`;
  return images.map(({ config, layers }) => ({
    Config: pathOf(config.digest),
    RepoTags: [tagged],
    Layers: layers.map(({ digest }) => pathOf(digest)),
  }));
}

function pathOf(digest: string): string {
  return `blobs/sha256/${hexOf(digest)}`;
}

function blobEntry({ digest, size }: StoredBlob, store: BlobStore): TarEntry {
  return { path: pathOf(digest), type: "file", mode: 0o644, size, body: () => store.stream(digest) };
}

function textEntry(path: string, value: unknown): TarEntry {
  const content = Buffer.from(JSON.stringify(value));
  return { path, type: "file", mode: 0o644, size: content.length, body: () => [content] };
}

async function writeWhole(file: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const temporary = `${file}.part`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await pipeline(Readable.from(content, { objectMode: false }), createWriteStream(temporary));
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
