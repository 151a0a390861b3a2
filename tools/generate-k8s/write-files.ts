import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Writes each file below `folder`. */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}
