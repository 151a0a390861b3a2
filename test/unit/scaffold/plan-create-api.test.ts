import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseYaml } from "../../../src/kube/yaml.ts";
import { applyPlan } from "../../../src/files/apply.ts";
import { renderPlan } from "../../../src/files/diff.ts";
import { readProject } from "../../../src/project/read-project.ts";
import { type CreateApiOptions, planCreateApi } from "../../../src/scaffold/plan-create-api.ts";
import { readAll, readFrom, temporaryFolder, writeInto } from "../files/temporary-folder.ts";
import { newProject } from "./new-project.ts";

const memcached = { group: "cache", version: "v1alpha1", kind: "Memcached" };
const pods = {
  group: "core",
  version: "v1",
  kind: "Pod",
  resource: false,
  builtIn: { plural: "pods", module: "kubewright/k8s/core/v1" },
};

test.each([
  ["create-api", memcached],
  [
    "create-api-cluster-scoped",
    { group: "web", version: "v1", kind: "HTTPRoute", plural: "routes", clusterScoped: true },
  ],
  ["create-api-built-in", pods],
])("%s writes what its golden diff shows", async (name, options) => {
  const root = await newProject();
  await expect(renderPlan(planCreateApi({ root, ...options }))).toMatchFileSnapshot(
    `../../golden/projects/${name}.diff`,
  );
});

test("the same command again changes nothing, also after the user's edits and deletions", async () => {
  const root = await create(memcached);
  expect(planCreateApi({ root, ...memcached }).changes).toEqual([]);
  for (const path of [
    "src/api/v1alpha1/memcached.ts",
    "src/controllers/memcached.ts",
    "src/controllers/index.ts",
    "config/rbac/kustomization.yaml",
  ]) {
    writeInto(root, path, "# mine\n");
  }
  rmSync(join(root, "test/memcached.test.ts"));
  expect(planCreateApi({ root, ...memcached }).changes).toEqual([]);
});

test("force writes it again, without doubling what lists it", async () => {
  const root = await create(memcached);
  const before = readAll(root);
  writeInto(root, "src/controllers/memcached.ts", "// mine\n");
  writeInto(root, "src/controllers/index.ts", "// mine\n");
  await applyPlan(planCreateApi({ root, ...memcached, force: true }));
  expect(readAll(root)).toEqual(before);
});

test("a file of the user's in the way is a conflict that names it", async () => {
  const root = await newProject({
    "src/controllers/memcached.ts": "// mine\n",
    "test/memcached.test.ts": "// mine\n",
  });
  expect(() => planCreateApi({ root, ...memcached })).toThrowError(
    expect.objectContaining({
      code: "FILE_CONFLICT",
      message: expect.stringContaining('"src/controllers/memcached.ts", "test/memcached.test.ts"'),
      hint: expect.stringContaining("--force"),
    }),
  );
});

test("several kinds of several groups stand side by side", async () => {
  const root = await create(memcached);
  await applyPlan(
    planCreateApi({ root, group: "web", version: "v1", kind: "HTTPRoute", clusterScoped: true }),
  );
  await applyPlan(planCreateApi({ root, group: "cache", version: "v1beta1", kind: "Redis" }));
  expect(readFrom(root, "src/controllers/index.ts")).toMatchInlineSnapshot(`
    "// Written by \`kubewright create api\` from PROJECT. Controllers of your own go into src/main.ts, beside these.
    import { memcached } from "./memcached.ts";
    import { httpRoute } from "./http-route.ts";
    import { redis } from "./redis.ts";

    export const controllers = [memcached, httpRoute, redis];
    "
  `);
  expect(resourcesOf(root, "config/crd/kustomization.yaml")).toEqual([
    "bases/cache.example.com_memcacheds.yaml",
    "bases/web.example.com_httproutes.yaml",
    "bases/cache.example.com_redises.yaml",
  ]);
  expect(resourcesOf(root, "config/samples/Kustomization")).toEqual([
    "cache_v1alpha1_memcached.yaml",
    "web_v1_httproute.yaml",
    "cache_v1beta1_redis.yaml",
  ]);
  expect(
    resourcesOf(root, "config/rbac/kustomization.yaml").filter((name) => name.startsWith("httproute")),
  ).toHaveLength(3);
});

test("a kustomization keeps what the user wrote into it", async () => {
  const root = await newProject();
  writeInto(
    root,
    "config/crd/kustomization.yaml",
    "# mine\nresources:\n- bases/other.yaml # theirs\n- ./bases/cache.example.com_memcacheds.yaml\npatches: []\n",
  );
  rmSync(join(root, "config/samples/Kustomization"));
  await applyPlan(planCreateApi({ root, ...memcached }));
  expect(readFrom(root, "config/crd/kustomization.yaml")).toBe(
    "# mine\nresources:\n- bases/other.yaml # theirs\n- ./bases/cache.example.com_memcacheds.yaml\npatches: []\n",
  );
  expect(resourcesOf(root, "config/samples/Kustomization")).toEqual(["cache_v1alpha1_memcached.yaml"]);
});

