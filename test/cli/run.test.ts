import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Io } from "../../src/cli/io.ts";
import { nobodyServes, readConnection } from "./read-connection.ts";
import { recordingKind } from "./recording-kind.ts";
import { recordingKubectl } from "./recording-kubectl.ts";
import { runCli, startCli } from "./run-cli.ts";
import { scaffoldedProject } from "./scaffolded-project.ts";

// the first test loads everything that there is, on a machine that may be busy
vi.setConfig({ testTimeout: 120_000 });

/** Says who it is, which kubeconfig it has and when it stops. */
const operator = (version: string) => `import { setInterval } from "node:timers";
const words: string[] = process.argv.slice(2);
const timer = setInterval(() => {}, 1_000_000);
process.once("SIGTERM", () => {
  console.log("operator ${version} stops");
  clearInterval(timer);
});
console.log("operator ${version} up: pid", process.pid, "kubeconfig", process.env.KUBECONFIG, ...words);
`;

/** A project whose operator is the one above, running under `kubewright run`. */
async function start(argv: string[] = [], io: Partial<Io> = {}) {
  const { root } = await scaffoldedProject();
  const write = (text: string) => writeFileSync(join(root, "src/main.ts"), text);
  write(operator("A"));
  const running = startCli(["run", ...argv], { cwd: root, ...io });
  onTestFinished(async () => {
    running.interrupt();
    await running.ended;
  });
  const up = async (version: string) => {
    const [, pid, kubeconfig = "", rest] = await running.waitFor(
      new RegExp(`operator ${version} up: pid (\\d+) kubeconfig (\\S+)(.*)`),
    );
    return { pid: Number(pid), kubeconfig, rest };
  };
  return { ...running, root, write, up };
}

test("runs the operator on a sandbox, and Ctrl-C ends both within a second", async () => {
  const { root, up, waitFor, interrupt, ended } = await start(["--", "--flag"]);
  const { pid, kubeconfig, rest } = await up("A");
  expect(kubeconfig).toBe(join(root, ".kubewright/kubeconfig"));
  expect(rest).toBe(" --flag");
  await waitFor(new RegExp(`^export KUBECONFIG=${kubeconfig}$`, "m"));
  const { get } = readConnection(kubeconfig);
  expect((await get("/api/v1/namespaces")).status).toBe(200);
  const began = performance.now();
  interrupt();
  const { code, stdout } = await ended;
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(code).toBe(0);
  expect(stdout).toContain("operator A stops\n");
  expect(isAlive(pid)).toBe(false);
  expect(existsSync(kubeconfig)).toBe(false);
  await expect(get("/api")).rejects.toMatchObject(nobodyServes);
});

const namespaces = "/api/v1/namespaces";

/** Runs the operator of a project until `during` has been done with its API server. */
async function runOnce(
  root: string,
  options: { argv?: string[]; during?: (api: ReturnType<typeof readConnection>) => Promise<void> },
) {
  const running = startCli(["run", ...(options.argv ?? [])], { cwd: root });
  const [, kubeconfig = ""] = await running.waitFor(/operator A up: pid \d+ kubeconfig (\S+)/);
  await options.during?.(readConnection(kubeconfig));
  running.interrupt();
  return running.ended;
}

test("what is in the sandbox stays for the next run, and so does its kubeconfig; --fresh drops it", async () => {
  const { root } = await scaffoldedProject();
  writeFileSync(join(root, "src/main.ts"), operator("A"));
  const kubeconfigs: string[] = [];
  const seen = async ({ get }: ReturnType<typeof readConnection>) => {
    kubeconfigs.push(readFileSync(join(root, ".kubewright/kubeconfig"), "utf8"));
    return (await get(`${namespaces}/mine`)).status;
  };
  await runOnce(root, {
    during: async (api) => {
      expect(await seen(api)).toBe(404);
      const mine = { apiVersion: "v1", kind: "Namespace", metadata: { name: "mine" } };
      expect((await api.send("POST", namespaces, mine)).status).toBe(201);
    },
  });
  await runOnce(root, { during: async (api) => expect(await seen(api)).toBe(200) });
  expect(kubeconfigs[1]).toBe(kubeconfigs[0]);
  await runOnce(root, { argv: ["--fresh"], during: async (api) => expect(await seen(api)).toBe(404) });
});

test("a state that cannot be read is told of with the way out, --fresh", async () => {
  const { root } = await scaffoldedProject();
  writeFileSync(join(root, "src/main.ts"), operator("A"));
  await runOnce(root, {});
  writeFileSync(join(root, ".kubewright/sandbox/state"), "not a state\n");
  const { code, stderr } = await runCli(["run"], { cwd: root });
  expect(code).toBe(1);
  expect(stderr).toMatch(/cannot read ".*state": line 1 is not as it was written \[SANDBOX_DATA_DAMAGED\]/);
  expect(stderr).toContain("--fresh");
  expect((await runOnce(root, { argv: ["--fresh"] })).code).toBe(0);
});

