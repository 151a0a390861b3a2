import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { messageOf, UserError } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import { exec } from "../exec.ts";
import { goPlatform } from "./cache-folder.ts";
import { defaultIndexUrl, findArchive, type EnvtestArchive } from "./release-index.ts";

/** What a download needs to know. */
export interface DownloadOptions {
  readonly version: string;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly indexUrl?: string;
  /** Default: Node's own. */
  readonly fetch?: typeof globalThis.fetch;
}

const indexTimeoutMs = 10_000;
const archiveTimeoutMs = 15 * 60_000;

/**
 * Fetches the envtest archive of a version (or of another patch of its minor) into an empty folder and returns the
 * version it got. Nothing is unpacked before its SHA-512 is right.
 *
 * @throws UserError CONTROL_PLANE_DOWNLOAD when the server cannot be reached or lacks the version,
 * CONTROL_PLANE_CHECKSUM when what came is not what the index promises.
 */
export async function downloadControlPlane(folder: string, options: DownloadOptions): Promise<string> {
  const { indexUrl = defaultIndexUrl, version, logger } = options;
  const index = await (await request(indexUrl, indexTimeoutMs, options)).text();
  const archive = findArchive(index, { version, platform: goPlatform() });
  if (!archive) throw cannotDownload(`${indexUrl} lists no control plane ${version} for ${goPlatform()}`);
  logger.info(`downloading etcd, kube-apiserver and kubectl ${archive.version}`, { url: archive.url });
  const file = join(folder, "archive.tar.gz");
  await save(archive, file, options);
  await unpack(file, folder, options);
  return archive.version;
}

async function request(url: string, timeoutMs: number, options: DownloadOptions): Promise<Response> {
  const { fetch = globalThis.fetch, signal } = options;
  const response = await fetch(url, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw cannotDownload(`cannot reach ${url}: ${reasonOf(error)}`, error);
  });
  if (response.ok) return response;
  await response.body?.cancel();
  throw cannotDownload(`${url} answered ${response.status}`);
}

async function save(archive: EnvtestArchive, file: string, options: DownloadOptions): Promise<void> {
  const { body } = await request(archive.url, archiveTimeoutMs, options);
  if (!body) throw cannotDownload(`${archive.url} answered without a body`);
  const hash = createHash("sha512");
  try {
    await pipeline(
      Readable.fromWeb(body),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(file),
    );
  } catch (error) {
    options.signal.throwIfAborted();
    throw cannotDownload(`the download of ${archive.url} broke off: ${reasonOf(error)}`, error);
  }
  const actual = hash.digest("hex");
  if (actual === archive.hash) return;
  throw new UserError(
    "CONTROL_PLANE_CHECKSUM",
    `${archive.url} has SHA-512 ${actual}, the index promises ${archive.hash}`,
    {
      hint: "nothing was unpacked; try again, and look at what stands between this machine and github.com if it stays so",
    },
  );
}

/** The archives hold the programs in a folder controller-tools/envtest; they end up in `folder` itself. */
async function unpack(file: string, folder: string, options: DownloadOptions): Promise<void> {
  const unpacked = join(folder, "unpacked");
  await mkdir(unpacked);
  await exec("tar", ["-xzf", file, "-C", unpacked], { signal: options.signal });
  const inside = join(unpacked, "controller-tools", "envtest");
  for (const name of await readdir(inside)) await rename(join(inside, name), join(folder, name));
  await rm(unpacked, { recursive: true });
  await rm(file);
}

function cannotDownload(message: string, cause?: unknown): UserError {
  return new UserError("CONTROL_PLANE_DOWNLOAD", message, { cause });
}

/** fetch hides what happened in `cause`. */
function reasonOf(error: unknown): string {
  return messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error);
}
