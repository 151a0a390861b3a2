import { UserError } from "../../base/errors.ts";
import { isJsonObject } from "../../base/json.ts";
import type { BlobStore } from "../blob-store.ts";
import { digestOf, isDigest } from "../digest.ts";
import {
  type Descriptor,
  type ImageConfig,
  type Index,
  type Manifest,
  formatPlatform,
  mediaTypes,
  parsePlatform,
} from "../oci.ts";
import type { BaseImage, Layer } from "./base-image.ts";

/** Where an image's manifests and blobs come from: a layout, an archive, a registry. */
export interface ImageSource {
  /** For messages. */
  readonly name: string;
  /** The manifest or index that stands for the image; its digest, where one was asked for. */
  root(): Promise<{ bytes: Buffer; digest?: string }>;
  manifest(descriptor: Descriptor): Promise<Buffer>;
  blob(descriptor: Descriptor): AsyncIterable<Uint8Array>;
}

/** Docker's types are the same bytes under other names. */
const layerTypes: Record<string, string> = {
  [mediaTypes.layer]: mediaTypes.layer,
  [mediaTypes.gzipLayer]: mediaTypes.gzipLayer,
  [mediaTypes.zstdLayer]: mediaTypes.zstdLayer,
  [mediaTypes.dockerLayer]: mediaTypes.layer,
  [mediaTypes.dockerGzipLayer]: mediaTypes.gzipLayer,
};
const maxDepth = 3;
const maxConfig = 8 * 1024 * 1024;

/**
 * The image of a platform, each blob checked against its digest and put into the store.
 *
 * @throws UserError BASE_INVALID, PLATFORM_NOT_FOUND, DIGEST_MISMATCH
 */
export async function readImage(
  source: ImageSource,
  { platform, store }: { platform: string; store: BlobStore },
): Promise<BaseImage> {
  const { manifest, digest } = await findManifest(source, platform);
  const config = readConfig(await readSmall(source, manifest.config), source.name);
  assertPlatform(config, { platform, name: source.name });
  if (config.rootfs.diff_ids.length !== manifest.layers.length)
    throw invalid(
      source.name,
      `its configuration has ${config.rootfs.diff_ids.length} layers, its manifest ${manifest.layers.length}`,
    );
  const layers: Layer[] = [];
  for (const layer of manifest.layers) {
    const mediaType = layerTypes[layer.mediaType];
    if (mediaType === undefined)
      throw invalid(source.name, `it has a layer of type ${JSON.stringify(layer.mediaType)}`);
    const { digest: stored, size } = await store.put(source.blob(layer), { ...layer, name: source.name });
    layers.push({ mediaType, digest: stored, size });
  }
  return { name: source.name, config, layers, digest };
}

async function findManifest(
  source: ImageSource,
  platform: string,
): Promise<{ manifest: Manifest; digest: string }> {
  const root = await source.root();
  let bytes = root.bytes;
  if (root.digest !== undefined) checkDigest(bytes, { digest: root.digest, name: source.name });
  for (let depth = 0; depth < maxDepth; depth++) {
    const document = parse(bytes, source.name);
    if (isManifest(document, source.name)) return { manifest: document, digest: digestOf(bytes) };
    const chosen = choose(readIndex(document, source.name), { platform, name: source.name });
    bytes = await source.manifest(chosen);
    checkDigest(bytes, { digest: chosen.digest, name: source.name });
  }
  throw invalid(source.name, `its indexes lie deeper than ${maxDepth}`);
}

/** The one for the platform; the only one there, which need not say what it is for. */
function choose(index: Index, { platform, name }: { platform: string; name: string }): Descriptor {
  const wanted = parsePlatform(platform);
  const [only] = index.manifests;
  if (only && index.manifests.length === 1 && !only.platform) return only;
  const fits = index.manifests.filter(
    ({ platform: offered }) => offered?.os === wanted.os && offered.architecture === wanted.architecture,
  );
  const found =
    fits.find(({ platform: offered }) => offered && formatPlatform(offered) === formatPlatform(wanted)) ??
    (wanted.variant === undefined ? fits[0] : undefined);
  if (found) return found;
  const nested = index.manifests.filter(
    ({ platform: offered, mediaType }) => !offered && /index|list/.test(mediaType),
  );
  if (nested.length === 1 && nested[0]) return nested[0];
  const offered = index.manifests.flatMap((entry) =>
    entry.platform && entry.platform.os !== "unknown" ? [formatPlatform(entry.platform)] : [],
  );
  throw new UserError(
    "PLATFORM_NOT_FOUND",
    `cannot use ${name} for ${platform}: it is for ${offered.length > 0 ? offered.join(", ") : "no platform that it names"}`,
  );
}

