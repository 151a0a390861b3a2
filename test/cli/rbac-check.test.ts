import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Comparison } from "../../src/cli/rbac/compare-roles.ts";
import { formatRecordedCall, type RecordedCall } from "../../src/kube/recorded-calls.ts";
import { scaffoldedProject, succeed } from "./scaffolded-project.ts";
import { runCli } from "./run-cli.ts";

const made = { v: 1, operator: "cache-operator", by: "run" } as const;

/** A project whose manifests are written, with calls of its operator. */
async function project(calls: readonly RecordedCall[] = []) {
  const { root } = await scaffoldedProject({ memcached: true });
  await succeed(["manifests"], { cwd: root });
  if (calls.length > 0) {
    mkdirSync(join(root, ".kubewright"), { recursive: true });
    writeFileSync(join(root, ".kubewright/calls.jsonl"), calls.map(formatRecordedCall).join("\n"));
  }
  const check = async (...more: string[]) => {
    const outcome = await runCli(["rbac", "check", "--output", "json", ...more], { cwd: root });
    return { ...outcome, ...(JSON.parse(outcome.stdout) as Comparison & { calls: number }) };
  };
  return { root, check };
}

/** Adds to the rules of the role that `manifests` wrote. */
function addRule(root: string, rule: string): void {
  const file = join(root, "config/rbac/role.yaml");
  writeFileSync(file, `${readFileSync(file, "utf8")}  - ${rule}\n`);
}

test("a project as it is scaffolded has the roles that it needs", async () => {
  const { root, check } = await project();
  expect(await check()).toMatchObject({ code: 0, findings: [], notSeen: [], calls: 0 });
  const { stdout, stderr } = await runCli(["rbac", "check"], { cwd: root });
  expect(stdout).toBe("The roles are what code and calls need.\n");
  expect(stderr).toContain("No calls were recorded");
});

test("what was called and no role gives is missing, with the tag that asks for it", async () => {
  const { root, check } = await project([
    {
      ...made,
      verb: "create",
      apiGroup: "",
      resource: "pods",
      subresource: "exec",
      namespace: "default",
      name: "a",
    },
    { ...made, verb: "list", apiGroup: "apps", resource: "deployments" },
    { ...made, verb: "get", path: "/version" },
  ]);
  const { code, findings, notSeen } = await check();
  expect(code).toBe(1);
  expect(findings).toEqual([
    {
      problem: "missing",
      neededBy: "calls",
      right: { verb: "create", apiGroup: "", resource: "pods/exec", resourceName: "a", namespace: "default" },
    },
  ]);
  expect(notSeen).toContainEqual({ verb: "patch", apiGroup: "apps", resource: "deployments" });
  expect(notSeen).not.toContainEqual({ verb: "list", apiGroup: "apps", resource: "deployments" });
  const { stdout, stderr } = await runCli(["rbac", "check"], { cwd: root });
  expect(stdout).toContain('@rbac groups="",resources=pods/exec,verbs=create');
  expect(stderr).toContain("1 missing");
});

test("what the code needs and the role does not have is missing", async () => {
  const { root, check } = await project();
  writeFileSync(
    join(root, "src/more.ts"),
    'import type { Client } from "kubewright";\nimport { Node } from "kubewright/k8s/core/v1";\nexport const nodes = (client: Client) => client.list(Node);\n',
  );
  const right = { verb: "list", apiGroup: "", resource: "nodes" };
  expect(await check()).toMatchObject({
    code: 1,
    findings: [{ problem: "missing", neededBy: "code", right }],
  });
  expect(await check("--fail-on", "nothing")).toMatchObject({ code: 0 });
});

test("rules that nothing needs are unused, those with * are wider than needed", async () => {
  const { root, check } = await project([
    { ...made, verb: "get", apiGroup: "batch", resource: "jobs", name: "x" },
  ]);
  addRule(root, "{ apiGroups: [''], resources: [secrets], verbs: [get] }");
  addRule(root, "{ apiGroups: [batch], resources: ['*'], verbs: [get] }");
  const { code, findings } = await check();
  expect(code).toBe(1);
  expect(findings).toEqual([
    {
      problem: "unused",
      role: "ClusterRole manager-role",
      right: { verb: "get", apiGroup: "", resource: "secrets" },
    },
    {
      problem: "wider",
      role: "ClusterRole manager-role",
      right: { verb: "get", apiGroup: "batch", resource: "*" },
      enough: [{ verb: "get", apiGroup: "batch", resource: "jobs", resourceName: "x" }],
    },
  ]);
  expect(await check("--fail-on", "missing")).toMatchObject({ code: 0 });
});

test("roles beside role.yaml count when they are bound to the operator's ServiceAccount", async () => {
  const { root, check } = await project([
    { ...made, verb: "get", apiGroup: "", resource: "secrets", name: "x" },
  ]);
  const role = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: secrets }
rules: [{ apiGroups: [""], resources: [secrets], verbs: [get] }]
`;
  writeFileSync(join(root, "config/rbac/secrets.yaml"), role);
  expect(await check()).toMatchObject({ findings: [{ problem: "missing" }] });
  const binding = `---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: secrets }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: secrets }
subjects: [{ kind: ServiceAccount, name: controller-manager, namespace: system }]
`;
  writeFileSync(join(root, "config/rbac/secrets.yaml"), role + binding);
  expect(await check()).toMatchObject({ code: 0, findings: [] });
});

test("an audit log is read for what the operator's ServiceAccount did", async () => {
  const { root, check } = await project();
  const event = (username: string, resource: string) =>
    JSON.stringify({
      kind: "Event",
      apiVersion: "audit.k8s.io/v1",
      verb: "delete",
      user: { username },
      objectRef: { resource, namespace: "default", name: "a", apiVersion: "v1" },
    });
  const account = "system:serviceaccount:cache-operator-system:cache-operator-controller-manager";
  writeFileSync(join(root, "audit.log"), `${event(account, "pods")}\r\n${event("jane", "secrets")}\n`);
  const { calls, findings } = await check("--calls", "audit.log");
  expect(calls).toBe(1);
  expect(findings.map(({ right }) => right.resource)).toEqual(["pods"]);
});

test("a file of calls that is not there, or holds something else, is told", async () => {
  const { root } = await project();
  const run = (...more: string[]) => runCli(["rbac", "check", ...more], { cwd: root });
  expect(await run("--calls", "none.jsonl")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("no such file"),
  });
  expect(await run("--calls", "PROJECT")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("no line is"),
  });
});
