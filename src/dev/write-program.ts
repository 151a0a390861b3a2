import { applyPlan } from "../files/apply.ts";
import { FileTree } from "../files/tree.ts";

/** Puts a program where Node runs it from, whole or not at all. */
export async function writeProgram(text: string, at: { root: string; file: string }): Promise<void> {
  const tree = new FileTree(at.root);
  tree.write(at.file, text, { ownership: "managed" });
  await applyPlan(tree.plan());
}
