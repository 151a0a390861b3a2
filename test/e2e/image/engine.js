// A container engine of the test's own: dockerd by hand, in namespaces for processes and mounts, so that nothing of it outlives them. It shares the
// machine's network and leaves it alone: no bridge, no firewall rules.
import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, openSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Starts dockerd below a folder. `docker` runs the client on it, `stop` ends the daemon with all its containers and mounts. */
export async function startEngine(folder) {
  mkdirSync(folder, { recursive: true });
  const socket = join(folder, "docker.sock");
  const log = join(folder, "dockerd.log");
  const daemon = spawn("unshare", [...namespaces, "--", "dockerd", ...flags(folder, socket)], {
    stdio: ["ignore", openSync(log, "w"), openSync(log, "a")],
  });
  let ended = false;
  const end = once(daemon, "exit").then(() => void (ended = true));
  const options = {
    env: { ...process.env, DOCKER_HOST: `unix://${socket}`, DOCKER_BUILDKIT: "0", DOCKER_CONFIG: folder },
    maxBuffer: 64 * 1024 * 1024,
  };
  const docker = async (...args) => (await execute("docker", args, options)).stdout.trim();
  await ready(docker, () => ended).catch((error) => {
    daemon.kill("SIGKILL");
    throw new Error(`dockerd did not come up: ${error.message}\n${readFileSync(log, "utf8")}`);
  });
  return {
    docker,
    dockerOptions: options,
    async stop() {
      // unshare itself ignores the signal while it waits; killed, it takes everything in its namespace along
      for (const pid of childrenOf(daemon.pid)) process.kill(pid, "SIGTERM");
      const timer = setTimeout(() => daemon.kill("SIGKILL"), 30_000);
      await end;
      clearTimeout(timer);
      removeTraces();
    },
  };
}

const namespaces = ["--mount", "--pid", "--mount-proc", "--fork", "--kill-child", "--propagation", "private"];

function flags(folder, socket) {
  return [
    ["--data-root", join(folder, "data")],
    ["--exec-root", join(folder, "exec")],
    ["--pidfile", join(folder, "dockerd.pid")],
    ["--host", `unix://${socket}`],
    ["--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-masq=false", "--ip-forward=false"],
    ["--userland-proxy=false", "--log-level=warn"],
  ].flat();
}

async function ready(docker, hasEnded) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await docker("version", "--format", "{{.Server.Version}}");
    } catch (error) {
      if (hasEnded() || attempt > 150) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

function childrenOf(pid) {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
}

/** What dockerd makes outside its folders: an empty folder for plugins, and control groups for its containers. */
function removeTraces() {
  const groups = execFileSync("find", ["/sys/fs/cgroup", "-mindepth", "2", "-type", "d", "-name", "docker"], {
    encoding: "utf8",
  });
  for (const path of ["/run/docker/plugins", "/run/docker", ...groups.split("\n").filter(Boolean)])
    if (existsSync(path)) removeEmpty(path);
}

function removeEmpty(path) {
  try {
    rmdirSync(path);
  } catch {
    // another engine of this machine uses it
  }
}
