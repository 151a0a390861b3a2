import { execFileSync } from "node:child_process";
import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { renderPlan } from "../../../src/files/diff.ts";
import { FileTree } from "../../../src/files/tree.ts";
import { readAll, temporaryFolder } from "./temporary-folder.ts";

test("a change is shown with its place and three lines around it", () => {
  const before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
  const tree = new FileTree(temporaryFolder({ "src/a.ts": before }));
  tree.write("src/a.ts", before.replace("5", "five"), { ownership: "managed" });
  expect(renderPlan(tree.plan())).toBe(
    [
      "diff --git a/src/a.ts b/src/a.ts",
      "--- a/src/a.ts",
      "+++ b/src/a.ts",
      "@@ -2,7 +2,7 @@",
      " 2",
      " 3",
      " 4",
      "-5",
      "+five",
      " 6",
      " 7",
      " 8",
      "",
    ].join("\n"),
  );
});

test("no change is no text", () => {
  expect(renderPlan({ root: "/", changes: [] })).toBe("");
});

test("bytes are named, not shown", () => {
  const tree = new FileTree(temporaryFolder());
  tree.write("x.tgz", Uint8Array.from([0, 1, 255]), { ownership: "managed" });
  expect(renderPlan(tree.plan())).toBe(
    "diff --git a/x.tgz b/x.tgz\nnew file mode 100644\nBinary files /dev/null and b/x.tgz differ\n",
  );
});

test("git applies the diff of made, changed, deleted and empty files, with their modes", () => {
  const root = temporaryFolder({ changed: "a\nb\nc\n", gone: "x\n", "gone-empty": "", "no-newline": "a" });
  for (const [path] of Object.entries(readAll(root))) chmodSync(join(root, path), 0o644);
  const tree = new FileTree(root);
  tree.write("changed", "a\nB\nc\n", { ownership: "managed" });
  tree.write("no-newline", "b", { ownership: "managed" });
  tree.write("deep/new", "1\n2", { ownership: "managed" });
  tree.write("tool.sh", "#!/bin/sh\n", { ownership: "managed", mode: 0o755 });
  tree.write("empty", "", { ownership: "managed" });
  tree.delete("gone");
  tree.delete("gone-empty");
  gitApply(root, renderPlan(tree.plan()));
  expect(readAll(root)).toEqual({
    changed: "a\nB\nc\n",
    "no-newline": "b",
    "deep/new": "1\n2",
    "tool.sh": "#!/bin/sh\n",
    empty: "",
  });
  expect(statSync(join(root, "tool.sh")).mode & 0o111).not.toBe(0);
});

test("git applies the diff of any two texts", () => {
  const line = fc.constantFrom("", "a", "b", "-- a", "+++ b", "@@", "\\ No newline");
  const text = fc
    .tuple(fc.array(line, { maxLength: 8 }), fc.boolean())
    .map(([lines, end]) => lines.join("\n") + (end ? "\n" : ""));
  const pairs = fc.sample(fc.tuple(text, text), { numRuns: 40, seed: 4 });
  const before = Object.fromEntries(pairs.map(([from], index) => [`f${index}`, from]));
  const after = Object.fromEntries(pairs.map(([, to], index) => [`f${index}`, to]));
  const root = temporaryFolder(before);
  const tree = new FileTree(root);
  for (const [path, content] of Object.entries(after)) tree.write(path, content, { ownership: "managed" });
  gitApply(root, renderPlan(tree.plan()));
  expect(readAll(root)).toEqual(after);
});

function gitApply(root: string, diff: string): void {
  execFileSync("git", ["apply", "--whitespace=nowarn", "-"], {
    cwd: root,
    input: diff,
    stdio: ["pipe", "ignore", "pipe"],
  });
}
