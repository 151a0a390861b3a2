// What a whole process costs: wall time, and the most memory it had, where the system tells.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const timer = "/usr/bin/time";

/** Runs a command that must end well. `mb` is NaN where there is no GNU time. */
export async function measure([file, ...args], options) {
  const folder = mkdtempSync(join(tmpdir(), "kubewright-cost-"));
  const report = join(folder, "kilobytes");
  const [command, ...rest] = existsSync(timer)
    ? [timer, "-f", "%M", "-o", report, file, ...args]
    : [file, ...args];
  try {
    const start = process.hrtime.bigint();
    const child = spawn(command, rest, { ...options, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (data) => (said += data));
    const status = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
    const ms = Number(process.hrtime.bigint() - start) / 1e6;
    if (status !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${status}: ${said}`);
    return { ms, mb: existsSync(report) ? Number(readFileSync(report, "utf8")) / 1024 : Number.NaN };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
