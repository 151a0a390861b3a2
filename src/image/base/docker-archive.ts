import { UserError } from "../../base/errors.ts";
import { isJsonObject } from "../../base/json.ts";
import type { BlobStore } from "../blob-store.ts";
import { compressionOf, gzip } from "../compression.ts";
import { formatPlatform, mediaTypes, parsePlatform } from "../oci.ts";
import type { TarFile } from "../tar/tar-file.ts";
import type { BaseImage, Layer } from "./base-image.ts";
import { readConfig } from "./read-image.ts";

/**
 * The image in an archive of `docker save`; layers that are not compressed become so.
 *
 * @throws UserError BASE_INVALID, ARCHIVE_INVALID, PLATFORM_NOT_FOUND
 */
export async function readDockerArchive(
  archive: TarFile,
  { platform, store }: { platform: string | undefined; store: BlobStore },
): Promise<BaseImage> {
  const images = readImages(await archive.read("manifest.json"), archive.name);
  for (const { config: path, layers: paths } of images) {
    const config = readConfig(await archive.read(path), archive.name);
    if (platform !== undefined && !fits(config, platform)) continue;
    if (config.rootfs.diff_ids.length !== paths.length)
      throw invalid(
        archive.name,
        `its configuration has ${config.rootfs.diff_ids.length} layers, its manifest ${paths.length}`,
      );
    const layers: Layer[] = [];
    for (const layer of paths) layers.push(await storeLayer(archive, { path: layer, store }));
    return { name: archive.name, config, layers };
  }
  throw new UserError(
    "PLATFORM_NOT_FOUND",
    `cannot use ${archive.name}: it has no image for ${platform ?? "any platform"}`,
  );
}

function fits(config: { os: string; architecture: string }, platform: string): boolean {
  const { os, architecture } = parsePlatform(platform);
  return formatPlatform({ os: config.os, architecture: config.architecture }) === `${os}/${architecture}`;
}

async function storeLayer(
  archive: TarFile,
  { path, store }: { path: string; store: BlobStore },
): Promise<Layer> {
  const start = await firstBytes(archive.stream(path));
  const compression = compressionOf(start);
  const bytes = archive.stream(path);
  const blob = await store.put(compression === "none" ? gzip(bytes) : bytes);
  return { mediaType: compression === "zstd" ? mediaTypes.zstdLayer : mediaTypes.gzipLayer, ...blob };
}

async function firstBytes(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  for await (const chunk of stream) return chunk;
  return new Uint8Array();
}

function readImages(bytes: Buffer, name: string): { config: string; layers: string[] }[] {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw invalid(name, "its manifest.json is not JSON");
  }
  const images = Array.isArray(value) ? value : [];
  if (images.length === 0) throw invalid(name, "its manifest.json lists no image");
  return images.map((image: unknown) => {
    if (!isJsonObject(image)) throw invalid(name, "its manifest.json lists what is no image");
    const { Config: config, Layers: layers } = image;
    if (
      typeof config !== "string" ||
      !Array.isArray(layers) ||
      !layers.every((layer) => typeof layer === "string")
    )
      throw invalid(name, "an image in its manifest.json has no Config and Layers");
    return { config, layers: layers };
  });
}

function invalid(name: string, what: string): UserError {
  return new UserError("BASE_INVALID", `cannot use ${name}: ${what}`);
}
