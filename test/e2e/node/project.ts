import { type ChildProcessWithoutNullStreams, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeImageArchive, writeNodeRoot } from "./image-archive.ts";

/** How a command line ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface RunningCommand {
  /** Resolves with the first match in what it has written. */
  line(pattern: RegExp): Promise<string>;
  /** Ctrl-C; resolves with all that it has written when it has ended. */
  interrupt(): Promise<string>;
}

/** A new project on disk, with the built program of this repository as its kubewright. */
export interface Project {
  readonly root: string;
  /** Runs `kubewright` in it. */
  kubewright(...args: string[]): Promise<Ended>;
  /** As {@link kubewright}; fails the test when it fails. */
  succeed(...args: string[]): Promise<string>;
  /** Starts `kubewright` in it, for commands that run until they are told to stop. */
  start(...args: string[]): RunningCommand;
  /** Replaces text in one of its files; returns what makes it as it was. */
  edit(file: string, from: string | RegExp, to: string): () => void;
  remove(): void;
}

const repository = fileURLToPath(new URL("../../..", import.meta.url));

/** What a user has after `init` and `create api`, with a kind Memcached; dependencies are those of this repository. */
export async function createProject(env: Readonly<Record<string, string>>): Promise<Project> {
  const parent = mkdtempSync(join(tmpdir(), "kubewright-e2e-"));
  const program = join(repository, "bin", "kubewright.js");
  const runIn = (cwd: string, args: readonly string[]) =>
    new Promise<Ended>((resolve) => {
      const options = { cwd, env: { ...process.env, ...env, NO_COLOR: "1" }, maxBuffer: 64 * 1024 * 1024 };
      execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
    });
  const root = join(parent, "memcached-operator");
  const succeedIn = async (cwd: string, args: readonly string[]) => {
    const { code, stdout, stderr } = await runIn(cwd, args);
    if (code === 0) return stdout;
    throw new Error(`kubewright ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
  };
  await succeedIn(parent, ["init", "memcached-operator", "--domain", "example.com", "--skip-install"]);
  mkdirSync(join(root, "node_modules"), { recursive: true });
  symlinkSync(repository, join(root, "node_modules", "kubewright"));
  const api = ["--group", "cache", "--version", "v1alpha1", "--kind", "Memcached"];
  await succeedIn(root, ["create", "api", ...api]);
  await succeedIn(root, ["manifests"]);
  return {
    root,
    kubewright: (...args) => runIn(root, args),
    succeed: (...args) => succeedIn(root, args),
    start: (...args) =>
      record(
        spawn(process.execPath, [program, ...args], {
          cwd: root,
          env: { ...process.env, ...env, NO_COLOR: "1" },
        }),
      ),
    edit(file, from, to) {
      const text = readFileSync(join(root, file), "utf8");
      const edited = text.replace(from, to);
      if (edited === text) throw new Error(`${file} has no ${String(from)}`);
      writeFileSync(join(root, file), edited);
      return () => writeFileSync(join(root, file), text);
    },
    remove: () => rmSync(parent, { recursive: true }),
  };
}

function record(child: ChildProcessWithoutNullStreams): RunningCommand {
  let text = "";
  const ended = once(child, "close");
  const read = (chunk: Buffer) => void (text += chunk.toString());
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  return {
    async line(pattern) {
      const more = () => Promise.race([once(child.stdout, "data"), once(child.stderr, "data"), ended]);
      for (; !pattern.test(text); await more())
        if (child.exitCode !== null)
          throw new Error(`it ended with ${child.exitCode} without ${String(pattern)}:\n${text}`);
      return pattern.exec(text)?.[0] ?? "";
    },
    async interrupt() {
      child.kill("SIGINT");
      await ended;
      return text;
    },
  };
}

export const images = {
  operator: "localhost/memcached-operator:v1",
  /** Ends at once, with an error. */
  broken: "localhost/memcached-operator:broken",
  /** What the operator's Pods run: it answers on port 8080. */
  application: "localhost/application:v1",
} as const;

const application = `process.on("SIGTERM", () => process.exit());
require("node:http").createServer((request, response) =>
  response.end("served by " + require("node:os").hostname())).listen(8080);`;

/** Writes archives: the operator as `kubewright build --oci` makes it on a base of this machine's Node, and the others. Returns their paths. */
export async function writeImages(folder: string, project: Project): Promise<string[]> {
  const root = (name: string) => join(folder, name);
  for (const name of ["base", "application"]) mkdirSync(join(root(name), "app"), { recursive: true });
  writeNodeRoot(root("base"));
  const built = join(folder, "operator.tar");
  await project.succeed("build", "--oci", built, "--image", images.operator, "--base", root("base"));
  writeFileSync(join(root("application"), "app/main.cjs"), application);
  writeFileSync(join(root("application"), "app/broken.cjs"), `throw new Error("no such database");`);
  const layers = [root("base"), root("application")];
  const config = (program: string) => ({
    User: "65532:65532",
    Env: ["PATH=/usr/local/bin", "NODE_ENV=production"],
    Entrypoint: ["/usr/local/bin/node", program],
  });
  const others = join(folder, "others.tar");
  writeImageArchive(others, [
    { name: images.broken, layers, config: config("/app/broken.cjs") },
    { name: images.application, layers, config: config("/app/main.cjs") },
  ]);
  return [built, others];
}
