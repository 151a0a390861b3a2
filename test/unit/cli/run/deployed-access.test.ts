import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { deployedAccessOf, usernameOf } from "../../../../src/cli/run/deployed-access.ts";
import { temporaryFolder } from "../../../cli/run-cli.ts";

const deployment = (name: string, spec: object) => ({
  kind: "Deployment",
  metadata: { name, namespace: "demo-system" },
  spec: { template: { spec } },
});
const role = { kind: "ClusterRole", metadata: { name: "demo-manager-role" } };

function project(...rendered: object[]) {
  const root = temporaryFolder();
  mkdirSync(join(root, "config/rbac"), { recursive: true });
  const role = (text: string) => writeFileSync(join(root, "config/rbac/role.yaml"), text);
  role("rules: []\n");
  const calls: string[] = [];
  const kustomize = async (folder: string) => {
    calls.push(folder);
    return rendered.map((object) => `---\n${JSON.stringify(object)}\n`).join("");
  };
  return { root, role, calls, access: deployedAccessOf(root, { kustomize }) };
}

test("who the operator is, and what it may do, is read from the Deployment and what stands beside it", async () => {
  const service = { kind: "Service", metadata: { name: "metrics" } };
  const { access } = project(role, service, deployment("manager", { serviceAccountName: "runner" }));
  const found = await access();
  expect(found).toEqual({ namespace: "demo-system", account: "runner", objects: [role] });
  expect(usernameOf(found)).toBe("system:serviceaccount:demo-system:runner");
});

test("without a name it is the namespace's default account", async () => {
  const { access } = project(deployment("manager", {}));
  expect(await access()).toMatchObject({ account: "default" });
});

test("it is rendered again when a file has changed, and only then", async () => {
  const { root, role, calls, access } = project(deployment("manager", {}));
  await access();
  await access();
  expect(calls).toEqual([join(root, "config/default")]);
  role("rules: [{ verbs: [get] }]\n");
  await access();
  expect(calls).toHaveLength(2);
});

test.each([[[]], [[deployment("a", {}), deployment("b", {})]]])(
  "one Deployment is expected",
  async (rendered) => {
    await expect(project(...rendered).access()).rejects.toMatchObject({
      code: "DEPLOYMENT_UNCLEAR",
      message: `cannot tell as whom the operator is deployed: config/default has ${rendered.length} Deployments, expected one`,
    });
  },
);
