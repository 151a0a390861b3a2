import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UserError } from "../base/errors.ts";
import { projectFile } from "./project.ts";

/**
 * The nearest folder, from `folder` upwards, that holds a PROJECT file.
 *
 * @throws UserError `PROJECT_NOT_FOUND`
 */
export function findProjectRoot(folder: string): string {
  for (let root = resolve(folder); ; root = dirname(root)) {
    if (existsSync(join(root, projectFile))) return root;
    if (dirname(root) === root) throw projectNotFound(folder);
  }
}

/** What to say of a folder without a project. */
export function projectNotFound(folder: string): UserError {
  return new UserError(
    "PROJECT_NOT_FOUND",
    `cannot find a project in "${resolve(folder)}": expected a file named ${projectFile}`,
    {
      hint: "Run the command inside a project, or make one with `kubewright init`.",
    },
  );
}
