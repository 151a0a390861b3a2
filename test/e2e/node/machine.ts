import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Daemon } from "./daemons.ts";
import type { Layout } from "./layout.ts";

/** The namespaces of a node with their first process. They end with this process, however it ends. */
export interface Machine {
  /** Starts a daemon; when it ends it is started again. */
  start(daemon: Daemon): void;
  /** Id of its first process, as seen from outside. */
  readonly init: number;
  /** Ends every process of the node at once. */
  end(): Promise<void>;
}

/** @throws Error with what init.sh wrote when it ended before it was ready */
export async function startMachine(layout: Layout): Promise<Machine> {
  const script = fileURLToPath(new URL("init.sh", import.meta.url));
  // in a session of its own: Ctrl-C is for us, who then end it
  const outer = spawn("bash", [script, layout.folder], { detached: true });
  let complaints = "";
  outer.stderr.on("data", (chunk: Buffer) => void (complaints += chunk.toString()));
  const ended = once(outer, "exit");
  outer.stdin.on("error", () => {}); // told by its end
  const ready = once(createInterface({ input: outer.stdout }), "line");
  await Promise.race([
    ready,
    ended.then(() => {
      throw new Error(`its first process ended:\n${complaints}`);
    }),
  ]);
  const init = Number(innerProcess(outer.pid ?? 0));
  return {
    start: (daemon) => void outer.stdin.write(`${daemon}\n`),
    init,
    async end() {
      process.kill(init, "SIGKILL");
      await ended;
    },
  };
}

/** unshare waits outside; its one child is process 1 inside. */
export function innerProcess(outer: number): string {
  return readFileSync(`/proc/${outer}/task/${outer}/children`, "utf8").trim();
}
