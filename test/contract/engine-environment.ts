import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Has podman and buildah keep images in a folder, with a driver that needs no rights, and no network of their own. */
export async function storeEnvironment(folder: string): Promise<Record<string, string>> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "storage.conf");
  const lines = [
    "[storage]",
    'driver = "vfs"',
    `runroot = ${JSON.stringify(join(folder, "run"))}`,
    `graphroot = ${JSON.stringify(join(folder, "graph"))}`,
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  return { CONTAINERS_STORAGE_CONF: file, BUILDAH_ISOLATION: "chroot" };
}

/** The daemon that the step has started, or that of the machine. */
export async function dockerEnvironment(folder: string): Promise<Record<string, string>> {
  mkdirSync(folder, { recursive: true });
  return { DOCKER_BUILDKIT: "0", DOCKER_CONFIG: folder };
}
