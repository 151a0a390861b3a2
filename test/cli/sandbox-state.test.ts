import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startSandbox, type Sandbox } from "../../src/sandbox/server.ts";
import { createApi } from "../integration/api.ts";
import { runCli, temporaryFolder } from "./run-cli.ts";

const path = "/api/v1/namespaces/default/configmaps";

function clientOf(sandbox: Sandbox, folder: string) {
  const kubeconfig = join(folder, "config");
  writeFileSync(kubeconfig, sandbox.kubeconfig(), { mode: 0o600 });
  const api = createApi(sandbox);
  const put = (name: string) => api.post(path, { apiVersion: "v1", kind: "ConfigMap", metadata: { name } });
  const names = async () =>
    ((await api.get(path)).body.items as { metadata: { name: string } }[])
      .map(({ metadata }) => metadata.name)
      .filter((name) => name !== "kube-root-ca.crt");
  return { api, put, names, kubeconfig };
}

test("a running sandbox is as in its snapshot again, and keeps that in its folder", async () => {
  const cwd = temporaryFolder();
  const sandbox = await startSandbox({ data: join(cwd, "data") });
  const { api, put, names, kubeconfig } = clientOf(sandbox, cwd);
  await put("one");
  const taken = await runCli(["sandbox", "snapshot", "a.snapshot", "--kubeconfig", "config"], { cwd });
  expect(taken).toMatchObject({
    code: 0,
    stdout: "",
    stderr: expect.stringMatching(/^\d+ objects are in a.snapshot$/m) as string,
  });
  expect(statSync(join(cwd, "a.snapshot")).mode & 0o777).toBe(0o600);
  await put("two");
  const watch = await api.watch(
    `${path}?watch=true&resourceVersion=${(await api.get(path)).body.metadata.resourceVersion}`,
  );
  const restored = await runCli(["sandbox", "restore", "a.snapshot"], {
    cwd,
    env: { KUBECONFIG: kubeconfig },
  });
  expect(restored).toMatchObject({ code: 0, stdout: "" });
  expect(await names()).toEqual(["one"]);
  expect(await watch.next()).toMatchObject({ type: "DELETED", object: { metadata: { name: "two" } } });
  api.close();
  await sandbox.stop();
  const again = await startSandbox({ data: join(cwd, "data") });
  const after = clientOf(again, cwd);
  expect(await after.names()).toEqual(["one"]);
  after.api.close();
  await again.stop();
});

test("a folder is written to a snapshot, and restored; one that is in use is refused", async () => {
  const cwd = temporaryFolder();
  const sandbox = await startSandbox({ data: join(cwd, "data") });
  const { api, put } = clientOf(sandbox, cwd);
  await put("one");
  const inUse = await runCli(["sandbox", "snapshot", "a.snapshot", "--data", "data"], { cwd });
  expect(inUse).toMatchObject({ code: 1, stderr: expect.stringContaining("SANDBOX_DATA_IN_USE") as string });
  api.close();
  const { token } = sandbox;
  await sandbox.stop();
  expect((await runCli(["sandbox", "snapshot", "a.snapshot", "--data", "data"], { cwd })).code).toBe(0);
  const other = await runCli(["sandbox", "restore", "a.snapshot", "--data", "elsewhere"], { cwd });
  expect(other).toMatchObject({ code: 0, stdout: "" });
  for (const folder of ["data", "elsewhere"]) {
    const again = await startSandbox({ data: join(cwd, folder) });
    const after = clientOf(again, cwd);
    expect(await after.names()).toEqual(["one"]);
    expect(again.token === token).toBe(folder === "data");
    after.api.close();
    await again.stop();
  }
});

test("what is no snapshot is neither restored nor written over", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "notes"), "mine\n");
  const codeOf = async (...argv: string[]) =>
    /\[?([A-Z]+_[A-Z_]+)\]?/.exec(
      (await runCli(["sandbox", ...argv], { cwd, env: { HOME: cwd } })).stderr,
    )?.[1];
  expect(await codeOf("snapshot", "notes", "--data", "data")).toBe("SNAPSHOT_EXISTS");
  expect(readFileSync(join(cwd, "notes"), "utf8")).toBe("mine\n");
  expect(await codeOf("restore", "notes", "--data", "data")).toBe("SANDBOX_DATA_DAMAGED");
  expect(await codeOf("restore", "nothing", "--data", "data")).toBe("SNAPSHOT_NOT_FOUND");
  expect(await codeOf("snapshot", "new", "--data", "data")).toBe("SANDBOX_DATA_MISSING");
  expect(
    (await runCli(["sandbox", "snapshot", "new", "--data", "data", "--kubeconfig", "config"], { cwd })).code,
  ).toBe(2);
});

test("a server that is no sandbox of this machine is not asked", async () => {
  const cwd = temporaryFolder();
  const sandbox = await startSandbox();
  const text = sandbox.kubeconfig();
  writeFileSync(join(cwd, "far"), text.replace("127.0.0.1", "cluster.example.com"));
  const far = await runCli(["sandbox", "snapshot", "a", "--kubeconfig", "far"], { cwd });
  expect(far).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("it is not on this machine") as string,
  });
  writeFileSync(join(cwd, "jane"), sandbox.addUser({ name: "jane", groups: [] }).kubeconfig());
  chmodSync(join(cwd, "jane"), 0o600);
  const jane = await runCli(["sandbox", "snapshot", "a", "--kubeconfig", "jane"], { cwd });
  expect(jane.stderr).toContain('it answered 403: forbidden: User "jane" cannot get path');
  await sandbox.stop();
});