test("the list of controllers may be formatted otherwise, but not edited", async () => {
  const root = await create(memcached);
  const list = readFrom(root, "src/controllers/index.ts");
  const redis = { root, group: "cache", version: "v1", kind: "Redis" };
  writeInto(
    root,
    "src/controllers/index.ts",
    list.replaceAll('"', "'").replace("[memcached]", "[\n    memcached,\n  ]").replaceAll(";", ""),
  );
  expect(planCreateApi(redis).changes.map(({ path }) => path)).toContain("src/controllers/index.ts");
  writeInto(root, "src/controllers/index.ts", list.replace("[memcached]", "[memcached, mine]"));
  expect(() => planCreateApi(redis)).toThrowError(
    expect.objectContaining({ code: "FILE_CONFLICT", message: expect.stringContaining("index.ts") }),
  );
});

test("a list too long for a line has a line for each controller", async () => {
  const root = await newProject();
  for (const kind of [
    "VeryLongKindNumberOne",
    "VeryLongKindNumberTwo",
    "VeryLongKindNumberThree",
    "VeryLongKindNumberFour",
  ]) {
    await applyPlan(planCreateApi({ root, group: "g", version: "v1", kind }));
  }
  expect(readFrom(root, "src/controllers/index.ts")).toContain(
    "= [\n  veryLongKindNumberOne,\n  veryLongKindNumberTwo,\n",
  );
});

test("without a controller there is a kind, and the controller can follow", async () => {
  const root = await create({ ...memcached, controller: false });
  expect(Object.keys(readAll(root)).filter((path) => /memcached.*\.ts$/.test(path))).toEqual([
    "src/api/v1alpha1/memcached.ts",
  ]);
  expect(readFrom(root, "src/controllers/index.ts")).toContain("= [];");
  writeInto(root, "src/api/v1alpha1/memcached.ts", "// mine\n");
  await applyPlan(planCreateApi({ root, ...memcached, resource: false }));
  expect(readFrom(root, "src/api/v1alpha1/memcached.ts")).toBe("// mine\n");
  expect(readFrom(root, "src/controllers/index.ts")).toContain("[memcached]");
  expect(readProject(root).resources).toMatchObject([{ controller: true, api: { namespaced: true } }]);
});

test("a controller for a built-in kind defines no kind", async () => {
  const root = await create(pods);
  expect(readProject(root).resources).toEqual([
    {
      controller: true,
      core: true,
      domain: "",
      group: "core",
      version: "v1",
      kind: "Pod",
      plural: "pods",
      path: "kubewright/k8s/core/v1",
    },
  ]);
  expect(Object.keys(readAll(root)).filter((path) => /pod/.test(path))).toEqual(["src/controllers/pod.ts"]);
});

test("the sample carries the required fields and the defaults of the types", async () => {
  const root = await create({ ...memcached, clusterScoped: true });
  expect(parseYaml(readFrom(root, "config/samples/cache_v1alpha1_memcached.yaml"))).toEqual([
    {
      apiVersion: "cache.example.com/v1alpha1",
      kind: "Memcached",
      metadata: {
        name: "memcached-sample",
        labels: { "app.kubernetes.io/name": "operator", "app.kubernetes.io/managed-by": "kustomize" },
      },
      spec: { image: "registry.k8s.io/pause:3.10", size: 1, targetNamespace: "default" },
    },
  ]);
});

test.each<[string, Partial<CreateApiOptions>, string]>([
  ["storage of no other version", { storage: true }, "STORAGE_UNCLEAR"],
  ["the same kind in another group", { group: "other" }, "KIND_EXISTS"],
  ["a kind that differs in case only", { kind: "MemCached" }, "KIND_EXISTS"],
  ["a plural that is taken", { kind: "Redis", plural: "memcacheds" }, "KIND_EXISTS"],
  ["another scope", { clusterScoped: true }, "KIND_EXISTS"],
  ["another plural", { plural: "mems" }, "KIND_EXISTS"],
  ["a group that is no name", { group: "Cache" }, "GROUP_INVALID"],
  ["a version that is none", { version: "1.0" }, "VERSION_INVALID"],
  ["a kind that is not PascalCase", { kind: "redis" }, "KIND_INVALID"],
  ["a plural that is no name", { kind: "Redis", plural: "Redises" }, "PLURAL_INVALID"],
  ["a kind that the scaffolded files import", { kind: "Deployment" }, "KIND_RESERVED"],
  ["a controller for a kind that is nowhere", { kind: "Redis", resource: false }, "KIND_UNKNOWN"],
  ["nothing", { resource: false, controller: false }, "NOTHING_TO_CREATE"],
])("%s is refused, with what to do", async (_, options, code) => {
  const root = await create(memcached);
  expect(() => planCreateApi({ root, ...memcached, ...options })).toThrowError(
    expect.objectContaining({
      name: "UserError",
      code,
      ...(code.endsWith("INVALID") ? {} : { hint: expect.any(String) }),
    }),
  );
});

test("two kinds whose controllers would have one name are refused", async () => {
  const root = await create({ ...memcached, kind: "Function" });
  expect(() => planCreateApi({ root, ...memcached, kind: "FunctionController" })).toThrowError(
    expect.objectContaining({ code: "KIND_EXISTS" }),
  );
});

test("outside a project there is an error, not a project", () => {
  expect(() => planCreateApi({ root: temporaryFolder(), ...memcached })).toThrowError(
    expect.objectContaining({ code: "PROJECT_NOT_FOUND" }),
  );
});

async function create(options: Omit<CreateApiOptions, "root">): Promise<string> {
  const root = await newProject();
  await applyPlan(planCreateApi({ root, ...options }));
  return root;
}

function resourcesOf(root: string, path: string): string[] {
  const [value] = parseYaml(readFrom(root, path));
  return (value as { resources: string[] }).resources;
}
