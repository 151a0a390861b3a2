import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readConnection } from "./read-connection.ts";
import { runCli, startCli, temporaryFolder } from "./run-cli.ts";
import { scaffoldedProject } from "./scaffolded-project.ts";

/** Starts a sandbox and waits for the line that makes kubectl use it. */
async function start(argv: string[], cwd: string) {
  const running = startCli(["sandbox", ...argv], { cwd });
  const [, file = ""] = await running.waitFor(/^export KUBECONFIG=(.*)$/m);
  return { ...running, file };
}

test("serves until Ctrl-C with the kubeconfig that it writes, and takes that away again", async () => {
  const { file, interrupt, ended } = await start([], temporaryFolder());
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { status } = await readConnection(file).get("/api/v1/namespaces/default");
  expect(status).toBe(200);
  interrupt();
  expect((await ended).code).toBe(0);
  expect(existsSync(file)).toBe(false);
});

test("in a project the kubeconfig is in its scratch folder", async () => {
  const { root } = await scaffoldedProject();
  const { file, interrupt, ended } = await start([], root);
  expect(file).toBe(join(root, ".kubewright/kubeconfig"));
  interrupt();
  await ended;
});

test("--kubeconfig and --port choose the place", async () => {
  const cwd = temporaryFolder();
  const first = await start(["--kubeconfig", "sub/config"], cwd);
  expect(first.file).toBe(join(cwd, "sub/config"));
  const { port } = new URL(readConnection(first.file).url);
  const taken = await runCli(["sandbox", "--port", port], { cwd });
  expect(taken).toMatchObject({ code: 1, stdout: "" });
  expect(taken.stderr).toContain(`port ${port}`);
  first.interrupt();
  await first.ended;
  const second = await start(["--port", port], cwd);
  expect(new URL(readConnection(second.file).url).port).toBe(port);
  second.interrupt();
  await second.ended;
});

test("somebody else's kubeconfig is not overwritten, and no server is left behind", async () => {
  const cwd = temporaryFolder();
  const mine = "contexts:\n  - name: production\n";
  writeFileSync(join(cwd, "config"), mine);
  const { code, stderr } = await runCli(["sandbox", "--kubeconfig", "config"], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain("the file holds another kubeconfig, which would be lost");
  expect(readFileSync(join(cwd, "config"), "utf8")).toBe(mine);
});

test("--stages that cannot be read are refused before anything is started", async () => {
  const cwd = temporaryFolder();
  expect((await runCli(["sandbox", "--stages", "none.yaml"], { cwd })).stderr).toContain(
    "cannot read stages from",
  );
  const spec = "{ resourceRef: { kind: Bucket }, next: { patches: [] } }";
  writeFileSync(
    join(cwd, "stages.yaml"),
    `{ apiVersion: kwok.x-k8s.io/v1alpha1, kind: Stage, metadata: { name: a }, spec: ${spec} }`,
  );
  const { code, stderr } = await runCli(["sandbox", "--stages", "stages.yaml"], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain('cannot use the stage "a": spec.next.patches is not one that the sandbox knows');
});
