import { createHash } from "node:crypto";
import { posix } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { BlobStore } from "../blob-store.ts";
import { type Compression, decompress } from "../compression.ts";
import { mediaTypes } from "../oci.ts";
import { bytesOfStream, type Bytes } from "../tar/bytes.ts";
import { entryPath } from "../tar/entry-path.ts";
import { type ReadEntry, readTar } from "../tar/read-tar.ts";
import type { BaseImage, Layer } from "./base-image.ts";
import { applyLayer, type ImageFile, type LayerChanges, noteEntry } from "./file-tree.ts";
import { type ProgramFacts, readProgram } from "./program.ts";

const compressions: Record<string, Compression> = {
  [mediaTypes.layer]: "none",
  [mediaTypes.gzipLayer]: "gzip",
  [mediaTypes.zstdLayer]: "zstd",
};

/**
 * Reads every layer of a base through: that it is what the configuration says (diff_ids), that it is an archive whose entries stay inside it, and which
 * files the image has in the end.
 *
 * @throws UserError DIGEST_MISMATCH, ARCHIVE_INVALID, BASE_INVALID
 */
export async function inspectLayers(base: BaseImage, store: BlobStore): Promise<Map<string, ImageFile>> {
  const files = new Map<string, ImageFile>();
  for (const [index, layer] of base.layers.entries()) {
    const name = `layer ${index + 1} of ${base.name}`;
    const { changes, diffId } = await readLayer(layer, { store, name });
    const expected = base.config.rootfs.diff_ids[index];
    if (diffId !== expected)
      throw new UserError(
        "DIGEST_MISMATCH",
        `cannot use ${base.name}: ${name} has the diff_id ${diffId}, the configuration says ${expected}`,
      );
    applyLayer(files, changes);
  }
  return files;
}

async function readLayer(
  layer: Layer,
  { store, name }: { store: BlobStore; name: string },
): Promise<{ changes: LayerChanges; diffId: string }> {
  const changes: LayerChanges = { files: new Map(), removed: new Set(), opaque: new Set() };
  const hash = createHash("sha256");
  const plain = decompress(store.stream(layer.digest), {
    compression: compressions[layer.mediaType] ?? "none",
    name,
  });
  const hashed = (async function* () {
    for await (const chunk of plain) {
      hash.update(chunk);
      yield chunk;
    }
  })();
  const bytes = bytesOfStream(hashed);
  for await (const entry of readTar(bytes, name)) {
    const path = entryPath(entry.path, name);
    if (entry.type === "hardlink") entryPath(entry.target, name);
    const program = mayBeNode(entry, path) ? await readBody(bytes, entry) : undefined;
    const file = { type: entry.type, target: entry.target, ...(program ? { program } : {}) };
    if (path !== "") noteEntry(changes, { path, file, name });
  }
  while ((await bytes.read(64 * 1024)).length > 0); // what is behind the end belongs to the diff_id
  return { changes, diffId: `sha256:${hash.digest("hex")}` };
}

/** `node`, `nodejs`, `node-24`; a launcher of some lines is none. */
function mayBeNode({ type, size }: ReadEntry, path: string): boolean {
  return type === "file" && size > 1_000_000 && /^node(js)?[-.\d]*$/.test(posix.basename(path));
}

async function readBody(bytes: Bytes, { size }: ReadEntry): Promise<ProgramFacts> {
  return readProgram(
    (async function* () {
      for (let left = size; left > 0;) {
        const part = await bytes.read(Math.min(left, 256 * 1024));
        if (part.length === 0) return;
        left -= part.length;
        yield part;
      }
    })(),
  );
}
