import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { FileTree } from "../../../src/files/tree.ts";
import { readAll, temporaryFolder } from "./temporary-folder.ts";

test("edits are read back and the disk is left alone", () => {
  const root = temporaryFolder({ a: "old\n" });
  const tree = new FileTree(root);
  tree.write("a", "new\n", { ownership: "managed" });
  tree.write("b/c", "made\n", { ownership: "starter" });
  expect([tree.read("a"), tree.read("b/c"), tree.read("nothing")]).toEqual(["new\n", "made\n", undefined]);
  tree.delete("a");
  expect(tree.read("a")).toBeUndefined();
  expect(readAll(root)).toEqual({ a: "old\n" });
});

test("a plan holds what changes, by path, with what was there before", () => {
  const root = temporaryFolder({ same: "1", changed: "1", gone: "1" });
  const tree = new FileTree(root);
  tree.write("same", "1", { ownership: "managed" });
  tree.write("new", "1", { ownership: "starter", mode: 0o755, reason: "why" });
  tree.write("changed", "2", { ownership: "shared" });
  tree.delete("gone");
  tree.delete("never-there");
  expect(tree.plan()).toEqual({
    root,
    changes: [
      { path: "changed", before: "1", after: "2", encoding: "utf8", ownership: "shared" },
      { path: "gone", before: "MQ==", after: undefined, encoding: "base64", ownership: "managed" },
      {
        path: "new",
        before: undefined,
        after: "1",
        encoding: "utf8",
        ownership: "starter",
        mode: 0o755,
        reason: "why",
      },
    ],
  });
});

test("writing back what was on disk is no change", () => {
  const tree = new FileTree(temporaryFolder({ a: "1" }));
  tree.write("a", "2", { ownership: "managed" });
  tree.write("a", "1", { ownership: "managed" });
  expect(tree.plan().changes).toEqual([]);
});

test("every starter file with other content is a conflict, and all are named at once", () => {
  const tree = new FileTree(temporaryFolder({ b: "mine", a: "mine", same: "1" }));
  for (const path of ["b", "a", "same", "new"]) tree.write(path, "1", { ownership: "starter" });
  const error = caught(() => tree.plan({ overwriteFlag: "--force" }));
  expect(error.code).toBe("FILE_CONFLICT");
  expect(error.message).toContain('"a", "b"');
  expect(error.message).not.toContain("same");
  expect(error.hint).toContain("--force");
  expect(caught(() => tree.plan()).hint).not.toContain("--force");
});

test("a writer may keep or replace what is there, whoever owns it", () => {
  const tree = new FileTree(temporaryFolder({ kept: "mine", replaced: "mine" }));
  tree.write("kept", "1", { ownership: "starter", existing: "keep" });
  tree.write("replaced", "1", { ownership: "starter", existing: "replace" });
  tree.write("kept-but-new", "1", { ownership: "starter", existing: "keep" });
  expect(tree.plan().changes.map(({ path }) => path)).toEqual(["kept-but-new", "replaced"]);
  expect(tree.read("kept")).toBe("mine");
});

test("bytes that are no text survive", () => {
  const root = temporaryFolder();
  const tree = new FileTree(root);
  const bytes = Uint8Array.from([0, 255, 254, 10]);
  tree.write("x.tgz", bytes, { ownership: "managed" });
  expect(tree.plan().changes).toMatchObject([
    { encoding: "base64", after: Buffer.from(bytes).toString("base64") },
  ]);
});

test("text that is not UTF-8 is refused rather than damaged", () => {
  const tree = new FileTree(temporaryFolderWithBytes([0xe4, 0x0a]));
  expect(caught(() => tree.read("file")).code).toBe("FILE_NOT_TEXT");
});

test("a folder where a file is wanted is said to be one", () => {
  const tree = new FileTree(temporaryFolder({ "src/a": "" }));
  expect(caught(() => tree.read("src")).code).toBe("FILE_IS_FOLDER");
});

test("a file below a file is not there", () => {
  expect(new FileTree(temporaryFolder({ src: "" })).read("src/a")).toBeUndefined();
});

function temporaryFolderWithBytes(bytes: number[]): string {
  const root = temporaryFolder();
  writeFileSync(join(root, "file"), Uint8Array.from(bytes));
  return root;
}

function caught(action: () => unknown): UserError {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error("expected a UserError");
}

test("a file that differs in CRLF only, as Git may check it out, does not change and is no conflict", () => {
  const root = temporaryFolder({ same: "a\r\nb\r\n", other: "a\r\nc\r\n" });
  const tree = new FileTree(root);
  tree.write("same", "a\nb\n", { ownership: "starter" });
  tree.write("other", "a\nb\n", { ownership: "managed" });
  expect(tree.plan().changes.map(({ path, after }) => [path, after])).toEqual([["other", "a\nb\n"]]);
});
