import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeYaml } from "../../src/kube/yaml.ts";
import { UserError } from "../../src/base/errors.ts";
import { all, clusterProject, crd } from "./cluster-project.ts";
import { runCli } from "./run-cli.ts";
import { scaffoldedProject } from "./scaffolded-project.ts";

test("install applies the CRDs and waits until their kinds are served", async () => {
  const { kubectl, cli, targets } = await clusterProject();
  expect(await cli("install", "--context", "staging", "--kubeconfig", "/k")).toEqual({
    code: 0,
    stdout: "customresourcedefinition/widgets.cache.example.com serverside-applied\n",
    stderr: "context kind-test\n",
  });
  expect(targets).toEqual([{ context: "staging", kubeconfig: "/k" }]);
  expect(kubectl.calls).toEqual([
    "apply customresourcedefinition/widgets.cache.example.com",
    "wait established crd/widgets.cache.example.com",
  ]);
  await cli("install", "--force");
  expect(kubectl.calls).toContain("apply customresourcedefinition/widgets.cache.example.com by force");
});

test("install --dry-run shows what is new and what would change, and changes nothing", async () => {
  const { kubectl, cli, writeCrd } = await clusterProject();
  const first = await cli("install", "--dry-run");
  expect(first.stdout).toContain(
    "--- /dev/null\n+++ b/CustomResourceDefinition.widgets.cache.example.com.yaml\n",
  );
  expect(kubectl.calls).toEqual([]);
  await cli("install");
  expect((await cli("install", "--dry-run")).stdout).toBe("");
  writeCrd(crd("a better widget"));
  const second = await cli("install", "--dry-run");
  expect(second.stdout).toContain("-  description: a widget\n+  description: a better widget\n");
  expect(kubectl.objects).toMatchObject([{ spec: { description: "a widget" } }]);
});

test("install of a project without kinds says how to get one", async () => {
  const { root } = await scaffoldedProject();
  expect(await runCli(["install"], { cwd: root })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("kubewright manifests") as string,
  });
});

test("uninstall deletes the CRDs; a second time there is nothing to do", async () => {
  const { kubectl, cli } = await clusterProject();
  await cli("install");
  expect((await cli("uninstall", "--dry-run")).stdout).toContain(
    "--- a/CustomResourceDefinition.widgets.cache.example.com.yaml\n+++ /dev/null\n",
  );
  expect(kubectl.objects).toHaveLength(1);
  expect((await cli("uninstall")).stdout).toBe(
    "customresourcedefinition/widgets.cache.example.com deleted\n",
  );
  expect(await cli("uninstall")).toMatchObject({ code: 0, stdout: "" });
});

test("uninstall says which custom resources go with the CRDs", async () => {
  const names = async () => [
    { namespace: "default", name: "a", finalizers: [] },
    { namespace: "prod", name: "b", finalizers: [] },
  ];
  const { cli } = await clusterProject({ names });
  expect((await cli("uninstall")).stderr).toContain(
    "2 custom resources go with the CRDs:\n  widgets.cache.example.com: default/a, prod/b\n",
  );
});

test("a deletion that waits for a finalizer says what to do", async () => {
  const failure = new UserError("COMMAND_FAILED", "error: timed out waiting for the condition on widgets/a");
  const { cli } = await clusterProject({ delete: () => Promise.reject(failure) });
  expect(await cli("uninstall")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("finalizer: start the operator") as string,
  });
});

test("deploy applies everything with the image, edits no tracked file, the CRDs first, and waits for the operator", async () => {
  const { root, kubectl, cli } = await clusterProject();
  const before = readdirSync(root, { recursive: true, encoding: "utf8" });
  const { code, stdout } = await cli("deploy", "--image", "cache:v1", "--timeout", "7");
  expect(code).toBe(0);
  expect(stdout.split("\n").at(-2)).toBe("deployment cache-operator-controller-manager is ready");
  expect(kubectl.calls).toEqual([
    "apply customresourcedefinition/widgets.cache.example.com",
    "wait established crd/widgets.cache.example.com",
    "apply namespace/cache-operator-system",
    "apply deployment/cache-operator-controller-manager",
  ]);
  const added = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (name) => !before.includes(name),
  );
  expect(added.every((name) => name.startsWith(".kubewright"))).toBe(true);
});

