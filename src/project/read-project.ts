import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UserError } from "../base/errors.ts";
import { FileTree } from "../files/tree.ts";
import { parseProject } from "./parse-project.ts";
import { type Project, projectFile } from "./project.ts";

/**
 * The project whose PROJECT file lies in `root`.
 *
 * @throws UserError `PROJECT_NOT_FOUND`, and what {@link parseProject} throws
 */
export function readProject(root: string): Project {
  const text = new FileTree(root).read(projectFile);
  if (text === undefined) throw notFound(root);
  return parseProject(text);
}

/**
 * The nearest folder, from `folder` upwards, that holds a PROJECT file.
 *
 * @throws UserError `PROJECT_NOT_FOUND`
 */
export function findProjectRoot(folder: string): string {
  for (let root = resolve(folder); ; root = dirname(root)) {
    if (existsSync(join(root, projectFile))) return root;
    if (dirname(root) === root) throw notFound(folder);
  }
}

function notFound(folder: string): UserError {
  return new UserError(
    "PROJECT_NOT_FOUND",
    `cannot find a project in "${resolve(folder)}": expected a file named ${projectFile}`,
    {
      hint: "Run the command inside a project, or make one with `kubewright init`.",
    },
  );
}
