import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeControlGroups } from "./control-groups.ts";
import { folderPrefix, ownerFile, volumesMountPoint } from "./layout.ts";

/** Clears up after nodes whose owner was killed: their processes and mounts have ended with it, folders and control groups have not. */
export async function removeLeftovers(): Promise<void> {
  for (const name of nodeFolders()) {
    const folder = join(tmpdir(), name);
    if (isOwned(folder)) continue;
    await removeControlGroups(name);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
  removeVolumesMountPoint();
}

/** Another node's mount there would go with the folder. */
export function removeVolumesMountPoint(): void {
  if (
    nodeFolders().length === 0 &&
    existsSync(volumesMountPoint) &&
    readdirSync(volumesMountPoint).length === 0
  )
    rmdirSync(volumesMountPoint);
}

function nodeFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(folderPrefix));
}

/** A folder without a name of its owner is being made. */
function isOwned(folder: string): boolean {
  try {
    process.kill(Number(readFileSync(join(folder, ownerFile), "utf8")), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}