test("a sandbox is had by one run at a time, and --fresh takes nothing from one that runs", async () => {
  const { root, up } = await start();
  await up("A");
  for (const argv of [["run"], ["run", "--fresh"]]) {
    const { code, stderr } = await runCli(argv, { cwd: root });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /^error: cannot use .*: it is in use by process \d+ \[SANDBOX_DATA_IN_USE\]\n.*Stop the other `kubewright run`/,
      ) as string,
    });
  }
  expect(existsSync(join(root, ".kubewright/sandbox/state"))).toBe(true);
});

test("--fresh is for the sandbox alone", async () => {
  const { root } = await scaffoldedProject();
  expect(await runCli(["run", "--fresh", "--cluster", "kind"], { cwd: root })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--fresh") as string,
  });
});

test("a change restarts it; a mistake is shown with its place while the last good version runs", async () => {
  const { write, up, waitFor, interrupt, ended } = await start();
  const a = await up("A");
  write("const broken = ;\n");
  await waitFor(/^src\/main\.ts:1:16: error: /m);
  await waitFor(/^the last good version keeps running$/m);
  expect(isAlive(a.pid)).toBe(true);
  write(operator("B"));
  const b = await up("B");
  expect(isAlive(a.pid)).toBe(false);
  expect(b.kubeconfig).toBe(a.kubeconfig);
  interrupt();
  const { stdout } = await ended;
  expect(stdout.match(/operator \w (up|stops)/g)).toEqual([
    "operator A up",
    "operator A stops",
    "operator B up",
    "operator B stops",
  ]);
});

test("a new version that crashes is told with its place, and the last good one is started again", async () => {
  const { root, write, up, waitFor, seen } = await start();
  await up("A");
  write(`${operator("B")}\nthrow new Error("no luck");\n`);
  await waitFor(new RegExp(`${root}/src/main.ts:10:7`));
  await waitFor(/^src\/main\.ts:10:7: error: Error: no luck$/m);
  await waitFor(/^the operator ended with exit code 1: the last good version is started again$/m);
  await waitFor(/operator A up[^]*operator B up[^]*operator A up/);
  write(operator("C"));
  await up("C");
  expect(seen().match(/operator \w (up|stops)/g)).toEqual([
    "operator A up",
    "operator A stops",
    "operator B up",
    "operator A up",
    "operator A stops",
    "operator C up",
  ]);
});

test("with --on-error wait nothing runs after a mistake, until the next change", async () => {
  const { write, up, waitFor } = await start(["--on-error", "wait"]);
  const a = await up("A");
  write("const broken = ;\n");
  await waitFor(/^src\/main\.ts:1:16: error: /m);
  await waitFor(/operator A stops[^]*waiting for a change$/m);
  expect(isAlive(a.pid)).toBe(false);
  write(operator("B"));
  await up("B");
});

const memcacheds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/memcacheds.cache.example.com";
const clusterRole = "/apis/rbac.authorization.k8s.io/v1/clusterroles/cache-operator-manager-role";

