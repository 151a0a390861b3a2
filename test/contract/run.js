// The contract tests on the real programs too. Starts a docker of its own, builds kind with Go (once, into the user's cache), and names, in its last lines,
// each program that does not run on this machine.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startEngine } from "../e2e/image/engine.js";

const kindVersion = "v0.33.0";
const root = fileURLToPath(new URL("../..", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "kubewright-contracts-"));
const report = process.env.KUBEWRIGHT_TEST_REPORT ?? join(scratch, "report.json");
const engine = await startEngine(join(scratch, "docker")).catch((error) => {
  console.log(`docker: ${error.message}`);
  return undefined;
});
try {
  const kind = buildKind();
  const environment = {
    ...process.env,
    ...(engine ? { DOCKER_HOST: engine.dockerOptions.env.DOCKER_HOST } : {}),
    PATH: `${kind ? `${dirname(kind)}${delimiter}` : ""}${process.env.PATH}`,
    KUBEWRIGHT_CONTRACTS: "all",
    KUBEWRIGHT_TEST_REPORT: report,
  };
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", "--project", "unit", "test/contract"], {
    cwd: root,
    env: environment,
    stdio: "inherit",
  });
  const [code] = await once(child, "exit");
  process.exitCode = code ?? 1;
  for (const line of absent()) console.log(line);
} finally {
  await engine?.stop();
  rmSync(scratch, { recursive: true, force: true });
}

/** Undefined where there is no Go to build it with. */
function buildKind() {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const folder = join(cache, "kubewright", "ci", `kind-${kindVersion}`);
  const file = join(folder, "kind");
  if (existsSync(file)) return file;
  if (spawnSync("go", ["version"]).status !== 0) return undefined;
  const env = { ...process.env, GOBIN: folder, CGO_ENABLED: "0" };
  execFileSync("go", ["install", `sigs.k8s.io/kind@${kindVersion}`], { env, stdio: "inherit" });
  return file;
}

function absent() {
  if (!existsSync(report)) return [];
  const { testResults } = JSON.parse(readFileSync(report, "utf8"));
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status, title }) => status !== "passed" && title.startsWith("does not run here"))
    .map(({ fullName }) => `NOT RUN  ${fullName}`);
}
