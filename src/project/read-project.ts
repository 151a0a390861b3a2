import { FileTree } from "../files/tree.ts";
import { projectNotFound } from "./find-project.ts";
import { parseProject } from "./parse-project.ts";
import { type Project, projectFile } from "./project.ts";

/**
 * The project whose PROJECT file lies in `root`.
 *
 * @throws UserError `PROJECT_NOT_FOUND`, and what {@link parseProject} throws
 */
export function readProject(root: string): Project {
  const text = new FileTree(root).read(projectFile);
  if (text === undefined) throw projectNotFound(root);
  return parseProject(text);
}
