// Base images from what this machine has, for where no registry can be reached: its Node with the libraries it is linked to, and for the build
// also npm and a shell. They stand for the images that the scaffolded Dockerfile names by default.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** Imports both and returns their names: `run` holds Node alone, `build` npm too. `root` is the folder that `run` was made from. */
export async function importBases(docker, folder) {
  const run = join(folder, "run");
  const build = join(folder, "build");
  for (const [root, programs] of [
    [run, []],
    [build, [which("sh"), which("env")]],
  ]) {
    rmSync(root, { recursive: true, force: true });
    writeSystem(root);
    copyProgram(root, process.execPath, "/usr/local/bin/node");
    for (const program of programs)
      copyProgram(root, realpathSync(program), `/bin/${program.split("/").at(-1)}`);
  }
  copyNpm(build);
  return {
    root: run,
    run: await importRoot(docker, run, "run"),
    build: await importRoot(docker, build, "build"),
  };
}

function writeSystem(root) {
  for (const path of ["bin", "etc", "root", "tmp", "usr/bin", "usr/local/bin"])
    mkdirSync(join(root, path), { recursive: true });
  chmodSync(join(root, "tmp"), 0o1777);
  writeFileSync(join(root, "etc/passwd"), "root:x:0:0::/root:/bin/sh\nnonroot:x:65532:65532::/:/bin/false\n");
  writeFileSync(join(root, "etc/group"), "root:x:0:\nnonroot:x:65532:\n");
  writeFileSync(join(root, "etc/nsswitch.conf"), "hosts: files dns\n");
}

/** A program and the libraries that the loader finds for it, where it looks for them. */
function copyProgram(root, program, target) {
  const listed = execFileSync("ldd", [program], { encoding: "utf8" });
  const libraries = [...listed.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, path]) => path);
  for (const path of libraries) copyFile(path, join(root, path));
  copyFile(program, join(root, target));
}

function copyNpm(root) {
  // npm/bin/npm-cli.js, wherever this machine keeps it
  const npm = dirname(dirname(realpathSync(which("npm"))));
  const target = "usr/local/lib/node_modules/npm";
  cpSync(npm, join(root, target), { recursive: true });
  symlinkSync(`/${target}/bin/npm-cli.js`, join(root, "usr/local/bin/npm"));
  symlinkSync("/bin/env", join(root, "usr/bin/env"));
  // the build goes to the registry that this machine uses, and trusts whom it trusts
  const setting = (name) => execFileSync("npm", ["config", "get", name], { encoding: "utf8" }).trim();
  const lines = [`registry=${setting("registry")}`, "update-notifier=false", "audit=false"];
  const authorities = setting("cafile");
  if (existsSync(authorities)) {
    copyFile(authorities, join(root, "etc/ssl/cert.pem"));
    lines.push("cafile=/etc/ssl/cert.pem");
  }
  mkdirSync(join(root, "usr/local/etc"));
  writeFileSync(join(root, "usr/local/etc/npmrc"), `${lines.join("\n")}\n`);
}

function copyFile(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { dereference: true });
}

function which(program) {
  return execFileSync("which", [program], { encoding: "utf8" }).trim();
}

async function importRoot(docker, root, name) {
  const archive = `${root}.tar`;
  execFileSync("tar", ["--create", "--owner=0", "--group=0", "--file", archive, "--directory", root, "."]);
  const tag = `kubewright-test/node-${name}`;
  await docker("import", "--change", "ENV PATH=/usr/local/bin:/usr/bin:/bin", archive, tag);
  rmSync(archive);
  return tag;
}
