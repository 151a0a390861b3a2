// Our sandbox and etcd with kube-apiserver, both on the same core, away from the client; what their processes have cost.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startControlPlane } from "../../../dist/cluster/control-plane/start.js";
import { pinSelf, residentMemory, start } from "../runtime/process.js";

const serverFile = fileURLToPath(new URL("server.js", import.meta.url));

/** Starts a sandbox: how to reach it, and its process. */
export async function startOurs({ scratch, node }) {
  const child = start([node, serverFile]);
  const { url, ca, token, kubeconfig } = await child.line("ready");
  const kubeconfigFile = join(scratch, `ours-${child.pid}.yaml`);
  writeFileSync(kubeconfigFile, kubeconfig, { mode: 0o600 });
  return {
    url,
    ca,
    token,
    kubeconfigFile,
    cpu: () => cpuOf([child.pid]),
    memory: () => residentMemory(child.pid),
    stop: child.stop,
  };
}

/** Starts etcd and kube-apiserver. */
export async function startReal({ binaries, signal }) {
  pinSelf("operator");
  const plane = await startControlPlane({ binaries, signal });
  pinSelf();
  const { url, ca, adminToken, kubeconfigFile, dir } = plane;
  const pids = pidsNaming(dir);
  return {
    url,
    ca,
    token: adminToken,
    kubeconfigFile,
    cpu: () => cpuOf(pids),
    memory: () => pids.reduce((sum, pid) => sum + residentMemory(pid), 0),
    stop: () => plane.stop(),
  };
}

/** Processes that have a folder in their arguments. */
function pidsNaming(folder) {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => commandLine(pid).includes(folder));
}

function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

/** Milliseconds of processor time so far, of all threads. */
function cpuOf(pids) {
  let nanoseconds = 0;
  for (const pid of pids)
    for (const thread of readdirSync(`/proc/${pid}/task`))
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
  return nanoseconds / 1e6;
}
