import { appendFileSync, existsSync, readFileSync, statSync } from "node:fs";
import { request } from "node:https";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readBinaries, type ControlPlaneBinaries } from "../../../../src/cluster/control-plane/binaries.ts";
import { startControlPlane } from "../../../../src/cluster/control-plane/start.ts";
import { temporaryFolder, writeProgram } from "./folders.ts";

/** A busy machine takes its time to start a process. */
const patient = { timeout: 20_000 };

/*
 * Programs that answer on their ports and note when they start and end: the order is what is tested here.
 * Whether the flags are right, test/integration/control-plane.test.ts asks the real ones.
 */
const prelude = (journal: string, name: string) => `
  const { appendFileSync, readFileSync } = require("node:fs");
  const note = (text) => appendFileSync(${JSON.stringify(journal)}, ${JSON.stringify(name)} + " " + text + "\\n");
  const flag = (key) => process.argv.find((arg) => arg.startsWith("--" + key + "="))?.slice(key.length + 3);
  process.on("SIGTERM", () => { note("ends"); process.exit(0); });
  note("starts");`;

function fakeControlPlane(options: { apiServer?: string; controllerManager?: boolean } = {}) {
  const dir = temporaryFolder();
  const journal = join(dir, "journal");
  appendFileSync(journal, "");
  writeProgram(join(dir, "kubectl"));
  writeProgram(
    join(dir, "etcd"),
    `${prelude(journal, "etcd")} require("node:net").createServer().listen(new URL(flag("listen-client-urls")).port, "127.0.0.1");`,
  );
  const serve = `
    const [cert, key] = [readFileSync(flag("tls-cert-file")), readFileSync(flag("tls-private-key-file"))];
    const tokens = readFileSync(flag("token-auth-file"), "utf8");
    require("node:https").createServer({ cert, key }, (request, response) => {
      const known = tokens.startsWith(request.headers.authorization?.slice("Bearer ".length) + ",");
      response.writeHead(known ? 200 : 401).end(process.argv.slice(2).join("\\n"));
    }).listen(flag("secure-port"), "127.0.0.1");`;
  writeProgram(join(dir, "kube-apiserver"), prelude(journal, "apiserver") + (options.apiServer ?? serve));
  if (options.controllerManager) {
    const check = `note(readFileSync(flag("kubeconfig"), "utf8").includes("token") ? "has access" : "has none");`;
    writeProgram(
      join(dir, "kube-controller-manager"),
      `${prelude(journal, "manager")} ${check} setInterval(() => {}, 1000);`,
    );
  }
  const binaries = readBinaries(dir, "KUBEBUILDER_ASSETS") as ControlPlaneBinaries;
  return { binaries, journal: () => readFileSync(journal, "utf8").trim().split("\n") };
}

async function ask(
  server: { port: number; ca: string },
  token: string,
): Promise<{ code: number | undefined; text: string }> {
  const headers = { authorization: `Bearer ${token}` };
  const question = request({
    host: "localhost",
    port: server.port,
    ca: server.ca,
    agent: false,
    headers,
  }).end();
  const [response] = (await once(question, "response")) as [IncomingMessage];
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return { code: response.statusCode, text };
}

test("etcd first, and at the end last; nothing is left", async () => {
  const { binaries, journal } = fakeControlPlane({ controllerManager: true });
  const server = await startControlPlane({ binaries, controllerManager: true });
  await expect.poll(journal, patient).toContain("manager has access");
  await server.stop();
  await server.stop();
  expect(journal()).toEqual([
    "etcd starts",
    "apiserver starts",
    "manager starts",
    "manager has access",
    "manager ends",
    "apiserver ends",
    "etcd ends",
  ]);
  expect(existsSync(server.dir)).toBe(false);
});

