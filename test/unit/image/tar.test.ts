import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesOfStream } from "../../../src/image/tar/bytes.ts";
import { readTar } from "../../../src/image/tar/read-tar.ts";
import { openTarFile } from "../../../src/image/tar/tar-file.ts";
import { type TarEntry, writeTar } from "../../../src/image/tar/write-tar.ts";
import { temporaryFolder } from "../../cli/run-cli.ts";
import { collect, tarOf } from "../../helpers/image/bases.ts";

/** In pieces of a length that divides no block. */
async function* inPieces(bytes: Uint8Array, length = 777): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function readAll(archive: Uint8Array) {
  const bytes = bytesOfStream(inPieces(archive));
  const found: { path: string; type: string; mode: number; target: string; text: string }[] = [];
  for await (const { path, type, mode, target, size } of readTar(bytes, "archive a.tar"))
    found.push({ path, type, mode, target, text: (await bytes.read(size)).toString("utf8") });
  return found;
}

const name = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 80 })
  .filter((text) => !/[/\0]/.test(text) && !/^\.{1,2}$/.test(text));
const entry = fc.record({
  path: fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/")),
  mode: fc.constantFrom(0o644, 0o755, 0o1777, 0o4755),
  content: fc.oneof(
    fc.record({ type: fc.constant("file" as const), text: fc.string({ maxLength: 2_000 }) }),
    fc.record({ type: fc.constant("symlink" as const), target: name }),
    fc.record({ type: fc.constant("directory" as const) }),
  ),
});

test("what is written is read again, whatever the names and lengths", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 8 }), async (given) => {
      const entries = given.map(({ path, mode, content }): TarEntry => {
        const text = Buffer.from("text" in content ? content.text : "");
        const target = "target" in content ? { target: content.target } : {};
        return { path, mode, type: content.type, ...target, size: text.length, body: () => [text] };
      });
      const found = await readAll(await collect(writeTar(entries, { mtime: 7 })));
      expect(found).toEqual(
        given.map(({ path, mode, content }) => ({
          path: content.type === "directory" ? `${path}/` : path,
          type: content.type,
          mode,
          target: "target" in content ? content.target : "",
          text: "text" in content ? Buffer.from(content.text).toString("utf8") : "",
        })),
      );
    }),
    { numRuns: 60 },
  );
});

test("tar itself reads what is written, long and foreign names too", async () => {
  const folder = temporaryFolder();
  const long = `${"folder/".repeat(30)}file`;
  writeFileSync(
    join(folder, "a.tar"),
    await tarOf({ "a/": "", "a/b": "text", [long]: "deep", "ä/ß": "umlauts" }),
  );
  execFileSync("tar", ["--extract", "--file", "a.tar"], { cwd: folder });
  const read = (path: string) => execFileSync("cat", [join(folder, path)], { encoding: "utf8" });
  expect([read("a/b"), read(long), read("ä/ß")]).toEqual(["text", "deep", "umlauts"]);
  const listed = execFileSync("tar", ["--list", "--verbose", "--file", join(folder, "a.tar")], {
    encoding: "utf8",
    env: { TZ: "UTC" },
  });
  expect(listed.split("\n")[1]).toMatch(/^-rwxr-xr-x 0\/0 +4 1970-01-01 00:00 a\/b$/);
});

test.each(["gnu", "pax", "ustar", "oldgnu", "v7"])(
  "archives of tar in the format %s are read",
  async (format) => {
    const folder = temporaryFolder();
    const long = format === "v7" ? "short" : `${"n".repeat(90)}/${"m".repeat(60)}`;
    mkdirSync(join(folder, "root", ...long.split("/").slice(0, -1)), { recursive: true });
    writeFileSync(join(folder, "root", long), "text");
    chmodSync(join(folder, "root", long), 0o750);
    symlinkSync("target", join(folder, "root/link"));
    execFileSync("tar", [`--format=${format}`, "--create", "--file", "a.tar", "--directory", "root", "."], {
      cwd: folder,
    });
    const archive = await openTarFile(join(folder, "a.tar"), "archive a.tar");
    expect((await archive.read(long)).toString()).toBe("text");
    await archive.close();
    const found = await readAll(execFileSync("cat", [join(folder, "a.tar")]));
    expect(found).toContainEqual({ path: `./${long}`, type: "file", mode: 0o750, target: "", text: "text" });
    expect(found).toContainEqual(
      expect.objectContaining({ path: "./link", type: "symlink", target: "target" }),
    );
  },
);

