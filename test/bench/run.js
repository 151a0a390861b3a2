// Runs every bench. Each prints ratios to a floor or a peer that it measures in the same run.
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));
for (const name of readdirSync(folder)
  .filter((name) => name.endsWith(".bench.js"))
  .sort()) {
  console.log(`\n--- ${name}`);
  execFileSync(process.execPath, [folder + name], { stdio: "inherit" });
}
