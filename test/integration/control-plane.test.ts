import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { exec } from "../../src/cluster/exec.ts";
import { findControlPlane } from "../../src/cluster/control-plane/find.ts";
import { serviceAccountKubeconfig } from "../../src/cluster/control-plane/service-account-kubeconfig.ts";
import { startControlPlane, type ControlPlane } from "../../src/cluster/control-plane/start.ts";
import { readBuiltInSchemas } from "../../src/k8s/built-in.ts";
import { createApi, type Api } from "./api.ts";

const binaries = inject("controlPlane") ? findControlPlane() : undefined;

/** Command lines of the processes that work in a folder. */
async function processesIn(dir: string): Promise<string[]> {
  const all = existsSync("/proc/self/cmdline")
    ? commandLines()
    : (await exec("ps", ["-A", "-o", "args="])).stdout.split("\n");
  return all.filter((line) => line.includes(dir));
}

function commandLines(): string[] {
  return readdirSync("/proc").flatMap((name) => {
    try {
      return /^\d+$/.test(name) ? [readFileSync(`/proc/${name}/cmdline`, "utf8")] : [];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

describe.skipIf(!binaries)("a control plane of our own [kube-apiserver]", () => {
  let server: ControlPlane;
  let api: Api;
  let scratch: string;

  beforeAll(async () => {
    if (!binaries) return;
    scratch = mkdtempSync(join(tmpdir(), "kubewright-test-"));
    server = await startControlPlane({
      binaries,
      controllerManager: binaries.controllerManager !== undefined,
    });
    api = createApi({ url: server.url, ca: server.ca, token: server.adminToken });
  });
  afterAll(async () => {
    api.close();
    await server.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  test("kubectl works with its kubeconfig, and the token is an administrator's", async () => {
    const env = { KUBECONFIG: server.kubeconfigFile };
    const { stdout } = await exec(
      binaries?.kubectl ?? "kubectl",
      ["auth", "can-i", "*", "*", "--all-namespaces"],
      { env },
    );
    expect(stdout).toBe("yes");
  });

  test("a ServiceAccount may do what RBAC says and nothing else", async () => {
    await api.post("/api/v1/namespaces/default/serviceaccounts", { metadata: { name: "operator" } });
    const kubeconfig = await serviceAccountKubeconfig(server, { namespace: "default", name: "operator" });
    const token = /token: "(.+)"/.exec(kubeconfig)?.[1] ?? "";
    const as = createApi({ url: server.url, ca: server.ca, token });
    const configMaps = "/api/v1/namespaces/default/configmaps";
    const refused = await as.get(configMaps);
    expect([refused.status, refused.body.message]).toEqual([
      403,
      expect.stringContaining(
        'User "system:serviceaccount:default:operator" cannot list resource "configmaps"',
      ),
    ]);
    const rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/default";
    const apiGroup = "rbac.authorization.k8s.io";
    const rules = [{ apiGroups: [""], resources: ["configmaps"], verbs: ["list"] }];
    await api.post(`${rbac}/roles`, { metadata: { name: "operator" }, rules });
    await api.post(`${rbac}/rolebindings`, {
      metadata: { name: "operator" },
      roleRef: { apiGroup, kind: "Role", name: "operator" },
      subjects: [{ kind: "ServiceAccount", namespace: "default", name: "operator" }],
    });
    await expect.poll(async () => (await as.get(configMaps)).status, { timeout: 10_000 }).toBe(200);
    expect((await as.get("/api/v1/namespaces/default/secrets")).status).toBe(403);
    as.close();
  });

  test("a ServiceAccount that is not there gets no token", async () => {
    await expect(serviceAccountKubeconfig(server, { namespace: "default", name: "nobody" })).rejects.toThrow(
      'cannot get a token of ServiceAccount "default/nobody": serviceaccounts "nobody" not found',
    );
  });

  test.skipIf(!binaries?.controllerManager)(
    "with a controller manager, namespaces go away and Deployments make Pods",
    async () => {
      await api.post("/api/v1/namespaces", { metadata: { name: "gone" } });
      await api.post("/apis/apps/v1/namespaces/gone/deployments", {
        metadata: { name: "web" },
        spec: {
          selector: { matchLabels: { app: "web" } },
          template: {
            metadata: { labels: { app: "web" } },
            spec: { containers: [{ name: "web", image: "web" }] },
          },
        },
      });
      const pods = async () => (await api.get("/api/v1/namespaces/gone/pods")).body.items.length as number;
      await expect.poll(pods, { timeout: 20_000 }).toBe(1);
      await api.delete("/api/v1/namespaces/gone");
      await expect
        .poll(async () => (await api.get("/api/v1/namespaces/gone")).status, { timeout: 20_000 })
        .toBe(404);
    },
  );

  test("what is stored survives a restart of the API server", async () => {
    await api.post("/api/v1/namespaces/default/configmaps", { metadata: { name: "kept" }, data: { a: "1" } });
    await server.restartApiServer();
    const fresh = createApi({ url: server.url, ca: server.ca, token: server.adminToken });
    expect((await fresh.get("/api/v1/namespaces/default/configmaps/kept")).body.data).toEqual({ a: "1" });
    fresh.close();
  });

  test("the built-in resources in the repository are those that it serves", async () => {
    const builtIn = readBuiltInSchemas();
    const { body: version } = await api.get("/version");
    if (!builtIn.kubernetesVersion.startsWith(`v${version.major}.${version.minor}.`)) return;
    const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    const served: string[] = [];
    for (const root of ["/api", "/apis"]) {
      for (const group of (await api.get(root, { accept })).body.items) {
        for (const { version: name, resources } of group.versions) {
          for (const { resource } of resources)
            served.push(`${group.metadata.name ?? ""}/${name}/${resource}`);
        }
      }
    }
    const known = builtIn.resources.map(({ group, version: name, plural }) => `${group}/${name}/${plural}`);
    expect(known.sort()).toEqual(served.sort());
  });

  test("when its owner is killed, no process and no folder stays", async () => {
    const owner = join(scratch, "owner.mjs");
    const place = JSON.stringify(join(import.meta.dirname, "../../src/cluster/control-plane/start.ts"));
    const script = `
      import { startControlPlane } from ${place};
      const server = await startControlPlane({ binaries: ${JSON.stringify(binaries)} });
      console.log(server.dir);`;
    await build({
      stdin: { contents: script, resolveDir: scratch },
      outfile: owner,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
    });
    const child = spawn(process.execPath, [owner], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const dir = line.toString().trim();
    expect((await processesIn(dir)).length).toBeGreaterThanOrEqual(3);
    child.kill("SIGKILL");
    await expect.poll(() => processesIn(dir), { timeout: 10_000 }).toEqual([]);
    await expect.poll(() => existsSync(dir), { timeout: 10_000 }).toBe(false);
  });

  test("stopped, nothing of it is left", async () => {
    if (!binaries) return;
    const other = await startControlPlane({ binaries });
    expect(readFileSync(join(other.dir, "kube-apiserver.log"), "utf8")).not.toBe("");
    await other.stop();
    expect(await processesIn(other.dir)).toEqual([]);
    expect(existsSync(other.dir)).toBe(false);
  });
});
