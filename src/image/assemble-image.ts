import { createHash } from "node:crypto";
import type { BaseImage } from "./base/base-image.ts";
import type { BlobStore, StoredBlob } from "./blob-store.ts";
import { gzip } from "./compression.ts";
import { type Descriptor, formatPlatform, type ImageConfig, type Manifest, mediaTypes } from "./oci.ts";
import { type TarEntry, writeTar } from "./tar/write-tar.ts";

/** A file of the operator in its image. */
export interface AppFile {
  /** From the root: `app/main.mjs`. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** The operator's own part of an image. */
export interface App {
  readonly files: readonly AppFile[];
  /** The folder that it is started in. */
  readonly workingDir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** An image whose blobs are in the store. */
export interface AssembledImage {
  readonly platform: string;
  readonly manifest: Descriptor;
  readonly config: StoredBlob;
  readonly layers: readonly StoredBlob[];
  /** The sum of its blobs: what is sent over the network. */
  readonly size: number;
}

/** Whom the operator runs as: the user `nonroot` of distroless, whom the manifests name too. */
const user = "65532:65532";

/** Puts the operator onto a base, as one more layer. */
export async function assembleImage(
  base: BaseImage,
  options: { app: App; entrypoint: readonly string[]; store: BlobStore; mtime: number },
): Promise<AssembledImage> {
  const { app, entrypoint, store, mtime } = options;
  const { layer, diffId } = await writeLayer(app.files, { store, mtime });
  const config = configOf(base.config, {
    app,
    entrypoint,
    diffId,
    created: new Date(mtime * 1000).toISOString(),
  });
  const configBlob = await store.put(json(config));
  const layers = [...base.layers, { mediaType: mediaTypes.gzipLayer, ...layer }];
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, ...configBlob },
    layers: layers.map(({ mediaType, digest, size }) => ({ mediaType, digest, size })),
    ...(base.digest === undefined
      ? {}
      : { annotations: { "org.opencontainers.image.base.digest": base.digest } }),
  };
  const stored = await store.put(json(manifest));
  const { os, architecture, variant } = base.config;
  const platform = { os, architecture, ...(variant ? { variant } : {}) };
  return {
    platform: formatPlatform(platform),
    manifest: { mediaType: mediaTypes.manifest, ...stored, platform },
    config: configBlob,
    layers,
    size: [stored, configBlob, ...layers].reduce((sum, { size }) => sum + size, 0),
  };
}

/** A document as the bytes that stand for it. */
export async function* json(value: unknown): AsyncGenerator<Uint8Array> {
  yield Buffer.from(JSON.stringify(value));
}

async function writeLayer(
  files: readonly AppFile[],
  { store, mtime }: { store: BlobStore; mtime: number },
): Promise<{ layer: StoredBlob; diffId: string }> {
  const hash = createHash("sha256");
  const hashed = async function* () {
    for await (const chunk of writeTar(entriesOf(files), { mtime })) {
      hash.update(chunk);
      yield chunk;
    }
  };
  const layer = await store.put(gzip(hashed()));
  return { layer, diffId: `sha256:${hash.digest("hex")}` };
}

/** The files and the folders that they are in, by path. */
function entriesOf(files: readonly AppFile[]): TarEntry[] {
  const folders = new Set(files.flatMap(({ path }) => foldersOf(path)));
  const entries: TarEntry[] = [
    ...[...folders].map((path) => ({ path, type: "directory", mode: 0o755 }) as const),
    ...files.map(
      ({ path, content }) =>
        ({ path, type: "file", mode: 0o644, size: content.length, body: () => [content] }) as const,
    ),
  ];
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** What the base says of itself stays, but for how it is started. */
function configOf(
  base: ImageConfig,
  {
    app,
    entrypoint,
    diffId,
    created,
  }: { app: App; entrypoint: readonly string[]; diffId: string; created: string },
): ImageConfig {
  const { Env = [], Labels, ExposedPorts, Volumes, StopSignal } = base.config ?? {};
  const own = Object.entries(app.env).map(([name, value]) => `${name}=${value}`);
  const kept = Env.filter((entry) => !Object.hasOwn(app.env, entry.slice(0, entry.indexOf("="))));
  const { architecture, os, variant, rootfs } = base;
  return {
    created,
    architecture,
    os,
    ...(variant ? { variant } : {}),
    config: {
      User: user,
      Env: [...kept, ...own],
      Entrypoint: entrypoint,
      WorkingDir: app.workingDir,
      Labels: { ...Labels, ...app.labels },
      ...(ExposedPorts ? { ExposedPorts } : {}),
      ...(Volumes ? { Volumes } : {}),
      ...(StopSignal ? { StopSignal } : {}),
    },
    rootfs: { type: "layers", diff_ids: [...rootfs.diff_ids, diffId] },
    history: [
      ...historyOf(base, created),
      { created, created_by: "kubewright build", comment: "the operator's bundle" },
    ],
  };
}

/** One entry for each layer, or engines would take the operator's for another one. */
function historyOf(
  { rootfs, history = [] }: ImageConfig,
  created: string,
): NonNullable<ImageConfig["history"]> {
  const layers = history.filter((entry) => entry.empty_layer !== true);
  if (layers.length === rootfs.diff_ids.length) return history;
  return rootfs.diff_ids.map(() => ({ created, comment: "of the base" }));
}
