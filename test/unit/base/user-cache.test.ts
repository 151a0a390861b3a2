import { mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { userCacheFolder, writeCacheFile } from "../../../src/base/user-cache.ts";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "kubewright-cache-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ["linux", {}, "/home/me/.cache/kubewright"],
  ["linux", { XDG_CACHE_HOME: "/cache" }, "/cache/kubewright"],
  ["darwin", {}, "/home/me/Library/Caches/kubewright"],
  ["win32", { LOCALAPPDATA: "/local" }, "/local/kubewright"],
  ["win32", {}, "/home/me/AppData/Local/kubewright"],
] as const)("on %s with %j caches lie where the platform keeps them", (platform, env, expected) => {
  expect(userCacheFolder({ platform, env, home: "/home/me" })).toBe(expected);
});

test("a file is replaced whole, and nothing else is left beside it", () => {
  const file = join(folder, "below", "entry");
  writeCacheFile(file, "one");
  writeCacheFile(file, "two");
  expect(readFileSync(file, "utf8")).toBe("two");
  expect(readdirSync(join(folder, "below"))).toEqual(["entry"]);
});

test("entries that nobody has written for a month go when one is written, younger ones stay", () => {
  const day = 24 * 3_600;
  const now = Date.now() / 1_000;
  for (const [name, age] of [
    ["old", 31 * day],
    ["young", 29 * day],
  ] as const) {
    writeFileSync(join(folder, name), "");
    utimesSync(join(folder, name), now - age, now - age);
  }
  writeCacheFile(join(folder, "new"), "");
  expect(readdirSync(folder).sort()).toEqual(["new", "young"]);
});

test("a folder that cannot be written is no error, and nothing is left of the attempt", () => {
  writeFileSync(join(folder, "file"), "");
  writeCacheFile(join(folder, "file", "entry"), "text");
  expect(readdirSync(folder)).toEqual(["file"]);
});
