import { isAscii } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { Module, createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { Script } from "node:vm";
import { crc32 } from "node:zlib";
import { userCacheFolder, writeCacheFile } from "../../base/user-cache.ts";

type Wrapper = (
  exports: unknown,
  require: NodeJS.Require,
  module: NodeJS.Module,
  file: string,
  folder: string,
) => void;

/** Where compiled code is kept, and when it is taken from a script that has run. */
export interface CodeCache {
  readonly folder?: string;
  /** Default: when the process ends, so that the functions it has used are in it. */
  readonly later?: (keep: () => void) => void;
}

/**
 * `require` of one big CommonJS file whose compiled code is kept in the user's cache: Node 20 has no such cache of its own, and
 * compiling the TypeScript compiler takes longer than all that it does for us.
 */
export function loadScript(file: string, { folder = codeFolder(), later = atExit }: CodeCache = {}): unknown {
  const require = createRequire(file);
  const loaded = require.cache[file];
  if (loaded) return loaded.exports;
  const { script, keep } = compile(file, folder);
  const module = new Module(file);
  const wrapper = script.runInThisContext() as Wrapper;
  wrapper.call(module.exports, module.exports, require, module, file, dirname(file));
  require.cache[file] = module; // as require does: the next call finds it there
  if (keep) later(keep);
  return module.exports;
}

/** `keep` where the compiled code is not in the cache yet. */
function compile(file: string, folder: string): { script: Script; keep?: () => void } {
  const bytes = readFileSync(file);
  // one byte a character: half the memory, and nothing to decode
  const source = bytes.toString(isAscii(bytes) ? "latin1" : "utf8");
  const entry = join(folder, `${basename(file, ".js")}-${keyOf(bytes)}.v8`);
  const cachedData = readEntry(entry);
  const script = new Script(
    `(function (exports, require, module, __filename, __dirname) { ${source}\n})`,
    cachedData ? { filename: file, cachedData } : { filename: file },
  );
  if (cachedData && !script.cachedDataRejected) return { script };
  return { script, keep: () => writeCacheFile(entry, withChecksum(script.createCachedData())) };
}

function codeFolder(): string {
  return join(userCacheFolder(), "code");
}

function atExit(keep: () => void): void {
  process.once("exit", keep);
}

/**
 * What the compiled code is bound to: the source, and the very program that compiled it. V8 takes it only under the same flags and checks that itself; they are
 * here so that runs with and without them do not replace each other's entry.
 */
function keyOf(source: Uint8Array): string {
  const { size, mtimeMs } = statSync(process.execPath);
  const flags = `${process.execArgv.join(" ")} ${process.env.NODE_OPTIONS ?? ""}`;
  const program = `${process.version} ${process.arch} ${size} ${mtimeMs} ${flags}`;
  return `${process.version}-${process.arch}-${hex(crc32(source))}${hex(crc32(program))}`;
}

/** V8 trusts what it is given: an entry that was damaged would end the process. */
function readEntry(file: string): Buffer | undefined {
  let bytes;
  try {
    bytes = readFileSync(file);
  } catch {
    return undefined;
  }
  const data = bytes.subarray(4);
  return bytes.length > 4 && bytes.readUInt32LE() === crc32(data) ? data : undefined;
}

function withChecksum(data: Uint8Array): Uint8Array {
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(data));
  return Buffer.concat([sum, data]);
}

function hex(sum: number): string {
  return sum.toString(16).padStart(8, "0");
}
