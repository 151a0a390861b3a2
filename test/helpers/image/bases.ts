import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { digestOf } from "../../../src/image/digest.ts";
import { type Descriptor, type ImageConfig, mediaTypes } from "../../../src/image/oci.ts";
import { type TarEntry, writeTar } from "../../../src/image/tar/write-tar.ts";
import { temporaryFolder } from "../../cli/run-cli.ts";
import { fakeNode } from "./fake-node.ts";

/** An archive of these files; a path that ends with a slash is a folder. */
export async function tarOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<Buffer> {
  const entries = Object.entries(files).map(([path, text]): TarEntry => {
    if (path.endsWith("/")) return { path: path.slice(0, -1), type: "directory", mode: 0o755 };
    const content = Buffer.from(text as string);
    return { path, type: "file", mode: 0o755, size: content.length, body: () => [content] };
  });
  return collect(writeTar(entries, { mtime: 0 }));
}

export async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

/** A folder that could be a root file system. */
export function rootfs(node: Uint8Array = fakeNode()): string {
  const root = temporaryFolder();
  const write = (path: string, content: string | Uint8Array, mode = 0o644) => {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), content);
    chmodSync(join(root, path), mode);
  };
  write("usr/lib/node/node", node, 0o755);
  mkdirSync(join(root, "usr/local/bin"), { recursive: true });
  symlinkSync("../../lib/node/node", join(root, "usr/local/bin/node"));
  write("etc/passwd", "root:x:0:0::/root:/sbin/nologin\n");
  mkdirSync(join(root, "tmp"));
  chmodSync(join(root, "tmp"), 0o1777);
  return root;
}

/** An image in memory: every blob under its digest, and the document that stands for it. */
export interface MemoryImage {
  readonly blobs: Map<string, Buffer>;
  readonly root: Descriptor;
}

export interface ImageOptions {
  readonly architecture?: string;
  readonly layers?: readonly Buffer[];
  readonly config?: ImageConfig["config"];
  readonly history?: ImageConfig["history"];
  /** What is wrong with it. */
  readonly diffIds?: readonly string[];
  readonly layerType?: string;
}

/** An image of one platform. */
export async function memoryImage(options: ImageOptions = {}): Promise<MemoryImage> {
  const { architecture = "amd64", config = {}, layerType = mediaTypes.gzipLayer } = options;
  const layers = options.layers ?? [
    await tarOf({
      "nodejs/": "",
      "nodejs/bin/": "",
      "nodejs/bin/node": fakeNode("24.11.0", architecture as "amd64"),
    }),
  ];
  const blobs = new Map<string, Buffer>();
  const put = (bytes: Buffer, mediaType: string): Descriptor => {
    const digest = digestOf(bytes);
    blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const document: ImageConfig = {
    architecture,
    os: "linux",
    config,
    ...(options.history ? { history: options.history } : {}),
    rootfs: { type: "layers", diff_ids: options.diffIds ?? layers.map((layer) => digestOf(layer)) },
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: put(Buffer.from(JSON.stringify(document)), mediaTypes.config),
    layers: layers.map((layer) => put(gzipSync(layer), layerType)),
  };
  const root = put(Buffer.from(JSON.stringify(manifest)), mediaTypes.manifest);
  return { blobs, root: { ...root, platform: { os: "linux", architecture } } };
}

/** Images of several platforms under one index. */
export function memoryIndex(images: readonly MemoryImage[]): MemoryImage {
  const attestation = {
    mediaType: mediaTypes.manifest,
    digest: digestOf("attestation"),
    size: 2,
    platform: { os: "unknown", architecture: "unknown" },
  };
  const index = {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: [attestation, ...images.map(({ root }) => root)],
  };
  const bytes = Buffer.from(JSON.stringify(index));
  const blobs = new Map(images.flatMap((image) => [...image.blobs]));
  const digest = digestOf(bytes);
  blobs.set(digest, bytes);
  return { blobs, root: { mediaType: mediaTypes.index, digest, size: bytes.length } };
}

/** The files of an OCI layout that holds it. */
export function layoutFiles({ blobs, root }: MemoryImage): Record<string, string | Buffer> {
  const index = { schemaVersion: 2, manifests: [root] };
  const files = [...blobs].map(([digest, bytes]) => [`blobs/sha256/${digest.slice(7)}`, bytes] as const);
  return {
    ...Object.fromEntries(files),
    "index.json": JSON.stringify(index),
    "oci-layout": '{"imageLayoutVersion":"1.0.0"}',
  };
}
