import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scaffoldedProject } from "./scaffolded-project.ts";
import { runCli, temporaryFolder } from "./run-cli.ts";

const memcached = ["create", "api", "--group", "cache", "--version", "v1alpha1", "--kind", "Memcached"];

test("adds a kind and says what comes next", async () => {
  const { root } = await scaffoldedProject();
  const { code, stdout, stderr } = await runCli(memcached, { cwd: root });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatchInlineSnapshot(`
    "update PROJECT
    update config/crd/kustomization.yaml
    update config/rbac/kustomization.yaml
    create config/rbac/memcached_admin_role.yaml
    create config/rbac/memcached_editor_role.yaml
    create config/rbac/memcached_viewer_role.yaml
    update config/samples/Kustomization
    create config/samples/cache_v1alpha1_memcached.yaml
    create src/api/v1alpha1/memcached.ts
    update src/controllers/index.ts
    create src/controllers/memcached.ts
    create test/memcached.integration.test.ts
    create test/memcached.test.ts

    Next:
      edit src/api/v1alpha1/memcached.ts
      edit src/controllers/memcached.ts
      npx kubewright manifests
      npx kubewright run
    "
  `);
});

test("works from any folder of the project", async () => {
  const { root } = await scaffoldedProject();
  expect((await runCli(memcached, { cwd: join(root, "src/controllers") })).code).toBe(0);
  expect(readdirSync(join(root, "src/api/v1alpha1"))).toEqual(["memcached.ts"]);
});

test("a second time changes nothing", async () => {
  const { root } = await scaffoldedProject();
  await runCli(memcached, { cwd: root });
  expect(await runCli(memcached, { cwd: root })).toEqual({
    code: 0,
    stdout: "nothing to change\n",
    stderr: "",
  });
});

test("--dry-run writes nothing", async () => {
  const { root } = await scaffoldedProject();
  const before = readdirSync(root, { recursive: true, encoding: "utf8" });
  const { code, stdout } = await runCli([...memcached, "--dry-run"], { cwd: root });
  expect(code).toBe(0);
  expect(stdout).toContain("+++ b/src/api/v1alpha1/memcached.ts\n");
  expect(readdirSync(root, { recursive: true, encoding: "utf8" })).toEqual(before);
});

test.each([["--cluster-scoped"], ["--namespaced=false"], ["--no-namespaced"]])(
  "%s makes a cluster-scoped kind",
  async (flag) => {
    const { root } = await scaffoldedProject();
    await runCli([...memcached, flag], { cwd: root });
    expect(readFileSync(join(root, "PROJECT"), "utf8")).toContain("namespaced: false");
  },
);

test("kubebuilder's --resource and --controller=false are understood", async () => {
  const { root } = await scaffoldedProject();
  const { code, stdout } = await runCli([...memcached, "--resource", "--controller=false"], { cwd: root });
  expect(code).toBe(0);
  expect(stdout).not.toContain("src/controllers/memcached.ts");
});

test("a controller for a kind of Kubernetes imports its handle", async () => {
  const { root } = await scaffoldedProject();
  const deployment = [
    "create",
    "api",
    "--group",
    "apps",
    "--version",
    "v1",
    "--kind",
    "Deployment",
    "--no-resource",
  ];
  expect((await runCli(deployment, { cwd: root })).code).toBe(0);
  const source = readFileSync(join(root, "src/controllers/deployment.ts"), "utf8");
  expect(source).toContain('import { Deployment } from "kubewright/k8s/apps/v1";');
  const pod = ["create", "api", "--group", "core", "--version", "v1", "--kind", "Pod", "--resource=false"];
  expect((await runCli(pod, { cwd: root })).code).toBe(0);
  expect(readFileSync(join(root, "src/controllers/pod.ts"), "utf8")).toContain('"kubewright/k8s/core/v1"');
});

test("a kind that Kubernetes does not have is not one to control without a resource", async () => {
  const { root } = await scaffoldedProject();
  const { code, stderr } = await runCli([...memcached, "--no-resource"], { cwd: root });
  expect(code).toBe(1);
  expect(stderr).toContain('error: cannot make a controller for kind "Memcached"');
});

test("outside a project says how to make one", async () => {
  const { code, stderr } = await runCli(memcached, { cwd: temporaryFolder() });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: cannot find a project in ".*\n {2}hint: .*`kubewright init`/);
});
