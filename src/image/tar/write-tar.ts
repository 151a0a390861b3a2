/** A file of an archive that is to be written. */
export interface TarEntry {
  /** With slashes, relative, without a slash at the end. */
  readonly path: string;
  readonly type: "file" | "directory" | "symlink";
  /** Permissions with the bits for setuid, setgid and sticky: `0o1777`. */
  readonly mode: number;
  /** Of a symlink. */
  readonly target?: string;
  /** Of a file: its length, and its bytes. */
  readonly size?: number;
  readonly body?: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const typeFlags = { file: "0", directory: "5", symlink: "2" } as const;
const block = 512;

/**
 * A tar archive (ustar, with pax headers for what does not fit) of entries in their order. Every entry belongs to root and has the same time,
 * in seconds since 1970, so that the same entries give the same bytes.
 *
 * @throws Error when a body is not as long as its entry says
 */
export async function* writeTar(
  entries: Iterable<TarEntry> | AsyncIterable<TarEntry>,
  { mtime }: { mtime: number },
): AsyncGenerator<Uint8Array> {
  for await (const entry of entries) {
    yield* headers(entry, mtime);
    if (entry.type !== "file") continue;
    let written = 0;
    for await (const chunk of entry.body?.() ?? []) {
      written += chunk.length;
      yield chunk;
    }
    const { size = 0, path } = entry;
    if (written !== size)
      throw new Error(`"${path}" changed while it was read: ${written} bytes instead of ${size}`);
    yield padding(size);
  }
  yield Buffer.alloc(2 * block);
}

function* headers(entry: TarEntry, mtime: number): Generator<Uint8Array> {
  const path = entry.type === "directory" ? `${entry.path}/` : entry.path;
  const target = entry.target ?? "";
  const size = entry.type === "file" ? (entry.size ?? 0) : 0;
  const records = [
    ...(fits(path, 100) ? [] : [record("path", path)]),
    ...(fits(target, 100) ? [] : [record("linkpath", target)]),
    ...(size < 8 ** 11 ? [] : [record("size", String(size))]),
  ];
  if (records.length > 0) {
    const body = Buffer.concat(records);
    yield header({ path: "PaxHeaders/entry", flag: "x", mode: 0o644, size: body.length, target: "", mtime });
    yield body;
    yield padding(body.length);
  }
  yield header({ path, flag: typeFlags[entry.type], mode: entry.mode, size, target, mtime });
}

/** Names beyond ASCII are not the same in every reader of the older format. */
function fits(text: string, length: number): boolean {
  return text.length <= length && /^[\x20-\x7e]*$/.test(text);
}

/** `LENGTH KEY=VALUE` and a line break; the length counts itself. */
function record(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (String(length).length + rest !== length) length++;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

function header(of: {
  path: string;
  flag: string;
  mode: number;
  size: number;
  target: string;
  mtime: number;
}): Buffer {
  const bytes = Buffer.alloc(block);
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length, "0")}\0`;
  bytes.write(of.path, 0, 100);
  bytes.write(octal(of.mode, 7), 100);
  bytes.write(octal(0, 7), 108);
  bytes.write(octal(0, 7), 116);
  bytes.write(octal(of.size < 8 ** 11 ? of.size : 0, 11), 124);
  bytes.write(octal(of.mtime, 11), 136);
  bytes.write("        ", 148);
  bytes.write(of.flag, 156);
  bytes.write(of.target, 157, 100);
  bytes.write("ustar\x0000", 257);
  bytes.write(octal(0, 7), 329);
  bytes.write(octal(0, 7), 337);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return bytes;
}

function padding(size: number): Buffer {
  return Buffer.alloc((block - (size % block)) % block);
}
