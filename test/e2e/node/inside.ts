import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { containerdSocket } from "./settings.ts";

const execute = promisify(execFile);

/** What can be done in the namespaces of a node. */
export interface Inside {
  /** Runs a program of this machine with the node's mounts and network, where Services and Pods answer, and returns its output. */
  run(...command: string[]): Promise<string>;
  /** The command line of containerd's client. */
  ctr(...args: string[]): Promise<string>;
  /** Brings an image onto the node, from an archive as `docker save` writes it or in the form of OCI. */
  loadImage(archive: string): Promise<void>;
}

/** `init` is the id of the node's first process. */
export function inside(init: number): Inside {
  const run = async (...command: string[]) => {
    const args = ["--target", String(init), "--mount", "--net", "--", ...command];
    return (await execute("nsenter", args, { maxBuffer: 64 * 1024 * 1024 })).stdout;
  };
  const ctr = (...args: string[]) =>
    run("ctr", "--address", containerdSocket, "--namespace", "k8s.io", ...args);
  return { run, ctr, loadImage: async (archive) => void (await ctr("images", "import", archive)) };
}
