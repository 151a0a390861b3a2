import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
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
export function writeImageArchive(file: string, images: readonly LocalImage[]): void {
  const folder = `${file}.parts`;
  mkdirSync(folder, { recursive: true });
  const layers = [...new Set(images.flatMap((image) => image.layers))].map((root, at) => {
    const name = `layer-${at}.tar`;
    tar(join(folder, name), root, ["."]);
    return { root, name, digest: `sha256:${sha256(join(folder, name))}` };
  });
  const manifests = images.map((image, at) => {
    const own = image.layers.flatMap((root) => layers.find((layer) => layer.root === root) ?? []);
    const config = {
      architecture: process.arch === "x64" ? "amd64" : process.arch,
      os: "linux",
      config: image.config,
      rootfs: { type: "layers", diff_ids: own.map(({ digest }) => digest) },
    };
    writeFileSync(join(folder, `config-${at}.json`), JSON.stringify(config));
    return { Config: `config-${at}.json`, RepoTags: [image.name], Layers: own.map(({ name }) => name) };
  });
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifests));
  const configs = manifests.map(({ Config }) => Config);
  tar(file, folder, ["manifest.json", ...configs, ...layers.map(({ name }) => name)]);
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
  copyFileSync(from, to);
}

function tar(file: string, folder: string, names: readonly string[]): void {
  const same = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];
  execFileSync("tar", ["--create", ...same, "--file", file, "--directory", folder, ...names]);
}

function sha256(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
