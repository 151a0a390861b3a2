import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { applyPlan } from "../../../src/files/apply.ts";
import type { Change, Plan } from "../../../src/files/plan.ts";
import { FileTree } from "../../../src/files/tree.ts";
import { readAll, readFrom, temporaryFolder, writeInto } from "./temporary-folder.ts";

const create = (path: string, after = "new\n"): Change => ({
  path,
  before: undefined,
  after,
  ownership: "managed",
});

test("files are made, changed and deleted, and the result says so in the plan's order", async () => {
  const root = temporaryFolder({ changed: "1\n", gone: "1\n", untouched: "1\n" });
  const tree = new FileTree(root);
  tree.write("changed", "2\n", { ownership: "shared" });
  tree.write("a/b/new", "3\n", { ownership: "starter" });
  tree.delete("gone");
  expect(await applyPlan(tree.plan())).toEqual([
    { path: "a/b/new", action: "create" },
    { path: "changed", action: "update" },
    { path: "gone", action: "delete" },
  ]);
  expect(readAll(root)).toEqual({ "a/b/new": "3\n", changed: "2\n", untouched: "1\n" });
});

test("the root is made when it is not there", async () => {
  const root = join(temporaryFolder(), "some", "project");
  await applyPlan({ root, changes: [create("a")] });
  expect(readFrom(root, "a")).toBe("new\n");
});

test("bytes arrive as they were", async () => {
  const root = temporaryFolder();
  const tree = new FileTree(root);
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  tree.write("x.tgz", bytes, { ownership: "managed" });
  await applyPlan(tree.plan());
  const again = new FileTree(root);
  again.write("x.tgz", bytes, { ownership: "managed" });
  expect(again.plan().changes).toEqual([]);
});

test("a new file gets its mode, a changed one keeps the user's", async () => {
  const root = temporaryFolder({ tool: "1\n" });
  chmodSync(join(root, "tool"), 0o775);
  const tree = new FileTree(root);
  tree.write("tool", "2\n", { ownership: "managed", mode: 0o644 });
  tree.write("new-tool", "1\n", { ownership: "managed", mode: 0o755 });
  await applyPlan(tree.plan());
  expect(statSync(join(root, "tool")).mode & 0o777).toBe(0o775);
  expect(statSync(join(root, "new-tool")).mode & 0o700).toBe(0o700);
});

test("nothing is written when one file changed after the plan was made", async () => {
  const root = temporaryFolder({ a: "1\n", b: "1\n" });
  const tree = new FileTree(root);
  tree.write("a", "2\n", { ownership: "managed" });
  tree.write("b", "2\n", { ownership: "managed" });
  const plan = tree.plan();
  writeInto(root, "b", "the user's\n");
  await expect(applyPlan(plan)).rejects.toMatchObject({
    code: "FILE_CHANGED",
    message: expect.stringContaining('"b"'),
  });
  expect(readAll(root)).toEqual({ a: "1\n", b: "the user's\n" });
});

test.each([
  ["appeared", { appeared: "x" }, create("appeared")],
  ["is gone", {}, { path: "gone", before: "1", after: "2", ownership: "managed" } as const],
])("a file that %s meanwhile is a change too", async (_, files, change) => {
  const root = temporaryFolder(files);
  await expect(applyPlan({ root, changes: [create("first"), change] })).rejects.toMatchObject({
    code: "FILE_CHANGED",
  });
  expect(readAll(root)).toEqual(files);
});

test("a path out of the root is refused before anything is written", async () => {
  const root = temporaryFolder();
  symlinkSync(temporaryFolder(), join(root, "link"));
  for (const path of ["../x", "link/x"]) {
    await expect(applyPlan({ root, changes: [create("a"), create(path)] })).rejects.toMatchObject({
      code: "PATH_OUTSIDE_ROOT",
    });
  }
  expect(readdirSync(root)).toEqual(["link"]);
});

test("a file where a folder is needed fails the whole plan and leaves no trace", async () => {
  const root = temporaryFolder({ src: "a file", kept: "1" });
  const plan: Plan = {
    root,
    changes: [
      create("made/deep/file"),
      { path: "kept", before: "1", after: "2", ownership: "managed" },
      create("src/main.ts"),
    ],
  };
  await expect(applyPlan(plan)).rejects.toMatchObject({
    code: "FILE_WRITE_FAILED",
    message: expect.stringContaining('"src/main.ts"'),
    hint: expect.stringContaining("folder"),
  });
  expect(readAll(root)).toEqual({ src: "a file", kept: "1" });
  expect(readdirSync(root).sort()).toEqual(["kept", "src"]);
});

test("what was moved into place is put back when a later move fails", async () => {
  const root = temporaryFolder({ changed: "1\n", gone: "1\n" });
  chmodSync(join(root, "changed"), 0o600);
  // the change says "create", and the same plan makes a folder of that name: the move onto it fails
  const plan: Plan = {
    root,
    changes: [
      create("made"),
      { path: "changed", before: "1\n", after: "2\n", ownership: "managed" },
      { path: "gone", before: "1\n", after: undefined, ownership: "managed" },
      create("clash"),
      create("clash/inside"),
    ],
  };
  await expect(applyPlan(plan)).rejects.toMatchObject({
    code: "FILE_WRITE_FAILED",
    message: expect.stringContaining('"clash"'),
  });
  expect(readAll(root)).toEqual({ changed: "1\n", gone: "1\n" });
  expect(statSync(join(root, "changed")).mode & 0o777).toBe(0o600);
  expect(readdirSync(root).sort()).toEqual(["changed", "gone"]);
});

test("an aborted signal leaves everything as it was", async () => {
  const root = temporaryFolder({ a: "1\n" });
  const controller = new AbortController();
  const applying = applyPlan(
    { root, changes: [create("x/one"), create("x/two")] },
    { signal: controller.signal },
  );
  controller.abort();
  await expect(applying).rejects.toMatchObject({ name: "AbortError" });
  expect(readdirSync(root)).toEqual(["a"]);
});

test("a file reached by a link inside the root is written where it really is", async () => {
  const root = temporaryFolder({ "real/file": "1\n" });
  symlinkSync("real/file", join(root, "link"));
  const tree = new FileTree(root);
  tree.write("link", "2\n", { ownership: "shared" });
  await applyPlan(tree.plan());
  expect(readFrom(root, "real/file")).toBe("2\n");
  expect(readdirSync(join(root, "real"))).toEqual(["file"]);
});

test("a folder that was there stays when the plan fails, also when it is empty", async () => {
  const root = temporaryFolder({ blocked: "" });
  mkdirSync(join(root, "empty"));
  await expect(applyPlan({ root, changes: [create("empty/a"), create("blocked/b")] })).rejects.toThrow();
  expect(readdirSync(root).sort()).toEqual(["blocked", "empty"]);
});
