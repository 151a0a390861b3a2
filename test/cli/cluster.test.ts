import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import type { Kubectl, KubectlTarget } from "../../src/cluster/kubectl.ts";
import { recordingKubectl } from "./recording-kubectl.ts";
import { runCli } from "./run-cli.ts";
import { scaffoldedProject } from "./scaffolded-project.ts";

const crd = (description = "a widget") => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.cache.example.com
spec:
  group: cache.example.com
  description: ${description}
`;

const all = `${crd()}---
apiVersion: v1
kind: Namespace
metadata:
  name: cache-operator-system
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: cache-operator-controller-manager
  namespace: cache-operator-system
spec:
  selector: { matchLabels: { control-plane: controller-manager, app: cache } }
  template: { spec: { containers: [{ name: manager,
        image: cache:v1
      }] } }
`;

/** A project with a CRD on disk, and a kubectl that renders it without kustomize. */
async function setUp(overrides: Partial<Kubectl> = {}) {
  const { root } = await scaffoldedProject();
  const writeCrd = (text: string) => {
    mkdirSync(join(root, "config/crd/bases"), { recursive: true });
    writeFileSync(join(root, "config/crd/bases/widgets.yaml"), text);
  };
  writeCrd(crd());
  const kustomize = async (folder: string) =>
    folder.endsWith("crd") ? readFileSync(join(root, "config/crd/bases/widgets.yaml"), "utf8") : all;
  const kubectl = recordingKubectl({ kustomize, ...overrides });
  const targets: (KubectlTarget | undefined)[] = [];
  const drivers = {
    kubectl: async (target?: KubectlTarget) => {
      targets.push(target);
      return kubectl;
    },
  };
  const cli = (...argv: string[]) => runCli(argv, { cwd: root, drivers });
  return { root, kubectl, targets, cli, writeCrd };
}

test("install applies the CRDs and waits until their kinds are served", async () => {
  const { kubectl, cli, targets } = await setUp();
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
  const { kubectl, cli, writeCrd } = await setUp();
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
  const { kubectl, cli } = await setUp();
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

test("a deletion that waits for a finalizer says what to do", async () => {
  const failure = new UserError("COMMAND_FAILED", "error: timed out waiting for the condition on widgets/a");
  const { cli } = await setUp({ delete: () => Promise.reject(failure) });
  expect(await cli("uninstall")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("finalizer: start the operator") as string,
  });
});

test("deploy applies everything with the image, edits no tracked file, and waits for the operator", async () => {
  const { root, kubectl, cli } = await setUp();
  const before = readdirSync(root, { recursive: true, encoding: "utf8" });
  const { code, stdout } = await cli("deploy", "--image", "cache:v1", "--timeout", "7");
  expect(code).toBe(0);
  expect(stdout.split("\n").at(-2)).toBe("deployment cache-operator-controller-manager is ready");
  expect(kubectl.calls).toEqual([
    "apply customresourcedefinition/widgets.cache.example.com",
    "apply namespace/cache-operator-system",
    "apply deployment/cache-operator-controller-manager",
    "wait established crd/widgets.cache.example.com",
    "rollout cache-operator-system/cache-operator-controller-manager within 7 s",
  ]);
  const added = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (name) => !before.includes(name),
  );
  expect(added.every((name) => name.startsWith(".kubewright"))).toBe(true);
});

test("deploy says why the operator does not come up", async () => {
  const selectors: string[] = [];
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "manager-1" },
    status: {
      conditions: [
        {
          type: "PodScheduled",
          status: "False",
          reason: "Unschedulable",
          message: "0/1 nodes are available",
        },
      ],
      containerStatuses: [
        {
          name: "manager",
          state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 10s" } },
          lastState: { terminated: { exitCode: 1, reason: "Error" } },
        },
      ],
    },
  };
  const { cli } = await setUp({
    rollout: () => Promise.reject(new UserError("COMMAND_FAILED", "timed out")),
    list: async (resource, { namespace, selector }) => {
      selectors.push(`${resource} ${namespace} ${selector}`);
      return [pod];
    },
  });
  const { code, stderr } = await cli("deploy", "--image", "cache:v1");
  expect(code).toBe(1);
  expect(selectors).toEqual(["pods cache-operator-system control-plane=controller-manager,app=cache"]);
  expect(stderr.slice(stderr.indexOf("error:"))).toMatchInlineSnapshot(`
    "error: deployment "cache-operator-controller-manager" is not ready after 120 s [DEPLOYMENT_NOT_READY]:
      pod manager-1: not scheduled: Unschedulable: 0/1 nodes are available
      pod manager-1: container manager waits: CrashLoopBackOff: back-off 10s
      pod manager-1: container manager ended with exit code 1: Error
      hint: See \`kubectl --namespace cache-operator-system describe pods\` and \`kubectl --namespace cache-operator-system logs deployment/cache-operator-controller-manager\`.
    "
  `);
});

test("deploy --dry-run changes nothing on the cluster", async () => {
  const { kubectl, cli } = await setUp();
  const { code, stdout } = await cli("deploy", "--image", "cache:v1", "--dry-run");
  expect(code).toBe(0);
  expect(stdout).toContain("+++ b/cache-operator-system/Deployment.cache-operator-controller-manager.yaml\n");
  expect(kubectl.calls).toEqual([]);
});

test("undeploy takes the operator away, its namespace last, and leaves the CRDs: the users' objects stay", async () => {
  const { kubectl, cli } = await setUp();
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
  const { root, cli } = await setUp();
  expect((await cli("build-installer", "--image", "cache:v1", "--dry-run")).stdout).toContain(
    "+++ b/dist/install.yaml\n",
  );
  expect((await cli("build-installer", "--image", "cache:v1")).stdout).toBe("create dist/install.yaml\n");
  expect(readFileSync(join(root, "dist/install.yaml"), "utf8")).toBe(all);
  expect((await cli("build-installer", "--image", "cache:v1")).stdout).toBe("nothing to change\n");
});

test("what kubectl fails with is shown, with its hint", async () => {
  const failure = new UserError("COMMAND_NOT_FOUND", 'cannot run "kubectl"', { hint: "Install kubectl." });
  const { cli } = await setUp({ apply: () => Promise.reject(failure) });
  expect(await cli("install")).toEqual({
    code: 1,
    stdout: "",
    stderr: 'context kind-test\nerror: cannot run "kubectl" [COMMAND_NOT_FOUND]\n  hint: Install kubectl.\n',
  });
});
