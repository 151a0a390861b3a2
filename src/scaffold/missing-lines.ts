import type { FileTree } from "../files/tree.ts";

/** Adds the lines of a list such as .gitignore that it does not have yet. */
export function addMissingLines(tree: FileTree, path: string, lines: string): void {
  const before = tree.read(path) ?? "";
  const present = new Set(before.split(/\r?\n/).map((line) => line.trim()));
  const missing = lines.split("\n").filter((line) => line !== "" && !present.has(line));
  if (missing.length === 0) return;
  const gap = before === "" || before.endsWith("\n") ? "" : "\n";
  tree.write(path, `${before}${gap}${missing.join("\n")}\n`, { ownership: "shared" });
}
