import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { check } from "prettier";
import { expect, test } from "vitest";
import type { KubernetesObject } from "../../src/kube/object.ts";
import { parseYaml } from "../../src/kube/yaml.ts";
import { packageFolder, recordingNpm } from "./package-folder.ts";
import { runCli, temporaryFolder } from "./run-cli.ts";
import { succeed } from "./scaffolded-project.ts";

/** A project made with these flags, with a kind. */
async function project(...flags: string[]) {
  const cwd = temporaryFolder();
  const npm = recordingNpm();
  const io = { cwd, packageRoot: packageFolder(), drivers: { npm: async () => npm } };
  await succeed(["init", "op", "--domain", "example.com", "--skip-install", ...flags], io);
  const root = join(cwd, "op");
  await succeed(["create", "api", "--group", "cache", "--version", "v1", "--kind", "Cache"], { cwd: root });
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const objects = (path: string) => parseYaml(read(path), path) as KubernetesObject[];
  return { cwd, root, io, read, objects };
}

test("a namespaced operator watches its own namespace, with a Role in that", async () => {
  const { root, read, objects } = await project("--namespaced");
  expect(read("PROJECT")).toContain("namespaced: true");
  expect(read("config/manager/manager.yaml")).toContain("name: WATCH_NAMESPACE");
  expect(objects("config/rbac/role_binding.yaml")).toMatchObject([
    {
      kind: "RoleBinding",
      metadata: { namespace: "system" },
      roleRef: { kind: "Role", name: "manager-role" },
    },
  ]);
  await succeed(["manifests"], { cwd: root });
  expect(objects("config/rbac/role.yaml")).toMatchObject([
    { kind: "Role", metadata: { name: "manager-role", namespace: "system" } },
  ]);
  expect(await succeed(["rbac", "check"], { cwd: root })).toBe("The roles are what code and calls need.\n");
  for (const path of [
    "config/rbac/role_binding.yaml",
    "config/rbac/role.yaml",
    "config/manager/manager.yaml",
  ])
    expect([path, await check(read(path), { filepath: path })]).toEqual([path, true]);
});

test("what is in no namespace is still allowed by a ClusterRole, which is bound", async () => {
  const { root, objects } = await project("--namespaced");
  const source = `import type { Client } from "kubewright";
import { Node, Pod } from "kubewright/k8s/core/v1";
/** @rbac groups=storage.k8s.io,resources=storageclasses,verbs=get */
export const look = async (client: Client) => [await client.list(Node), await client.list(Pod)];
// @rbac urls=/metrics,verbs=get
`;
  writeFileSync(join(root, "src/look.ts"), source);
  await succeed(["manifests"], { cwd: root });
  const [cluster, binding, own, ...others] = objects("config/rbac/role.yaml") as (KubernetesObject & {
    rules?: { resources?: string[]; nonResourceURLs?: string[] }[];
  })[];
  const of = (role: typeof own) => role?.rules?.flatMap((rule) => rule.resources ?? rule.nonResourceURLs);
  expect(others).toEqual([]);
  expect(of(cluster)).toEqual(["/metrics", "nodes", "storageclasses"]);
  expect(binding).toMatchObject({
    kind: "ClusterRoleBinding",
    roleRef: { kind: "ClusterRole", name: "manager-role" },
  });
  expect(own?.kind).toBe("Role");
  expect(of(own)).toContain("pods");
  expect(await succeed(["rbac", "check"], { cwd: root })).toBe("The roles are what code and calls need.\n");
});

test("a project that is there is not made namespaced in passing", async () => {
  const { io } = await project();
  const again = await runCli(["init", "op", "--domain", "example.com", "--skip-install", "--namespaced"], io);
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("it is there already") });
});

test("a license of one's own is copied as it is", async () => {
  const cwd = temporaryFolder();
  const npm = recordingNpm();
  const io = { cwd, packageRoot: packageFolder(), drivers: { npm: async () => npm } };
  writeFileSync(join(cwd, "OURS.txt"), "Ours alone.\r\nAll rights reserved.\r\n");
  const init = ["init", "op", "--domain", "example.com", "--skip-install"];
  await succeed([...init, "--license-file", "OURS.txt", "--owner", "Example Inc."], io);
  expect(readFileSync(join(cwd, "op/LICENSE"), "utf8")).toBe("Ours alone.\nAll rights reserved.\n");
  const description = JSON.parse(readFileSync(join(cwd, "op/package.json"), "utf8")) as object;
  expect(description).toMatchObject({ license: "SEE LICENSE IN LICENSE", author: "Example Inc." });
});

test("a license that is not there, is empty, or is given twice is refused", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "EMPTY"), "\n");
  const init = (...more: string[]) => runCli(["init", "op", "--domain", "example.com", ...more], { cwd });
  expect(await init("--license-file", "NONE")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("no such file"),
  });
  expect(await init("--license-file", "EMPTY")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("it is empty"),
  });
  const both = await init("--license-file", "EMPTY", "--license", "none");
  expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining("give one of them") });
});
