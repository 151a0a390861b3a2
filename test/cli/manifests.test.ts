import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseYaml } from "../../src/kube/yaml.ts";
import { runCli, temporaryFolder } from "./run-cli.ts";
import { scaffoldedProject } from "./scaffolded-project.ts";

const crdFile = "config/crd/bases/cache.example.com_memcacheds.yaml";
const roleFile = "config/rbac/role.yaml";

/** A project with one kind whose manifests were not written yet. */
async function setUp() {
  const { root } = await scaffoldedProject({ memcached: true });
  const manifests = (...argv: string[]) => runCli(["manifests", ...argv], { cwd: root });
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  return { root, manifests, read };
}

test("writes the CRD and the operator's role from the sources", async () => {
  const { manifests, read } = await setUp();
  const { code, stdout } = await manifests();
  expect({ code, stdout }).toEqual({ code: 0, stdout: `create ${crdFile}\nupdate ${roleFile}\n` });
  expect(parseYaml(read(crdFile))).toMatchObject([
    { kind: "CustomResourceDefinition", metadata: { name: "memcacheds.cache.example.com" } },
  ]);
  expect(parseYaml(read(roleFile))).toMatchObject([
    { kind: "ClusterRole", metadata: { name: "manager-role" } },
  ]);
  expect(read(roleFile)).toContain("memcacheds/status");
});

test("a second time writes nothing", async () => {
  const { manifests } = await setUp();
  await manifests();
  expect(await manifests()).toEqual({ code: 0, stdout: "nothing to change\n", stderr: "" });
});

test("--dry-run and --check write nothing; --check fails when something would change", async () => {
  const { root, manifests } = await setUp();
  const before = readdirSync(root, { recursive: true, encoding: "utf8" });
  const dry = await manifests("--dry-run");
  expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining(`+++ b/${crdFile}\n`) as string });
  const check = await manifests("--check");
  expect(check).toMatchObject({ code: 1, stdout: dry.stdout });
  expect(check.stderr).toBe(
    `error: the manifests do not say what the sources say: ${crdFile}, ${roleFile} would change [MANIFESTS_STALE]\n` +
      "  hint: Run `kubewright manifests` and commit what it writes.\n",
  );
  expect(readdirSync(root, { recursive: true, encoding: "utf8" })).toEqual(before);
  await manifests();
  expect(await manifests("--check")).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("settings of the project hold for every run, and flags are added to them", async () => {
  const { root, manifests, read } = await setUp();
  writeFileSync(join(root, "license.txt"), "Ours YEAR");
  const settings = "manifests:\n  maxDescriptionLength: 0\n  headerFile: license.txt\n  year: '2026'\n";
  writeFileSync(join(root, "PROJECT"), `${read("PROJECT")}${settings}`);
  await manifests();
  expect(read(crdFile)).toMatch(/^# Ours 2026\n/);
  expect(read(crdFile)).not.toContain("description:");
  expect(await manifests("--check")).toMatchObject({ code: 0 });
  await manifests("--max-description-length", "1000", "--year", "2027");
  expect(read(crdFile)).toMatch(/^# Ours 2027\n/);
  expect(read(crdFile)).toContain("description:");
});

test("a mistake in the sources is told with its place, and nothing is written", async () => {
  const { root, manifests, read } = await setUp();
  const source = "src/api/v1alpha1/memcached.ts";
  writeFileSync(join(root, source), read(source).replace("@minimum", "@minimun"));
  const { code, stdout, stderr } = await manifests();
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^src\/api\/v1alpha1\/memcached\.ts:\d+:\d+: error: /m);
  expect(existsSync(join(root, crdFile))).toBe(false);
});

test("outside a project says how to make one", async () => {
  expect(await runCli(["manifests"], { cwd: temporaryFolder() })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("kubewright init") as string,
  });
});

test("roles of their own are in the role's file, and a header begins each file", async () => {
  const { root, manifests, read } = await setUp();
  writeFileSync(
    join(root, "src/extra.ts"),
    '// +kubebuilder:rbac:groups="",resources=secrets,verbs=get,namespace=vault,roleName=reader\n' +
      "/** @rbac groups=apps,resources=deployments,verbs=get,namespace=vault,roleName=reader */\nexport const extra = 1;\n",
  );
  writeFileSync(join(root, "header.txt"), "// Copyright YEAR Example\n");
  expect(await manifests("--header-file", "header.txt", "--year", "2031")).toMatchObject({ code: 0 });
  for (const file of [crdFile, roleFile]) expect(read(file)).toMatch(/^# Copyright 2031 Example\n---\n/);
  expect(parseYaml(read(roleFile))).toMatchObject([
    { kind: "ClusterRole", metadata: { name: "manager-role" } },
    {
      kind: "Role",
      metadata: { name: "reader", namespace: "vault" },
      rules: [{ resources: ["secrets"] }, { resources: ["deployments"] }],
    },
  ]);
});