function assertPlatform(config: ImageConfig, { platform, name }: { platform: string; name: string }): void {
  const wanted = parsePlatform(platform);
  const isVariant = wanted.variant === undefined || formatPlatform(config) === formatPlatform(wanted);
  if (config.os === wanted.os && config.architecture === wanted.architecture && isVariant) return;
  throw new UserError(
    "PLATFORM_NOT_FOUND",
    `cannot use ${name} for ${platform}: it is for ${formatPlatform(config)}`,
    {
      hint: `Give --platform ${formatPlatform(config)}, or a base for ${platform}.`,
    },
  );
}

async function readSmall(source: ImageSource, descriptor: Descriptor): Promise<Buffer> {
  const { size, digest } = descriptor;
  if (size > maxConfig) throw invalid(source.name, `its configuration has ${size} bytes`);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of source.blob(descriptor)) {
    parts.push(part);
    length += part.length;
    if (length > size) break;
  }
  const bytes = Buffer.concat(parts);
  checkDigest(bytes, { digest, name: source.name });
  return bytes;
}

function checkDigest(bytes: Buffer, { digest, name }: { digest: string; name: string }): void {
  const found = digestOf(bytes);
  if (found !== digest)
    throw new UserError("DIGEST_MISMATCH", `cannot use ${name}: blob ${digest} has the digest ${found}`);
}

function parse(bytes: Buffer, name: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    if (isJsonObject(value)) return value;
  } catch {
    // said below
  }
  throw invalid(name, "a manifest is not a JSON object");
}

function isManifest(
  document: Record<string, unknown>,
  name: string,
): document is Record<string, unknown> & Manifest {
  if (document.schemaVersion !== 2)
    throw invalid(
      name,
      `its manifest has schemaVersion ${JSON.stringify(document.schemaVersion)}: expected 2`,
    );
  if (Array.isArray(document.manifests)) return false;
  const { config, layers } = document;
  if (isDescriptor(config) && Array.isArray(layers) && layers.every(isDescriptor)) return true;
  throw invalid(name, "its manifest has no config and layers with a mediaType, digest and size each");
}

function readIndex(document: Record<string, unknown>, name: string): Index {
  if (Array.isArray(document.manifests) && document.manifests.every(isDescriptor))
    return document as unknown as Index;
  throw invalid(name, "its index has no manifests with a mediaType, digest and size each");
}

function isDescriptor(value: unknown): value is Descriptor {
  return (
    isJsonObject(value) &&
    typeof value.mediaType === "string" &&
    isDigest(value.digest) &&
    Number.isSafeInteger(value.size) &&
    Number(value.size) >= 0
  );
}

/** A configuration that can be built upon. What is null in it, as docker writes it, is as good as not there. */
export function readConfig(bytes: Buffer, name: string): ImageConfig {
  const document = withoutNulls(parse(bytes, name));
  const { architecture, os, rootfs, config = {}, history = [] } = document;
  if (typeof architecture !== "string" || typeof os !== "string")
    throw invalid(name, "its configuration does not say its platform");
  const diffIds = isJsonObject(rootfs) ? rootfs.diff_ids : undefined;
  if (!Array.isArray(diffIds) || !diffIds.every(isDigest))
    throw invalid(name, "its configuration has no list of diff_ids");
  if (!Array.isArray(history) || !history.every(isJsonObject))
    throw invalid(name, "its configuration has a history that is no list of objects");
  if (!isJsonObject(config)) throw invalid(name, "its configuration has settings that are no object");
  const settings = withoutNulls(config);
  for (const key of ["Env", "Entrypoint", "Cmd"]) {
    const list = settings[key] ?? [];
    if (!Array.isArray(list) || !list.every((item) => typeof item === "string"))
      throw invalid(name, `its configuration has ${key} that is no list of texts`);
  }
  return { ...document, config: settings, history } as unknown as ImageConfig;
}

function withoutNulls(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

function invalid(name: string, what: string): UserError {
  return new UserError("BASE_INVALID", `cannot use ${name}: ${what}`);
}
