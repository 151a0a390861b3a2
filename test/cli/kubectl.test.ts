import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readConnection } from "./read-connection.ts";
import { runCli, startCli } from "./run-cli.ts";
import { scaffoldedProject } from "./scaffolded-project.ts";

const hasKubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;

const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: memcacheds.cache.example.com
spec:
  group: cache.example.com
  names: { kind: Memcached, listKind: MemcachedList, plural: memcacheds, singular: memcached }
  scope: Namespaced
  versions:
    - name: v1alpha1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object } }
`;

const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/memcacheds.cache.example.com";
const manager =
  "/apis/apps/v1/namespaces/cache-operator-system/deployments/cache-operator-controller-manager";

/** A scaffolded project with one CRD, and a sandbox that the kubectl of this machine talks to. */
async function setUp() {
  const { root } = await scaffoldedProject({ memcached: true });
  mkdirSync(join(root, "config/crd/bases"), { recursive: true });
  const file = "config/crd/bases/cache.example.com_memcacheds.yaml";
  writeFileSync(join(root, file), crd);
  const sandbox = startCli(["sandbox"], { cwd: root });
  onTestFinished(async () => {
    sandbox.interrupt();
    await sandbox.ended;
  });
  const [, kubeconfig = ""] = await sandbox.waitFor(/^export KUBECONFIG=(.*)$/m);
  const cli = (...argv: string[]) => runCli([...argv, "--kubeconfig", kubeconfig], { cwd: root });
  const statusOf = async (path: string) => (await readConnection(kubeconfig).get(path)).status;
  return { root, file, cli, statusOf };
}

// each command starts kubectl several times: on a busy machine that takes long
const options = { timeout: 90_000 };

describe.skipIf(!hasKubectl)(
  "with the real kubectl on a sandbox (kubectl must be installed)",
  options,
  () => {
    test("install and uninstall, with dry runs that change nothing", async () => {
      const { root, file, cli, statusOf } = await setUp();
      expect((await cli("install", "--dry-run")).stdout).toContain("+  name: memcacheds.cache.example.com\n");
      expect(await statusOf(path)).toBe(404);
      expect(await cli("install")).toMatchObject({ code: 0, stderr: "context sandbox\n" });
      expect(await statusOf(path)).toBe(200);
      expect((await cli("install", "--dry-run")).stdout).toBe("");
      appendFileSync(join(root, file), "      deprecated: true\n");
      expect((await cli("install", "--dry-run")).stdout).toMatch(/^\+.*deprecated: true$/m);
      expect((await cli("uninstall", "--dry-run")).stdout).toContain("+++ /dev/null\n");
      expect(await statusOf(path)).toBe(200);
      expect((await cli("uninstall")).code).toBe(0);
      expect(await statusOf(path)).toBe(404);
      expect(await cli("uninstall")).toMatchObject({ code: 0, stdout: "" });
    });

    test("deploy sets the image and waits; undeploy leaves the kinds", async () => {
      const { cli, statusOf } = await setUp();
      const { code, stdout } = await cli("deploy", "--image", "example.com/cache:v1");
      expect(code).toBe(0);
      expect(stdout).toContain("deployment cache-operator-controller-manager is ready\n");
      expect((await cli("deploy", "--image", "example.com/cache:v2", "--dry-run")).stdout).toMatch(
        /^-.*image: example.com\/cache:v1\n\+.*image: example.com\/cache:v2$/m,
      );
      expect((await cli("undeploy")).code).toBe(0);
      expect([await statusOf(manager), await statusOf(path)]).toEqual([404, 200]);
    });
  },
);
