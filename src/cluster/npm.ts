import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { exec } from "./exec.ts";

/** What is asked of npm. */
export interface Npm {
  /** Writes the archive that would be published for a package folder into an empty folder; returns its path. No script is run. */
  pack(folder: string, destination: string): Promise<string>;
  /** Installs a project's dependencies, those named anew, and writes its lock file. */
  install(folder: string, named?: readonly string[]): Promise<void>;
}

/**
 * The npm on the PATH.
 *
 * @throws UserError COMMAND_NOT_FOUND, COMMAND_FAILED
 */
export function createNpm({ signal }: { signal: AbortSignal }): Npm {
  return {
    async pack(folder, destination) {
      const args = ["pack", "--ignore-scripts", "--silent", "--pack-destination", destination];
      await exec("npm", args, { cwd: folder, signal, hint: "npm comes with Node: put it on the PATH." });
      const [name] = await readdir(destination);
      if (name === undefined) throw new Error(`npm pack of ${folder} ended well but left no archive`);
      return join(destination, name);
    },
    async install(folder, named = []) {
      const hint = "The files are all there: mend the cause and run `npm install` in the project.";
      await exec("npm", ["install", "--no-audit", "--no-fund", ...named], { cwd: folder, signal, hint });
    },
  };
}
