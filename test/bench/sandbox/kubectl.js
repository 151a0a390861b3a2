// `kubectl get` as a whole process, on both servers in turn: with what it has cached of discovery, and without.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { rmSync } from "node:fs";

export function measureKubectl({ servers, report, binaries, scratch, full }) {
  const runs = full ? 15 : 5;
  for (const [what, args, cached] of [
    ["kubectl get configmaps", ["get", "configmaps"], true],
    ["kubectl get configmaps without a cache", ["get", "configmaps"], false],
    ["kubectl get pods -A -o json", ["get", "pods", "-A", "-o", "json"], true],
  ]) {
    const times = [[], []];
    for (let run = 0; run <= runs; run++)
      for (const [side, { kubeconfigFile }] of servers.entries()) {
        const cache = join(scratch, `kubectl-${side}`);
        if (!cached) rmSync(cache, { recursive: true, force: true });
        const command = ["--kubeconfig", kubeconfigFile, "--cache-dir", cache, ...args];
        const start = performance.now();
        const { status, stderr } = spawnSync(binaries.kubectl, command, { encoding: "utf8" });
        const ms = performance.now() - start;
        if (status !== 0) throw new Error(`kubectl ${args.join(" ")}: ${stderr}`);
        if (run > 0) times[side].push(ms);
      }
    const [ours, theirs] = times;
    report.ratio(what, { ours, theirs, unit: "ms" }, { atMost: 1 });
  }
}
