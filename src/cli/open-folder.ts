import { isAbsolute, relative, resolve } from "node:path";
import { FileTree } from "../files/tree.ts";

/** A folder to write to. Paths are told as from here, also in a diff for `git apply`; a folder somewhere else is a root of its own. */
export function openFolder(out: string, cwd: string): { tree: FileTree; prefix: string } {
  const inside = relative(cwd, resolve(cwd, out)).replaceAll("\\", "/");
  const elsewhere = inside.startsWith("..") || isAbsolute(inside);
  if (elsewhere || inside === "") return { tree: new FileTree(resolve(cwd, out)), prefix: "" };
  return { tree: new FileTree(cwd), prefix: `${inside}/` };
}
