// Runs main.ts: Node 20 does not read TypeScript, so it is bundled first.
import { build } from "esbuild";
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
// inside the repository, so that packages are found
const folder = here("../../node_modules/.cache/generate-k8s");
mkdirSync(folder, { recursive: true });
const outfile = `${folder}/main.mjs`;
await build({
  entryPoints: [here("main.ts")],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  logLevel: "warning",
});
try {
  const { generate } = await import(pathToFileURL(outfile).href);
  await generate(here("../../src/k8s"), (line) => console.log(line));
} finally {
  rmSync(folder, { recursive: true });
}
