import { readFileSync, statSync } from "node:fs";

/** Text of a file; undefined when there is none. */
export function readFromDisk(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, "utf8") : undefined;
}
