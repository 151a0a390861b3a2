// What asking for help costs: whole processes against a Node script that only imports commander. The promise is under twice its time.
import { fileURLToPath } from "node:url";
import { comparePairs } from "./pairs.js";

const program = fileURLToPath(new URL("../../bin/kubewright.js", import.meta.url));
const cwd = fileURLToPath(new URL("../..", import.meta.url));
const commander = [process.execPath, "--input-type=module", "--eval", 'import "commander"'];

for (const args of [["--help"], ["create", "api", "--help"], ["version"]]) {
  const { a, b, ratio } = comparePairs([process.execPath, program, ...args], commander, { options: { cwd } });
  console.log(
    `kubewright ${args.join(" ")}: ${ratio.toFixed(2)} × commander alone (${a.toFixed(0)} and ${b.toFixed(0)} ms)`,
  );
  if (ratio >= 2) process.exitCode = 1;
}
