import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import zlib from "node:zlib";
import { UserError } from "../base/errors.ts";

/** How a layer or an archive is compressed, as its first bytes tell. */
export type Compression = "none" | "gzip" | "zstd";

/** The compression that a file with these first bytes has. */
export function compressionOf(start: Uint8Array): Compression {
  if (start[0] === 0x1f && start[1] === 0x8b) return "gzip";
  return start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd ? "zstd" : "none";
}

/** gzip without a time and without the name of the operating system, so that it says nothing of the machine. */
export async function* gzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const chunk of through(source, zlib.createGzip({ level: 6 }))) {
    if (isFirst && chunk.length > 9) chunk[9] = 255;
    isFirst = false;
    yield chunk;
  }
}

/**
 * The plain bytes of what is compressed.
 *
 * @throws UserError ARCHIVE_INVALID, ZSTD_UNSUPPORTED
 */
export async function* decompress(
  source: AsyncIterable<Uint8Array>,
  { compression, name }: { compression: Compression; name: string },
): AsyncGenerator<Uint8Array> {
  if (compression === "none") return yield* source;
  try {
    yield* through(source, compression === "gzip" ? zlib.createGunzip() : zstd(name));
  } catch (error) {
    if (error instanceof Error && "code" in error && /^(Z_|ERR_ZLIB|ZSTD_)/.test(String(error.code)))
      throw new UserError("ARCHIVE_INVALID", `cannot read ${name}: ${error.message}`, { cause: error });
    throw error;
  }
}

function zstd(name: string): NodeJS.ReadWriteStream {
  if ("createZstdDecompress" in zlib) return (zlib.createZstdDecompress as () => NodeJS.ReadWriteStream)();
  throw new UserError(
    "ZSTD_UNSUPPORTED",
    `cannot read ${name}: it is compressed with zstd, and Node ${process.version} cannot undo that`,
    {
      hint: "Use Node 22.15 or newer, or a base that is compressed with gzip.",
    },
  );
}

/** The failure of either side ends both; whoever stops reading ends the source. */
async function* through(
  source: AsyncIterable<Uint8Array>,
  transform: NodeJS.ReadWriteStream,
): AsyncGenerator<Uint8Array> {
  const done = pipeline(Readable.from(source, { objectMode: false }), transform);
  done.catch(() => {}); // the loop below throws it
  for await (const chunk of transform) yield chunk as Uint8Array;
  await done;
}
