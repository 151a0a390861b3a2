import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { safePath } from "../../../src/files/safe-path.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("a plain relative path lies below the root, whether it is there or not", () => {
  const root = temporaryFolder({ "a/b.txt": "" });
  expect(safePath(root, "a/b.txt")).toBe(join(root, "a", "b.txt"));
  expect(safePath(root, "new/deep/file")).toBe(join(root, "new", "deep", "file"));
  expect(safePath(join(root, "not-there"), "x")).toBe(join(root, "not-there", "x"));
});

test.each(["../x", "a/../../x", "/etc/passwd", "a//b", "./a", "", "a/", "C:/x", "a\\b", "..\\x", "a\0b"])(
  "the path %j is refused",
  (path) => {
    expect(() => safePath(temporaryFolder(), path)).toThrowError(
      expect.objectContaining({ code: "PATH_OUTSIDE_ROOT" }),
    );
  },
);

test("a link that leads out of the root is refused, one that stays inside is followed", () => {
  const root = temporaryFolder({ "inside/file": "" });
  const elsewhere = temporaryFolder({ file: "" });
  symlinkSync(elsewhere, join(root, "out"));
  symlinkSync(join(root, "inside"), join(root, "in"));
  expect(() => safePath(root, "out/file")).toThrowError(/a link leads to/);
  expect(() => safePath(root, "out/new")).toThrowError(/a link leads to/);
  expect(safePath(root, "in/file")).toBe(join(root, "inside", "file"));
});

test("a folder whose name starts with the root's name is outside", () => {
  const parent = temporaryFolder();
  mkdirSync(join(parent, "app"));
  mkdirSync(join(parent, "app-old"));
  symlinkSync(join(parent, "app-old"), join(parent, "app", "old"));
  expect(() => safePath(join(parent, "app"), "old/x")).toThrowError(/a link leads to/);
});

test("the root itself may be reached by a link", () => {
  const root = temporaryFolder({ "a.txt": "" });
  const links = temporaryFolder();
  symlinkSync(root, join(links, "project"));
  expect(safePath(join(links, "project"), "a.txt")).toBe(join(root, "a.txt"));
});

test("a link that leads nowhere or in a circle is refused: writing would go where nobody looked", () => {
  const root = temporaryFolder();
  symlinkSync(join(root, "..", "not-there"), join(root, "dangling"));
  symlinkSync(join(root, "circle"), join(root, "circle"));
  for (const path of ["dangling", "dangling/x", "circle/x"]) {
    expect(() => safePath(root, path)).toThrowError(expect.objectContaining({ code: "PATH_OUTSIDE_ROOT" }));
  }
});
