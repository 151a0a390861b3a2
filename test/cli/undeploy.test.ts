import { expect, test } from "vitest";
import type { ObjectName } from "../../src/cluster/kubectl.ts";
import { clusterProject } from "./cluster-project.ts";

const free = { namespace: "default", name: "a", finalizers: [] };
const held = { namespace: "prod", name: "b", finalizers: ["cache.example.com/hold"] };

/** A deployed operator with objects of its kind; `answer` is what a person says on a terminal. */
async function deployed(objects: readonly ObjectName[], answer?: boolean) {
  const io = answer === undefined ? {} : { isTTY: true };
  const project = await clusterProject({ names: async () => [...objects] }, io);
  await project.cli("deploy", "--image", "cache:v1");
  project.kubectl.calls.length = 0;
  return project;
}

const operatorGoes = [
  "delete deployment/cache-operator-controller-manager",
  "delete namespace/cache-operator-system",
];

test("without --crds custom resources stay, and those that wait for the operator are named", async () => {
  const { cli, kubectl } = await deployed([free, held]);
  const { code, stderr } = await cli("undeploy");
  expect(code).toBe(0);
  expect(kubectl.calls).toEqual(operatorGoes);
  expect(stderr).toContain(
    "warning: 1 custom resource has a finalizer that the operator takes off: until it is deployed again it can be deleted only by hand:\n  widgets.cache.example.com: prod/b\n",
  );
});

test("the garbage collector's own finalizers are nothing to warn of", async () => {
  const { cli } = await deployed([{ ...free, finalizers: ["foregroundDeletion"] }]);
  expect((await cli("undeploy")).stderr).not.toContain("finalizer");
});

test("--crds says how many custom resources would go, and takes nothing away without a yes", async () => {
  const { cli, kubectl } = await deployed([free, held]);
  const { code, stderr } = await cli("undeploy", "--crds");
  expect(code).toBe(1);
  expect(stderr).toMatchInlineSnapshot(`
    "context kind-test
    error: nothing is taken away: 2 custom resources, and what the operator made for them, would be deleted with the CRDs [CUSTOM_RESOURCES_EXIST]:
      widgets.cache.example.com: default/a, prod/b
      hint: Give --yes to delete them, or leave --crds out.
    "
  `);
  expect(kubectl.calls).toEqual([]);
});

test("--crds --yes deletes the kinds while the operator can still take its finalizers off", async () => {
  const { cli, kubectl } = await deployed([free]);
  const { code, stderr } = await cli("undeploy", "--crds", "--yes");
  expect(code).toBe(0);
  expect(kubectl.calls).toEqual([
    "delete customresourcedefinition/widgets.cache.example.com",
    ...operatorGoes,
  ]);
  expect(stderr).toContain(
    "1 custom resource, and what the operator made for it, would be deleted with the CRDs",
  );
});

test("--crds needs no yes where there is nothing to lose", async () => {
  const { cli, kubectl } = await deployed([]);
  expect((await cli("undeploy", "--crds")).code).toBe(0);
  expect(kubectl.objects).toEqual([]);
});

test("custom resources in the operator's own namespace would go with it: they need a yes, and go first", async () => {
  const own = { namespace: "cache-operator-system", name: "c", finalizers: [] };
  const { cli, kubectl } = await deployed([free, own]);
  const refused = await cli("undeploy");
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain(
    "1 custom resource would be deleted with the operator's namespace [CUSTOM_RESOURCES_EXIST]:\n  widgets.cache.example.com: cache-operator-system/c\n",
  );
  kubectl.objects.push({ apiVersion: "cache.example.com/v1", kind: "Widget", metadata: own });
  expect((await cli("undeploy", "--yes")).code).toBe(0);
  expect(kubectl.calls).toEqual(["delete widget/c", ...operatorGoes]);
});

test("a dry run says what would be lost, and changes nothing", async () => {
  const { cli, kubectl } = await deployed([free]);
  const { code, stdout, stderr } = await cli("undeploy", "--crds", "--dry-run");
  expect(code).toBe(0);
  expect(stderr).toContain("1 custom resource");
  expect(stdout).toContain("--- a/CustomResourceDefinition.widgets.cache.example.com.yaml\n+++ /dev/null\n");
  expect(kubectl.calls).toEqual([]);
});

test("many custom resources are not all named", async () => {
  const many = Array.from({ length: 8 }, (_, at) => ({
    namespace: "default",
    name: `w${at}`,
    finalizers: [],
  }));
  const { cli } = await deployed(many);
  expect((await cli("undeploy", "--crds")).stderr).toContain("default/w4 and 3 more\n");
});
