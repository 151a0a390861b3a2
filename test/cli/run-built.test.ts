import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { readConnection } from "./read-connection.ts";
import { scaffoldedProject } from "./scaffolded-project.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const hasKubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;
const built = existsSync(`${root}/dist/program/main.js`);

/** An operator on ConfigMaps of the namespace "watched": each run says that it begins and how it ends, and takes as long as `work` says. */
const operator = (version: string, work: string) => `import { controller, operator } from "kubewright";
import { ConfigMap } from "kubewright/k8s/core/v1";
const work: (signal: AbortSignal) => Promise<string> = ${work};
const watched = controller(ConfigMap).reconcile(async ({ signal }) => {
  console.log("${version} begins", process.pid);
  console.log("${version} ends:", await work(signal));
});
await operator({ name: "demo", controllers: [watched], namespaces: ["watched"] }).run();
console.log("${version} has ended");
`;
const atOnce = `async () => "done"`;
const untilAborted = `(signal) => new Promise((resolve) => {
  setInterval(() => {}, 1e6);
  signal.addEventListener("abort", () => resolve("aborted"));
})`;
const untilStopped = `() => new Promise((resolve) => {
  const timer = setInterval(() => {}, 1e6);
  process.on("SIGTERM", () => { clearInterval(timer); setImmediate(() => resolve("drained")); });
})`;

// the first test loads everything that there is, on a machine that may be busy
vi.setConfig({ testTimeout: 120_000 });

/** A project that is linked to this checkout. */
async function project(first: string) {
  const { root: folder } = await scaffoldedProject();
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/kubewright"), "junction");
  const write = (text: string) => writeFileSync(join(folder, "src/main.ts"), text);
  write(first);
  return { folder, write };
}

/** The built program, which goes with the test. */
function program(argv: string[], options: { cwd: string; kubeconfig?: string }) {
  const { cwd, kubeconfig } = options;
  const env = { ...process.env, ...(kubeconfig === undefined ? {} : { KUBECONFIG: kubeconfig }) };
  const child = spawn(process.execPath, [`${root}/bin/kubewright.js`, ...argv], { cwd, env });
  onTestFinished(() => void child.kill("SIGKILL"));
  return { ...record(child), child };
}

/** Something to reconcile. */
async function createWatched(kubeconfig: string) {
  const api = readConnection(kubeconfig);
  await api.send("POST", "/api/v1/namespaces", { metadata: { name: "watched" } });
  await api.send("POST", "/api/v1/namespaces/watched/configmaps", { metadata: { name: "one" } });
  return api;
}

/** A project that runs under the built program, on a sandbox that has an object to reconcile. */
async function start(first: string, argv: string[] = []) {
  const { folder, write } = await project(first);
  const running = program(["run", ...argv], { cwd: folder });
  await running.line(/export KUBECONFIG/);
  const api = await createWatched(join(folder, ".kubewright/kubeconfig"));
  return { ...running, project: folder, write, api };
}

/** Everything that a process writes; `line` resolves with the first match. */
function record(child: ChildProcessWithoutNullStreams) {
  let text = "";
  const checks = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      for (const check of checks) check();
    });
  const line = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const check = () => {
        const match = pattern.exec(text);
        if (!match) return;
        checks.delete(check);
        resolve(match);
      };
      checks.add(check);
      check();
      child.once("exit", () => reject(new Error(`ended before ${pattern}:\n${text}`)));
    });
  return { line, text: () => text };
}

/** Whether a process has this folder as its own, as far as the system tells. */
const isUsed = (folder: string) =>
  existsSync("/proc") &&
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .some((name) => {
      try {
        return readlinkSync(`/proc/${name}/cwd`) === folder;
      } catch {
        return false; // it has ended meanwhile
      }
    });

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

