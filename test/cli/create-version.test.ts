import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CustomResourceDefinition } from "../../src/kube/crd.ts";
import { parseYaml } from "../../src/kube/yaml.ts";
import { scaffoldedProject, succeed } from "./scaffolded-project.ts";
import { runCli } from "./run-cli.ts";

const another = ["create", "api", "--group", "cache", "--kind", "Memcached", "--version"];

async function project() {
  const { root } = await scaffoldedProject({ memcached: true });
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const run = (...argv: string[]) => runCli(argv, { cwd: root });
  /** Versions of the definition that `manifests` writes, the stored one marked. */
  const versions = async () => {
    await succeed(["manifests"], { cwd: root });
    const path = "config/crd/bases/cache.example.com_memcacheds.yaml";
    const [{ spec } = {}] = parseYaml(read(path), path) as Partial<CustomResourceDefinition>[];
    return spec?.versions.map(({ name, storage }) => `${name}${storage ? " stored" : ""}`).sort();
  };
  return { root, read, run, versions };
}

test("another version has the types of the one before; objects stay stored where they are", async () => {
  const { root, read, versions } = await project();
  const before = read("src/api/v1alpha1/memcached.ts");
  await succeed([...another, "v1"], { cwd: root });
  expect(read("src/api/v1/memcached.ts")).toBe(before.replace('version: "v1alpha1"', 'version: "v1"'));
  expect(read("src/api/v1alpha1/memcached.ts")).toContain('version: "v1alpha1",\n  storage: true,\n');
  expect(await versions()).toEqual(["v1", "v1alpha1 stored"]);
  expect(read("config/samples/cache_v1_memcached.yaml")).toContain("apiVersion: cache.example.com/v1\n");
  expect(read("config/samples/Kustomization")).toContain("cache_v1_memcached.yaml");
  expect(read("PROJECT").match(/kind: Memcached/g)).toHaveLength(2);
  // one controller looks after objects of all versions
  expect(read("src/controllers/memcached.ts")).toContain("../api/v1alpha1/memcached.ts");
});

test("--storage moves the storage, also on from a version that has it", async () => {
  const { root, versions } = await project();
  await succeed([...another, "v1beta1", "--storage"], { cwd: root });
  expect(await versions()).toEqual(["v1alpha1", "v1beta1 stored"]);
  await succeed([...another, "v1", "--storage"], { cwd: root });
  expect(await versions()).toEqual(
    ["v1", "v1alpha1", "v1beta1"].map((name) => (name === "v1" ? "v1 stored" : name)),
  );
});

test("the same again changes nothing", async () => {
  const { root } = await project();
  await succeed([...another, "v1"], { cwd: root });
  expect(await succeed([...another, "v1", "--dry-run"], { cwd: root })).toBe("");
});

test("a version of other scope or plural, and storage without another version, are refused", async () => {
  const { run } = await project();
  expect(await run(...another, "v1", "--plural", "caches")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("with plural"),
  });
  expect(await run(...another, "v1", "--cluster-scoped")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("cluster-scoped"),
  });
  expect(await run(...another, "v1alpha1", "--storage")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("cannot move the storage"),
  });
});

test("a source that says its version in other words is left alone", async () => {
  const { root, read, run } = await project();
  const path = "src/api/v1alpha1/memcached.ts";
  writeFileSync(join(root, path), read(path).replace('version: "v1alpha1"', 'version: "v1" + "alpha1"'));
  const before = read("PROJECT");
  expect(await run(...another, "v1")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("expected one"),
  });
  expect(read("PROJECT")).toBe(before);
});
