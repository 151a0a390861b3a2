import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** An image that no registry holds. */
export interface LocalImage {
  /** Such as `localhost/pause:1`. */
  readonly name: string;
  /** Folders, each a layer. */
  readonly layers: readonly string[];
  /** What containers are started with: Entrypoint, User, Env and so on, as the image specification has them. */
  readonly config: object;
}

/** Writes an archive as `docker save` does, which containerd and container engines load. The same folders give the same bytes. */
export function writeImageArchive(file: string, { name, layers, config }: LocalImage): void {
  const folder = `${file}.parts`;
  mkdirSync(folder, { recursive: true });
  const digests = layers.map((layer, at) => {
    const archive = join(folder, `layer-${at}.tar`);
    tar(archive, layer, ["."]);
    return sha256(archive);
  });
  const image = {
    architecture: process.arch === "x64" ? "amd64" : process.arch,
    os: "linux",
    config,
    rootfs: { type: "layers", diff_ids: digests.map((digest) => `sha256:${digest}`) },
  };
  writeFileSync(join(folder, "config.json"), JSON.stringify(image));
  const manifest = {
    Config: "config.json",
    RepoTags: [name],
    Layers: layers.map((_, at) => `layer-${at}.tar`),
  };
  writeFileSync(join(folder, "manifest.json"), JSON.stringify([manifest]));
  tar(file, folder, ["manifest.json", "config.json", ...manifest.Layers]);
  rmSync(folder, { recursive: true });
}

/** A folder with Node, the libraries that it is linked to, and what programs expect of a system: a root for images. */
export function writeNodeRoot(root: string): void {
  for (const path of ["etc", "usr/local/bin", "app"]) mkdirSync(join(root, path), { recursive: true });
  mkdirSync(join(root, "tmp"));
  chmodSync(join(root, "tmp"), 0o1777);
  writeFileSync(join(root, "etc/passwd"), "root:x:0:0::/:/bin/false\nnonroot:x:65532:65532::/:/bin/false\n");
  writeFileSync(join(root, "etc/group"), "root:x:0:\nnonroot:x:65532:\n");
  writeFileSync(join(root, "etc/nsswitch.conf"), "hosts: files dns\n");
  const node = realpathSync(process.execPath);
  const listed = execFileSync("ldd", [node], { encoding: "utf8" });
  const libraries = [...listed.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, path]) => path ?? "");
  for (const path of libraries) copyFile(path, join(root, path));
  copyFile(node, join(root, "usr/local/bin/node"));
}

function copyFile(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { dereference: true });
}

function tar(file: string, folder: string, names: readonly string[]): void {
  const same = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];
  execFileSync("tar", ["--create", ...same, "--file", file, "--directory", folder, ...names]);
}

function sha256(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