test("changed types and roles are on the sandbox before the new version runs, and only those are applied", async () => {
  const { root } = await scaffoldedProject({ memcached: true });
  const main = join(root, "src/main.ts");
  writeFileSync(main, operator("A"));
  const running = startCli(["run"], { cwd: root });
  onTestFinished(async () => {
    running.interrupt();
    await running.ended;
  });
  const [, kubeconfig = ""] = await running.waitFor(/operator A up: pid \d+ kubeconfig (\S+)/);
  const { get } = readConnection(kubeconfig);
  const text = async (path: string) => JSON.stringify((await get(path)).body);
  expect(await text(memcacheds)).not.toContain("colour");
  expect(await text(clusterRole)).toContain('"resources":["memcacheds"]');
  const types = join(root, "src/api/v1alpha1/memcached.ts");
  writeFileSync(
    types,
    readFileSync(types, "utf8").replace(/(interface MemcachedSpec \{\n)/, "$1  colour?: string;\n"),
  );
  await running.waitFor(/^update config\/crd\/bases\/cache\.example\.com_memcacheds\.yaml$/m);
  await running.waitFor(/^applied CustomResourceDefinition memcacheds\.cache\.example\.com$/m);
  expect(await text(memcacheds)).toContain("colour");
  const controller = join(root, "src/controllers/memcached.ts");
  writeFileSync(
    controller,
    readFileSync(controller, "utf8")
      .replace('"kubewright/k8s/apps/v1";', '$&\nimport { ConfigMap } from "kubewright/k8s/core/v1";')
      .replace(".owns(Deployment)", "$&.owns(ConfigMap)"),
  );
  await running.waitFor(/^update config\/rbac\/role\.yaml$/m);
  await running.waitFor(/^applied ClusterRole cache-operator-manager-role$/m);
  expect(await text(clusterRole)).toContain('"configmaps"');
  running.interrupt();
  const { stderr } = await running.ended;
  expect(stderr.match(/^applied .*/gm)).toHaveLength(2);
});

test("a first version that fails is told with its exit code and the next change starts it again", async () => {
  const { root } = await scaffoldedProject();
  const main = join(root, "src/main.ts");
  writeFileSync(main, "console.error('no luck');\nprocess.exitCode = 7;\n");
  const running = startCli(["run"], { cwd: root });
  onTestFinished(async () => {
    running.interrupt();
    await running.ended;
  });
  await running.waitFor(/^no luck$/m);
  await running.waitFor(/^the operator ended with exit code 7: waiting for a change$/m);
  writeFileSync(main, operator("B"));
  await running.waitFor(/operator B up/);
});

test("with --no-watch it ends as the operator ends", async () => {
  const { root } = await scaffoldedProject();
  writeFileSync(join(root, "src/main.ts"), "process.exitCode = Number(process.argv[2]);\n");
  expect((await runCli(["run", "--no-watch", "--", "0"], { cwd: root })).code).toBe(0);
  const { code, stderr } = await runCli(["run", "--no-watch", "--", "3"], { cwd: root });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: the operator ended with exit code 3 \[OPERATOR_FAILED\]$/m);
  writeFileSync(join(root, "src/main.ts"), "const broken = ;\n");
  expect(await runCli(["run", "--no-watch"], { cwd: root })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/src\/main\.ts:1:16: error/) as string,
  });
  expect(existsSync(join(root, ".kubewright/kubeconfig"))).toBe(false);
});

test("on a context it runs with that context alone", async () => {
  const kubectl = recordingKubectl({ kubeconfig: async () => "contexts:\n  - name: kind-dev\n" });
  const contexts: (string | undefined)[] = [];
  const drivers = {
    kubectl: async (target?: { context?: string }) => {
      contexts.push(target?.context);
      return kubectl;
    },
  };
  const { root, up, interrupt, ended } = await start(["--cluster", "context:kind-dev"], { drivers });
  const { kubeconfig } = await up("A");
  expect(kubeconfig).toBe(join(root, ".kubewright/context.kubeconfig"));
  expect(readFileSync(kubeconfig, "utf8")).toBe("contexts:\n  - name: kind-dev\n");
  expect(contexts).toEqual(["kind-dev"]);
  expect(kubectl.calls).toEqual([]);
  interrupt();
  await ended;
  expect(existsSync(kubeconfig)).toBe(false);
});

test("a context that may not be for development is refused, unless PROJECT or --yes allow it", async () => {
  const drivers = { kubectl: async () => recordingKubectl({ context: async () => "production" }) };
  const { root } = await scaffoldedProject();
  writeFileSync(join(root, "src/main.ts"), "");
  const onContext = (...argv: string[]) =>
    runCli(["run", "--no-watch", "--cluster", "context", ...argv], { cwd: root, drivers });
  expect(await onContext()).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('context "production"') as string,
  });
  expect((await onContext("--yes")).code).toBe(0);
  writeFileSync(
    join(root, "PROJECT"),
    `${readFileSync(join(root, "PROJECT"), "utf8")}allowedContexts: [production]\n`,
  );
  expect((await onContext()).code).toBe(0);
});

test("a context that PROJECT lists gets the project's definitions and roles, others are left as they are", async () => {
  const kubectl = recordingKubectl({ context: async () => "shared" });
  const drivers = { kubectl: async () => kubectl };
  const { root } = await scaffoldedProject({ memcached: true });
  writeFileSync(join(root, "src/main.ts"), "");
  const onContext = (...argv: string[]) =>
    runCli(["run", "--no-watch", "--cluster", "context", ...argv], { cwd: root, drivers });
  const { code, stderr } = await onContext("--yes");
  expect({ code, calls: kubectl.calls }).toEqual({ code: 0, calls: [] });
  expect(stderr).toContain(
    'its CRDs and roles are left alone: list "shared" under allowedContexts in PROJECT to have them applied',
  );
  writeFileSync(
    join(root, "PROJECT"),
    `${readFileSync(join(root, "PROJECT"), "utf8")}allowedContexts: [shared]\n`,
  );
  expect((await onContext()).code).toBe(0);
  expect(kubectl.calls).toEqual([
    "apply clusterrole/cache-operator-manager-role by force",
    "apply customresourcedefinition/memcacheds.cache.example.com by force",
    "wait established crd/memcacheds.cache.example.com",
  ]);
});