test("url, authority and token fit together; the kubeconfig file is the owner's alone", async () => {
  const { binaries } = fakeControlPlane();
  const server = await startControlPlane({ binaries, apiServerFlags: ["--feature-gates=X=true"] });
  try {
    expect(server.url).toBe(`https://127.0.0.1:${server.port}`);
    const { code, text } = await ask(server, server.adminToken);
    expect(code).toBe(200);
    expect(text).toMatch(/--feature-gates=X=true$/);
    expect((await ask(server, "guess")).code).toBe(401);
    expect(readFileSync(server.kubeconfigFile, "utf8")).toBe(server.kubeconfig());
    expect(server.kubeconfig()).toContain(server.adminToken);
    expect(statSync(server.kubeconfigFile).mode & 0o777).toBe(0o600);
    expect(statSync(server.dir).mode & 0o777).toBe(0o700);
  } finally {
    await server.stop();
  }
});

test("the API server comes back on its port, and the order of ending stays", async () => {
  const { binaries, journal } = fakeControlPlane({ controllerManager: true });
  const server = await startControlPlane({ binaries, controllerManager: true });
  await expect.poll(journal, patient).toContain("manager has access");
  await server.restartApiServer();
  expect((await ask(server, server.adminToken)).code).toBe(200);
  await server.stop();
  expect(journal().slice(4)).toEqual([
    "apiserver ends",
    "apiserver starts",
    "manager ends",
    "apiserver ends",
    "etcd ends",
  ]);
  await expect(server.restartApiServer()).rejects.toThrow("the control plane is stopped");
});

test("an API server that ends at once is shown with what it wrote, and etcd does not stay", async () => {
  const { binaries, journal } = fakeControlPlane({
    apiServer: "console.error('unknown flag: --x'); process.exit(1);",
  });
  await expect(startControlPlane({ binaries })).rejects.toMatchObject({
    code: "CONTROL_PLANE_START",
    message: "kube-apiserver ended while it started:\nunknown flag: --x",
  });
  expect(journal().at(-1)).toBe("etcd ends");
});

test("a port that was taken meanwhile is not the end: other ports are tried", async () => {
  const { binaries, journal } = fakeControlPlane({
    apiServer: "console.error('bind: address already in use'); process.exit(1);",
  });
  await expect(startControlPlane({ binaries })).rejects.toThrow("address already in use");
  expect(journal().filter((line) => line === "apiserver starts")).toHaveLength(3);
});

test("a port that was asked for is tried once", async () => {
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  const { binaries, journal } = fakeControlPlane({
    apiServer: "console.error('bind: address already in use'); process.exit(1);",
  });
  const { port } = holder.address() as AddressInfo;
  await expect(startControlPlane({ binaries, port })).rejects.toThrow("address already in use");
  expect(journal().filter((line) => line === "apiserver starts")).toHaveLength(1);
  holder.close();
});

test("an abort while it starts stops what has started", async () => {
  const { binaries, journal } = fakeControlPlane({ apiServer: "setInterval(() => {}, 1000);" });
  const controller = new AbortController();
  const starting = startControlPlane({ binaries, signal: controller.signal });
  await expect.poll(journal, patient).toContain("apiserver starts");
  controller.abort(new Error("interrupted"));
  await expect(starting).rejects.toThrow("interrupted");
  expect(journal().slice(2)).toEqual(["apiserver ends", "etcd ends"]);
});

test("an abort later stops it as well", async () => {
  const { binaries, journal } = fakeControlPlane();
  const controller = new AbortController();
  const server = await startControlPlane({ binaries, signal: controller.signal });
  controller.abort();
  await expect.poll(journal, patient).toContain("etcd ends");
  await server.stop();
  expect(existsSync(server.dir)).toBe(false);
});

test("a controller manager that is not there is refused before anything starts", async () => {
  const { binaries, journal } = fakeControlPlane();
  await expect(startControlPlane({ binaries, controllerManager: true })).rejects.toMatchObject({
    code: "CONTROL_PLANE_ASSETS",
  });
  expect(journal()).toEqual([""]);
});