// what real processes add: signals, and the library as a project has it
describe.skipIf(!built)("run, of the built program (npm run build)", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s aborts running reconciles at once and leaves no process",
    async (signal) => {
      const { child, line, text } = await start(operator("A", untilAborted));
      const [, pid] = await line(/A begins (\d+)/);
      const began = performance.now();
      child.kill(signal);
      expect(await once(child, "exit")).toEqual([0, null]);
      expect(performance.now() - began).toBeLessThan(1_000);
      expect(text()).toContain("A ends: aborted");
      expect(isAlive(Number(pid))).toBe(false);
    },
  );

  test("when run itself is killed, the operator goes, and what stood by", async () => {
    const { child, line, project } = await start(operator("A", atOnce));
    const [, pid] = await line(/A begins (\d+)/);
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
    while (isAlive(Number(pid)) || isUsed(project)) await new Promise((resolve) => setImmediate(resolve));
  });

  test("a reload lets the old version finish what it does; only then the new one begins", async () => {
    const { line, text, write } = await start(operator("A", untilStopped));
    await line(/A begins/);
    write(operator("B", atOnce));
    await line(/B ends: done/);
    const steps = text().match(/[AB] (begins|ends: \w+|has ended)/g);
    // every namespace has a ConfigMap of its own: the new one runs for that, too
    expect(steps?.slice(0, 5)).toEqual([
      "A begins",
      "A ends: drained",
      "A has ended",
      "B begins",
      "B ends: done",
    ]);
    expect(steps?.slice(5).join()).not.toContain("A");
  });

  test("a version that leads gives its lease up, and the next one has it at once", async () => {
    const elect = ["--", "--leader-elect", "--leader-election-namespace=watched"];
    const { line, write, api } = await start(operator("A", atOnce), elect);
    const holder = async () => {
      const { body } = await api.get("/apis/coordination.k8s.io/v1/namespaces/watched/leases/demo");
      return (body as { spec: { holderIdentity: string; leaseTransitions: number } }).spec;
    };
    await line(/A ends: done/);
    const before = await holder();
    const began = performance.now();
    write(operator("B", atOnce));
    await line(/B ends: done/);
    expect(performance.now() - began).toBeLessThan(10_000); // its lease would have lasted 15 s
    const after = await holder();
    expect(after.holderIdentity).not.toBe(before.holderIdentity);
    expect(after.leaseTransitions).toBe(before.leaseTransitions + 1);
  });

  test.skipIf(!hasKubectl)(
    "as deployed, a missing rule is refused, told as the rule to add, and good once it is there",
    async () => {
      const { line, text, write } = await start(operator("A", atOnce), ["--as", "deployed"]);
      await line(/A ends: done/); // the generated role has what the code shows
      const hidden = operator("B", atOnce)
        .replace("import { ConfigMap }", "import { ConfigMap, Secret }")
        .replace("async ({ signal })", "async ({ signal, client })")
        .replace('console.log("B ends', "await list(client as never);\n  $&")
        .concat(
          '// @rbac groups="",resources=secrets,verbs=get\nfunction list(any: { [verb: string]: (kind: unknown, options: object) => Promise<unknown> }) {\n  return any[["li", "st"].join("")]!(Secret, { namespace: "watched" });\n}\n',
        );
      write(hidden);
      await line(/^missing rule: the deployed operator may not list secrets in namespace watched/m);
      const [, tag = ""] = await line(/^ {4}\/\/ (@rbac .*)$/m);
      expect(tag).toBe('@rbac groups="",resources=secrets,verbs=list');
      expect(text()).not.toContain("B ends");
      write(`${hidden}// ${tag}\n`);
      await line(/^applied ClusterRole cache-operator-manager-role$/m);
      await line(/B ends: done/);
    },
  );

  test.skipIf(!hasKubectl)(
    "on a context the operator's lease is held for all versions, and given up at the end",
    async () => {
      const { folder, write } = await project(operator("A", atOnce));
      const kubeconfig = join(folder, "cluster.kubeconfig");
      const cluster = program(["sandbox", "--kubeconfig", kubeconfig], { cwd: folder });
      await cluster.line(/export KUBECONFIG/);
      const api = await createWatched(kubeconfig);
      await api.send("POST", "/api/v1/namespaces", { metadata: { name: "cache-operator-system" } });
      const lease = async () => {
        const path = "/apis/coordination.k8s.io/v1/namespaces/cache-operator-system/leases/demo";
        return ((await api.get(path)).body as { spec: { holderIdentity: string; acquireTime: string } }).spec;
      };
      const { child, line } = program(["run", "--cluster", "context", "--yes"], { cwd: folder, kubeconfig });
      await line(/A ends: done/);
      await line(/^this run holds Lease "cache-operator-system\/demo" now$/m);
      const { holderIdentity, acquireTime } = await lease();
      expect(holderIdentity).toMatch(/^kubewright-run_/);
      write(operator("B", atOnce));
      await line(/B ends: done/);
      expect(await lease()).toMatchObject({ holderIdentity, acquireTime });
      child.kill("SIGINT");
      expect(await once(child, "exit")).toEqual([0, null]);
      expect((await lease()).holderIdentity).toBe("");
    },
  );
});