test("as deployed on a context, whoever may use it acts as the operator's ServiceAccount, which must be there", async () => {
  const kustomize = async () =>
    JSON.stringify({
      kind: "Deployment",
      metadata: { name: "manager", namespace: "cache-operator-system" },
      spec: { template: { spec: { serviceAccountName: "runner" } } },
    });
  const kubeconfig = async () =>
    JSON.stringify({
      users: [{ name: "me", user: { token: "t" } }],
      contexts: [{ name: "kind-dev", context: { user: "me" } }],
    });
  const kubectl = recordingKubectl({ kustomize, kubeconfig });
  const { root } = await scaffoldedProject();
  writeFileSync(
    join(root, "src/main.ts"),
    `import { readFileSync } from "node:fs";\nconsole.log(readFileSync(process.env.KUBECONFIG ?? "", "utf8"));\n`,
  );
  const onContext = () =>
    runCli(["run", "--no-watch", "--cluster", "context:kind-dev", "--as", "deployed"], {
      cwd: root,
      drivers: { kubectl: async () => kubectl },
    });
  expect(await onContext()).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      'cannot run as ServiceAccount "cache-operator-system/runner": the cluster of context "kind-dev" has none [NOT_DEPLOYED]',
    ) as string,
  });
  kubectl.objects.push({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "runner" } });
  const { code, stdout } = await onContext();
  expect(code).toBe(0);
  expect(stdout).toContain("token: t\n");
  expect(stdout).toContain("as: system:serviceaccount:cache-operator-system:runner\n");
  expect(stdout).toContain("namespace: cache-operator-system\n");
  expect(existsSync(join(root, ".kubewright/operator.kubeconfig"))).toBe(false);
});

test.each([
  ["--inspect=0", "--inspect"],
  ["--inspect=127.0.0.1:99999", "--inspect"],
  ["--inspect-brk=a b", "--inspect-brk"],
])("a debugger's address must have a port that stays: %s", async (argument, flag) => {
  const { root } = await scaffoldedProject();
  expect(await runCli(["run", argument], { cwd: root })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      new RegExp(`cannot read ${flag} ".*": expected PORT, HOST or HOST:PORT`),
    ) as string,
  });
});

/** The targets that a debugger finds at a port. */
async function debuggers(port: number): Promise<{ webSocketDebuggerUrl: string; url: string }[]> {
  return (await fetch(`http://127.0.0.1:${port}/json/list`)).json() as never;
}

test("a debugger finds each version at the same address", async () => {
  const port = await freePort();
  const { write, up, root } = await start([`--inspect=127.0.0.1:${port}`]);
  await up("A");
  const [first, ...others] = await debuggers(port);
  expect(others).toEqual([]);
  expect(first?.url).toContain(join(root, ".kubewright/main.mjs"));
  write(operator("B"));
  await up("B");
  const [second] = await debuggers(port);
  expect(second?.webSocketDebuggerUrl).not.toBe(first?.webSocketDebuggerUrl);
});

/** A port that nobody has. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test("no current context is something to say", async () => {
  const drivers = { kubectl: async () => recordingKubectl({ context: async () => undefined }) };
  const { root } = await scaffoldedProject();
  const { code, stderr } = await runCli(["run", "--cluster", "context"], { cwd: root, drivers });
  expect({ code, first: stderr.split("\n")[0] }).toEqual({
    code: 1,
    first:
      "error: cannot tell which cluster to use: the kubeconfig names no current context [CONTEXT_NOT_FOUND]",
  });
});

test("a kind cluster is made only with a yes", async () => {
  const kind = recordingKind();
  const made = kind.names;
  const kubectl = recordingKubectl();
  const drivers = { kind: async () => kind, kubectl: async () => kubectl };
  const { root } = await scaffoldedProject();
  writeFileSync(join(root, "src/main.ts"), "");
  const onKind = (...argv: string[]) =>
    runCli(["run", "--no-watch", "--cluster", "kind:dev", ...argv], { cwd: root, drivers });
  expect(await onKind()).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("kind create cluster --name dev") as string,
  });
  expect(made).toEqual([]);
  expect((await onKind("--yes")).code).toBe(0);
  expect((await onKind()).code).toBe(0);
  expect(made).toEqual(["dev"]);
});

test("--cluster must be one of the three", async () => {
  const { root } = await scaffoldedProject();
  expect((await runCli(["run", "--cluster", "minikube"], { cwd: root })).code).toBe(2);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
