import { spawn } from "node:child_process";

/** Ends programs whose owner died before it could. */
export interface Watchdog {
  /** From now on this process is killed when we die. */
  guard(pid: number): void;
  /** It has ended by itself; its id may be used by others. */
  release(pid: number): void;
  /** Lets the watchdog go, which kills what is still guarded and removes the folder; resolves when it has ended. */
  close(): Promise<void>;
}

/*
 * The watchdog is a process of its own, in a session of its own so that Ctrl-C does not reach it. The kernel closes
 * the pipe to its standard input however we end, SIGKILL included; then it kills whom it guards and removes the folder.
 * It is kept as text because it must start from TypeScript sources and from a bundle alike.
 */
const program = `
const { rmSync } = require("node:fs");
const guarded = new Set();
let text = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (chunk) => {
  const lines = (text + chunk).split("\\n");
  text = lines.pop();
  for (const line of lines) guarded[line[0] === "+" ? "add" : "delete"](Number(line.slice(1)));
});
process.stdin.on("close", () => {
  for (const pid of guarded) try { process.kill(pid, "SIGKILL"); } catch {}
  rmSync(process.argv[1], { recursive: true, force: true, maxRetries: 20 });
});
`;

/** Starts a watchdog over a temporary folder and the programs that work in it. */
export function startWatchdog(dir: string): Watchdog {
  const child = spawn(process.execPath, ["-e", program, dir], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    env: { ...process.env, NODE_OPTIONS: "" }, // what is meant for us may keep it from starting
    cwd: "/",
    windowsHide: true,
  });
  child.unref(); // it waits for us, not we for it
  child.stdin.on("error", () => {}); // a watchdog that died takes no more names
  const ended = new Promise<void>((resolve) =>
    child.once("exit", () => resolve()).once("error", () => resolve()),
  );
  return {
    guard: (pid) => void child.stdin.write(`+${pid}\n`),
    release: (pid) => void child.stdin.write(`-${pid}\n`),
    async close() {
      child.ref();
      child.stdin.end();
      await ended;
    },
  };
}
