import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ControlPlane } from "../../../src/cluster/control-plane/start.ts";

const run = promisify(execFile);

/** Kills the API server of a control plane at once, as a power cut would. `restartApiServer` starts it again. */
export async function killApiServer(server: Pick<ControlPlane, "dir">): Promise<void> {
  const { pid } = await findProgram(server, "kube-apiserver");
  process.kill(pid, "SIGKILL");
}

/** Makes etcd forget all history before now. */
export async function compact(server: Pick<ControlPlane, "dir">): Promise<void> {
  const { line } = await findProgram(server, "etcd");
  const url = /--listen-client-urls=(\S+)/.exec(line)?.[1];
  const call = async (path: string, body: object) => {
    const response = await fetch(`${url}${path}`, { method: "POST", body: JSON.stringify(body) });
    return (await response.json()) as { header?: { revision: string } };
  };
  const { header } = await call("/v3/kv/range", { key: "AA==" });
  await call("/v3/kv/compaction", { revision: header?.revision, physical: true });
}

async function findProgram({ dir }: { dir: string }, name: string): Promise<{ pid: number; line: string }> {
  const { stdout } = await run("ps", ["-A", "-ww", "-o", "pid=,args="]);
  const line = stdout.split("\n").find((text) => text.includes(dir) && text.includes(`/${name} `));
  if (!line) throw new Error(`no ${name} runs in ${dir}`);
  return { pid: Number.parseInt(line), line };
}
