import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startSandbox } from "../../src/sandbox/server.ts";
import { CustomResourceDefinition } from "../../src/k8s/apiextensions.k8s.io/v1.ts";
import { ConfigMap } from "../../src/k8s/core/v1.ts";
import { createClient, loadConnection, resource, type CustomResource } from "../../src/index.ts";
import { readConnection } from "./read-connection.ts";
import { runCli, startCli, temporaryFolder } from "./run-cli.ts";
import { scaffoldedProject } from "./scaffolded-project.ts";

/** Reports as an operator does, and answers what it is asked. */
const operator = `
const kind = { group: "cache.example.com", version: "v1alpha1", kind: "Memcached", plural: "memcacheds", scope: "Namespaced" };
const tell = (report: object) => process.send?.(report);
tell({ type: "hello", operator: "cache-operator", namespaces: [], controllers: [{ name: "memcached", kind, owns: [] }] });
process.on("message", (question: { id: number; kind: string; name: string }) => {
  const object = { apiVersion: "cache.example.com/v1alpha1", kind: question.kind, name: question.name };
  const said = { version: 1, controller: "memcached", object, queue: { state: "idle", retries: 0 }, waitsFor: ["rain"], causes: [], runs: [] };
  tell({ type: "explanation", id: question.id, explanations: question.name === "sample" ? [said] : [] });
});
process.channel?.ref();
console.log("up", process.env.KUBEWRIGHT_REPORT);
`;

test("asks the run of the project, which asks the operator, and adds what the cluster knows", async () => {
  const { root } = await scaffoldedProject({ memcached: true });
  writeFileSync(join(root, "src/main.ts"), operator);
  const running = startCli(["run"], { cwd: root });
  onTestFinished(async () => {
    running.interrupt();
    await running.ended;
  });
  const [, request = ""] = await running.waitFor(/^up (.*)$/m);
  expect(JSON.parse(request)).toEqual({
    calls: join(root, ".kubewright/calls.jsonl"),
    channel: true,
    sensitiveFile: join(root, ".kubewright/sensitive.json"),
  });
  const { send } = readConnection(join(root, ".kubewright/kubeconfig"));
  const path = "/apis/cache.example.com/v1alpha1/namespaces/default/memcacheds";
  const sample = {
    apiVersion: "cache.example.com/v1alpha1",
    kind: "Memcached",
    metadata: { name: "sample" },
  };
  expect((await send("POST", path, { ...sample, spec: { image: "i" } })).status).toBe(201);
  const explain = (...argv: string[]) => runCli(["explain", ...argv], { cwd: join(root, "src") });
  expect(await explain("Memcached/sample", "-n", "default")).toMatchObject({
    code: 0,
    stderr: "",
    stdout: expect.stringContaining("controller memcached: idle\n  waits for rain\n") as string,
  });
  const { stdout } = await explain("memcached/sample", "--output", "json");
  expect(JSON.parse(stdout)).toMatchObject({
    explanations: [{ controller: "memcached", waitsFor: ["rain"] }],
  });
  const missing = await explain("Memcached/other");
  expect(missing).toMatchObject({ code: 1, stdout: "" });
  expect(missing.stderr).toContain(
    "cannot explain Memcached/other: there is no such object [OBJECT_NOT_FOUND]",
  );
});

test.each(["Memcached", "Memcached/", "/a", "a/b/c"])("%s is no object", async (text) => {
  expect(await runCli(["explain", text])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`cannot read "${text}": expected KIND/NAME`) as string,
  });
});

interface Vault extends CustomResource<{ password?: string }> {}
const Vault = resource<Vault>({ group: "example.com", version: "v1", kind: "Vault" });

test("without a run, what the cluster of the context knows, with what is sensitive masked", async () => {
  const sandbox = await startSandbox({ behaviours: false });
  const client = createClient(await loadConnection({ kubeconfigText: sandbox.kubeconfig() }));
  onTestFinished(async () => {
    client.close();
    await sandbox.stop();
  });
  await client.create(CustomResourceDefinition, {
    metadata: {
      name: "vaults.example.com",
      annotations: { "kubewright.dev/sensitive-fields": '{"v1":[["spec","password"]]}' },
    },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      names: {
        plural: "vaults",
        singular: "vault",
        kind: "Vault",
        listKind: "VaultList",
        shortNames: ["va"],
      },
      versions: [
        {
          ...{ name: "v1", served: true, storage: true },
          schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
        },
      ],
    },
  });
  const key = { namespace: "default", name: "a" };
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "kubeconfig"), sandbox.kubeconfig());
  const env = { PATH: process.env.PATH, KUBECONFIG: join(cwd, "kubeconfig") };
  const explain = (...argv: string[]) => runCli(["explain", ...argv], { cwd, env });
  await expect
    .poll(() => client.create(Vault, { metadata: key, spec: { password: "swordfish" } }))
    .toBeDefined();
  const { metadata } = await client.get(Vault, key);
  const owner = { apiVersion: "example.com/v1", kind: "Vault", name: "a", uid: metadata.uid };
  await client.create(ConfigMap, { metadata: { ...key, name: "c", ownerReferences: [owner] } });
  for (const kind of ["Vault", "vaults", "va", "vault.example.com"]) {
    const { code, stdout } = await explain(`${kind}/a`);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("ConfigMap/c") as string,
    });
  }
  const { stdout } = await explain("vault/a", "--output", "json");
  expect(stdout).toContain("password: <masked>");
  expect(stdout).not.toContain("swordfish");
  expect((await explain("vault/b")).stderr).toContain("OBJECT_NOT_FOUND");
  expect((await explain("volt/a")).stderr).toContain(
    "cannot explain a volt: the cluster has no such kind [KIND_NOT_SERVED]",
  );
});

test("a cluster that cannot be asked is no bug of ours", async () => {
  const cwd = temporaryFolder();
  const cluster = { name: "gone", cluster: { server: "https://127.0.0.1:1" } };
  const user = { name: "me", user: { token: "any" } };
  const current = { name: "c", context: { cluster: "gone", user: "me" } };
  const kubeconfig = { clusters: [cluster], users: [user], contexts: [current], "current-context": "c" };
  writeFileSync(join(cwd, "kubeconfig"), JSON.stringify(kubeconfig));
  const env = { PATH: process.env.PATH, KUBECONFIG: join(cwd, "kubeconfig") };
  const { code, stderr } = await runCli(["explain", "Vault/a"], { cwd, env });
  expect(code).toBe(1);
  expect(stderr).toMatch(/cannot ask the cluster about Vault\/a: .*\[CLUSTER_REFUSED\]/s);
});
