// How soon the command is ready, over what bare Node takes from its start to its end; and, not judged, until a request is answered.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openConnection } from "./connection.js";

const program = fileURLToPath(new URL("../../../bin/kubewright.js", import.meta.url));

export async function measureStart({ report, full, scratch, node }) {
  const runs = full ? 21 : 7;
  const floors = [];
  const over = [];
  const answered = [];
  for (let run = 0; run <= runs; run++) {
    const floor = await timeBareNode(node);
    const { ready, first } = await timeCommand(node, `${scratch}/start.yaml`);
    if (run === 0) continue; // fills the compile cache
    floors.push(floor);
    over.push(ready - floor);
    answered.push(first - floor);
  }
  report.value("node -e 0", { values: floors, unit: "ms" });
  report.value("command ready after that", { values: over, unit: "ms" }, { atMost: 90 });
  report.value("  and a first object created", { values: answered, unit: "ms" });
}

/** Until its end. */
async function timeBareNode(node) {
  const start = performance.now();
  const child = spawn(node, ["-e", "0"], { stdio: "ignore" });
  await new Promise((resolve) => child.once("exit", resolve));
  return performance.now() - start;
}

/** Until its first line, and until it has answered. */
async function timeCommand(node, kubeconfig) {
  const start = performance.now();
  const args = [program, "sandbox", "--kubeconfig", kubeconfig];
  const child = spawn(node, args, { stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise((resolve) => child.once("close", resolve));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const ready = performance.now() - start;
  const connection = await openConnection(readKubeconfig(kubeconfig));
  const body = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "first" } });
  await connection.send("POST", "/api/v1/namespaces/default/configmaps", body);
  const first = performance.now() - start;
  connection.close();
  child.kill("SIGTERM");
  await ended;
  return { ready, first };
}

function readKubeconfig(file) {
  const text = readFileSync(file, "utf8");
  const value = (name) => new RegExp(`${name}: *"?([^"\\s]+)`).exec(text)?.[1];
  return {
    url: value("server"),
    token: value("token"),
    ca: Buffer.from(value("certificate-authority-data"), "base64"),
  };
}