test("fields that others have set are kept, and the way to take them over is told", async () => {
  const failure = new UserError(
    "COMMAND_FAILED",
    'error: Apply failed with 1 conflict: conflict with "kubectl": .spec.replicas',
  );
  const { cli } = await clusterProject({ apply: () => Promise.reject(failure) });
  const { code, stderr } = await cli("deploy", "--image", "cache:v1");
  expect(code).toBe(1);
  expect(stderr).toContain("hint: Give --force to set these fields all the same");
});

test("deploy --dry-run changes nothing on the cluster", async () => {
  const { kubectl, cli } = await clusterProject();
  const { code, stdout } = await cli("deploy", "--image", "cache:v1", "--dry-run");
  expect(code).toBe(0);
  expect(stdout).toContain("+++ b/cache-operator-system/Deployment.cache-operator-controller-manager.yaml\n");
  expect(kubectl.calls).toEqual([]);
});

test("undeploy takes the operator away, its namespace last, and leaves the CRDs: the users' objects stay", async () => {
  const { kubectl, cli } = await clusterProject();
  await cli("deploy", "--image", "cache:v1");
  kubectl.calls.length = 0;
  expect((await cli("undeploy", "--dry-run")).stdout).toContain("+++ /dev/null\n");
  expect(kubectl.calls).toEqual([]);
  expect((await cli("undeploy")).code).toBe(0);
  expect(kubectl.calls).toEqual([
    "delete deployment/cache-operator-controller-manager",
    "delete namespace/cache-operator-system",
  ]);
  expect(kubectl.objects.map(({ kind }) => kind)).toEqual(["CustomResourceDefinition"]);
});

test("build-installer writes one file, and only when it changes", async () => {
  const { root, cli } = await clusterProject();
  expect((await cli("build-installer", "--image", "cache:v1", "--dry-run")).stdout).toContain(
    "+++ b/dist/install.yaml\n",
  );
  expect((await cli("build-installer", "--image", "cache:v1")).stdout).toBe("create dist/install.yaml\n");
  expect(readFileSync(join(root, "dist/install.yaml"), "utf8")).toBe(all);
  expect((await cli("build-installer", "--image", "cache:v1")).stdout).toBe("nothing to change\n");
});

test("build-installer leaves out what kubectl apply could not note, and only that", async () => {
  const big = crdOf({ spec: { type: "object", description: "long ".repeat(60_000), properties: {} } });
  const { root, cli } = await clusterProject({ kustomize: async () => `${big}---\n${all}` });
  const { code, stderr } = await cli("build-installer");
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr:
      "1 of 2 descriptions of gadgets.cache.example.com were left out, the deepest, so that kubectl apply takes it\n",
  });
  const text = readFileSync(join(root, "dist/install.yaml"), "utf8");
  expect(text).toContain("description: a gadget");
  expect(text).not.toContain("long long");
  expect(text.endsWith(`---\n${all.split("---\n").at(-1)}`)).toBe(true);
});

test("build-installer says when a CRD is too large even without descriptions", async () => {
  const big = crdOf({
    spec: { type: "string", enum: Array.from({ length: 20_000 }, (_, at) => `value-${at}-of-many`) },
  });
  const { cli } = await clusterProject({ kustomize: async () => big });
  const { code, stderr } = await cli("build-installer");
  expect(code).toBe(0);
  expect(stderr).toContain("warning: gadgets.cache.example.com is too large for kubectl apply");
});

function crdOf(properties: object): string {
  return writeYaml({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "gadgets.cache.example.com" },
    spec: {
      group: "cache.example.com",
      names: { kind: "Gadget", plural: "gadgets" },
      scope: "Namespaced",
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", description: "a gadget", properties } },
        },
      ],
    },
  });
}

test("what kubectl fails with is shown, with its hint", async () => {
  const failure = new UserError("COMMAND_NOT_FOUND", 'cannot run "kubectl"', { hint: "Install kubectl." });
  const { cli } = await clusterProject({ apply: () => Promise.reject(failure) });
  expect(await cli("install")).toEqual({
    code: 1,
    stdout: "",
    stderr: 'context kind-test\nerror: cannot run "kubectl" [COMMAND_NOT_FOUND]\n  hint: Install kubectl.\n',
  });
});
