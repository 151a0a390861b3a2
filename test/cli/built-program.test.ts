import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { nobodyServes, readConnection } from "./read-connection.ts";
import { temporaryFolder } from "./run-cli.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const hasKubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;

const probe = `import { resource, type CustomResource } from "kubewright";
import type { ContainerPort } from "kubewright/k8s/core/v1";
type Probe = CustomResource<ContainerPort>;
export const Probe = resource<Probe>({ group: "example.com", version: "v1", kind: "Probe" });
`;

const built = existsSync(`${root}/dist/program/main.js`);

// what a process of its own adds: signals, pipes, exit codes
describe.skipIf(!built)("the built program (npm run build)", () => {
  const start = (...argv: string[]): ChildProcessWithoutNullStreams =>
    spawn(process.execPath, [`${root}/bin/kubewright.js`, ...argv], { cwd: temporaryFolder() });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s ends a sandbox in good order, and its port is free",
    async (signal) => {
      const child = start("sandbox");
      const [line] = (await once(child.stdout, "data")) as [Buffer];
      const file = line.toString().trim().replace("export KUBECONFIG=", "");
      const { get } = readConnection(file);
      expect((await get("/api")).status).toBe(200);
      child.kill(signal);
      expect(await once(child, "exit")).toEqual([0, null]);
      expect(existsSync(file)).toBe(false);
      await expect(get("/api")).rejects.toMatchObject(nobodyServes);
    },
  );

  test("CRDs have the documentation of built-in types on request", async () => {
    const folder = temporaryFolder();
    writeFileSync(`${folder}/probe.ts`, probe);
    const generate = async (...options: string[]) =>
      text(start("generate", "crd", `${folder}/probe.ts`, ...options).stdout);
    expect(await generate("--built-in-descriptions")).toContain("valid port number");
    expect(await generate()).not.toContain("valid port number");
  });

  test.skipIf(!hasKubectl)("kubectl explain documents built-in kinds in a sandbox", async () => {
    const child = start("sandbox");
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const KUBECONFIG = line.toString().trim().replace("export KUBECONFIG=", "");
    const env = { ...process.env, KUBECONFIG, HOME: temporaryFolder() };
    const explain = (what: string) => text(spawn("kubectl", ["explain", what], { env }).stdout);
    expect(await explain("pod.spec.containers.ports")).toMatch(
      /containerPort\t<integer> -required-\n\s+Number of port to expose on the pod's IP\s+address/,
    );
    expect(await explain("deployment")).toContain("Deployment enables declarative updates for Pods and");
    child.kill("SIGTERM");
    await once(child, "exit");
  });

  test("declarations of built-in types carry the documentation for editors, and say where it is from", () => {
    const declarations = readFileSync(`${root}/dist/k8s/core/v1.d.ts`, "utf8");
    expect(declarations).toMatch(/\/\*\*[^/]*valid port number[^/]*\*\/\n    containerPort: Int32;/);
    expect(readFileSync(`${root}/dist/k8s/NOTICE.md`, "utf8")).toContain("Apache License, Version 2.0");
  });

  test("a reader that has seen enough is no error", async () => {
    const child = start("create", "api", "--help");
    child.stdout.destroy();
    const errors = text(child.stderr);
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(await errors).toBe("");
  });

  test("the exit code of a usage error is 2, with nothing on standard output", async () => {
    const child = start("frobnicate");
    const [output, errors] = [text(child.stdout), text(child.stderr)];
    expect(await once(child, "exit")).toEqual([2, null]);
    expect(await output).toBe("");
    expect(await errors).toContain('unknown command "frobnicate"');
  });
});