test("a body that is not as long as announced is a failure, not a broken archive", async () => {
  const entries: TarEntry[] = [
    { path: "log", type: "file", mode: 0o644, size: 3, body: () => [Buffer.from("four")] },
  ];
  await expect(collect(writeTar(entries, { mtime: 0 }))).rejects.toThrow(
    '"log" changed while it was read: 4 bytes instead of 3',
  );
});

const invalid = (text: string) => ({
  code: "ARCHIVE_INVALID",
  message: expect.stringContaining(text) as string,
});

test("what is no archive, or only the beginning of one, is refused with the place", async () => {
  const archive = await tarOf({ file: "x".repeat(5_000) });
  await expect(readAll(Buffer.from("<html>".repeat(200)))).rejects.toMatchObject(
    invalid("cannot read archive a.tar: there is no tar header at byte 0"),
  );
  await expect(readAll(archive.subarray(0, 3_000))).rejects.toMatchObject(
    invalid("it ends at byte 3000, in the middle of an entry"),
  );
  await expect(readAll(archive.subarray(0, 100))).rejects.toMatchObject(
    invalid("it ends at byte 100, in the middle of a header"),
  );
  const flipped = Buffer.from(archive);
  flipped[3] = 1;
  await expect(readAll(flipped)).rejects.toMatchObject(invalid("no tar header at byte 0"));
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.tar"), archive);
  truncateSync(join(folder, "a.tar"), 3_000);
  await expect(openTarFile(join(folder, "a.tar"), "archive a.tar")).rejects.toMatchObject(
    invalid("in the middle of an entry"),
  );
});

test("a size that is no number, and an extended header as large as a file, are refused", async () => {
  const broken = await tarOf({ file: "text" });
  const sealed = (change: (header: Buffer) => void) => {
    const header = Buffer.from(broken);
    change(header);
    header.write("        ", 148);
    const sum = header.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return header;
  };
  await expect(readAll(sealed((header) => header.write("99999999999\0", 124)))).rejects.toMatchObject(
    invalid("no valid size"),
  );
  const huge = sealed((header) => {
    header.write("77777777777\0", 124);
    header.write("x", 156);
  });
  await expect(readAll(huge)).rejects.toMatchObject(invalid("an extended header is 8589934591 bytes long"));
});

test("an entry that leads out of its archive is refused before anything is read", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.tar"), await tarOf({ "../../etc/passwd": "root" }));
  await expect(openTarFile(join(folder, "a.tar"), "archive a.tar")).rejects.toMatchObject(
    invalid('cannot use archive a.tar: it has an entry "../../etc/passwd", which leads out of it'),
  );
});

test("links inside an archive are followed, those out of it and those in a ring are not", async () => {
  const folder = temporaryFolder();
  const link = (path: string, target: string): TarEntry => ({ path, type: "symlink", mode: 0o777, target });
  const file: TarEntry = {
    path: "a/layer.tar",
    type: "file",
    mode: 0o644,
    size: 4,
    body: () => [Buffer.from("text")],
  };
  const entries = [
    file,
    link("b/layer.tar", "../a/layer.tar"),
    link("out", "../../secret"),
    link("ring", "ring"),
  ];
  writeFileSync(join(folder, "a.tar"), await collect(writeTar(entries, { mtime: 0 })));
  const archive = await openTarFile(join(folder, "a.tar"), "archive a.tar");
  expect((await archive.read("b/layer.tar")).toString()).toBe("text");
  await expect(archive.read("out")).rejects.toMatchObject(invalid("leads out of it"));
  await expect(archive.read("ring")).rejects.toMatchObject(invalid('it has no file "ring"'));
  await expect(archive.read("none")).rejects.toMatchObject(invalid('it has no file "none"'));
  await archive.close();
});
