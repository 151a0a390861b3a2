import { chmodSync, copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeImageArchive } from "./image-archive.ts";
import type { NodePrograms } from "./programs.ts";

/** Images that a node itself runs. */
export const baseImages = { pause: "localhost/pause:1", coredns: "localhost/coredns:1" } as const;

/** Writes their archives into a folder and returns the paths. */
export function writeBaseImages(
  folder: string,
  programs: Pick<NodePrograms, "pause" | "coredns">,
): Readonly<Record<keyof typeof baseImages, string>> {
  const write = (name: keyof typeof baseImages, config: object) => {
    const root = join(folder, name);
    mkdirSync(root);
    copyFileSync(programs[name], join(root, name));
    chmodSync(join(root, name), 0o755);
    const archive = join(folder, `${name}.tar`);
    const entrypoint = { Entrypoint: [`/${name}`], ...config };
    writeImageArchive(archive, [{ name: baseImages[name], layers: [root], config: entrypoint }]);
    rmSync(root, { recursive: true });
    return archive;
  };
  return { pause: write("pause", { User: "65535:65535" }), coredns: write("coredns", {}) };
}
