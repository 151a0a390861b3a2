// Processes of the bench: pinned to a core, gone when the bench is, and what Linux tells of them.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { createInterface } from "node:readline";

const has = (program) => spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
/** The server has the first core, the operators the last. */
const cores = cpus().length > 1 && has("taskset") ? { server: 0, operator: cpus().length - 1 } : undefined;
const mortal = has("setpriv") ? ["setpriv", "--pdeathsig", "KILL"] : [];
const running = new Set();

/** Says how processes are kept apart. */
export const placement = cores
  ? `server and load on core ${cores.server}, the operator on core ${cores.operator}`
  : "not pinned: there is one core, or no taskset";

/** This process, and with it every server that it starts, stays off the operators' core; or the other way round. */
export function pinSelf(on = "server") {
  if (cores) spawnSync("taskset", ["-a", "-p", "-c", String(cores[on]), String(process.pid)]);
}

/** Starts a command on a core; its standard output is lines of JSON. */
export function start(command, { env = {}, on = "operator" } = {}) {
  const pin = cores ? ["taskset", "-c", String(cores[on])] : [];
  const [file, ...args] = [...mortal, ...pin, ...command];
  const startedAt = process.hrtime.bigint();
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  const said = [];
  child.stderr.on("data", (data) => said.push(data));
  const waiting = new Map();
  const lines = [];
  createInterface({ input: child.stdout }).on("line", (text) => {
    const line = { ...JSON.parse(text), after: Number(process.hrtime.bigint() - startedAt) / 1e6 };
    lines.push(line);
    waiting.get(line.event)?.(line);
  });
  const ended = new Promise((resolve) => {
    child.once("error", resolve);
    child.once("close", resolve);
  }).finally(() => running.delete(child));
  return {
    pid: child.pid,
    /** The next line of an event that fits; rejects when the process ends before, or after two minutes. */
    line: (event, fits = () => true) =>
      Promise.race([
        found(event, fits),
        ended.then(() => {
          throw new Error(`${command.join(" ")} ended early: ${Buffer.concat(said)}`);
        }),
      ]),
    stop: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };

  function found(event, fits) {
    return new Promise((resolve, reject) => {
      const known = lines.find((line) => line.event === event && fits(line));
      if (known) return void resolve(known);
      const timer = setTimeout(
        () => reject(new Error(`${command.join(" ")}: no "${event}" within 120 s`)),
        120_000,
      );
      waiting.set(event, (line) => {
        if (!fits(line)) return;
        clearTimeout(timer);
        waiting.delete(event);
        resolve(line);
      });
      void ended.then(() => clearTimeout(timer));
    });
  }
}

/** Ends what a failure left running. */
export function stopAll() {
  for (const child of running) child.kill("SIGKILL");
}

/** Resident memory in MB. */
export function residentMemory(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}

export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
