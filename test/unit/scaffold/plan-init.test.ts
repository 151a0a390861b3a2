import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { applyPlan } from "../../../src/files/apply.ts";
import { FileTree } from "../../../src/files/tree.ts";
import { readProject } from "../../../src/project/read-project.ts";
import { planCreateApi } from "../../../src/scaffold/plan-create-api.ts";
import { planInit } from "../../../src/scaffold/plan-init.ts";
import { readAll, readFrom, temporaryFolder, writeInto } from "../files/temporary-folder.ts";
import { initOptions, newProject } from "./new-project.ts";

test("the project is named after its folder and records what made it", async () => {
  const root = join(temporaryFolder(), "memcached-operator");
  await applyPlan(planInit(initOptions(root)));
  expect(readProject(root)).toEqual({
    version: "3",
    cliVersion: "0.1.0",
    domain: "example.com",
    projectName: "memcached-operator",
    layout: ["typescript.kubewright/v1"],
    resources: [],
  });
});

test("every JSON file parses, and npm finds no script that it would run by itself on install", async () => {
  const root = await newProject();
  const { scripts, license, dependencies, engines } = JSON.parse(readFrom(root, "package.json"));
  expect(
    Object.keys(scripts).filter((name) => /^(pre|post)|^(install|uninstall|prepare|publish)$/.test(name)),
  ).toEqual([]);
  expect({ license, dependencies, engines }).toEqual({
    license: "Apache-2.0",
    dependencies: { kubewright: "0.1.0" },
    engines: { node: ">=20.19" },
  });
  expect(() => JSON.parse(readFrom(root, "tsconfig.json"))).not.toThrow();
});

test("what make offers, npm offers under the same name, but for install and uninstall", async () => {
  const root = await newProject();
  const targets = [...readFrom(root, "Makefile").matchAll(/^([a-z-]+):.*## /gm)].map(([, name]) => name);
  const { scripts } = JSON.parse(readFrom(root, "package.json"));
  const missing = targets.filter((name) => !(name! in scripts));
  expect(missing).toEqual(["help", "install", "uninstall"]);
  expect(scripts).toMatchObject({ "crds:install": expect.anything(), "crds:uninstall": expect.anything() });
});

test("no template is left with an unfilled name", async () => {
  const left = Object.entries(readAll(await newProject())).filter(
    ([path, text]) => !path.startsWith(".github/") && /\{\{/.test(text),
  );
  expect(left.map(([path]) => path)).toEqual([]);
});

test("a second init changes nothing, also after the user's edits", async () => {
  const root = await newProject();
  expect(planInit(initOptions(root)).changes).toEqual([]);
  writeInto(root, "src/main.ts", "// mine\n");
  writeInto(root, "Makefile", "# mine\n");
  await applyPlan(planCreateApi({ root, group: "cache", version: "v1alpha1", kind: "Memcached" }));
  expect(planInit(initOptions(root)).changes).toEqual([]);
});

test("a second init brings only the library up to date, and leaves the rest of package.json as it is", async () => {
  const archive = join(temporaryFolder(), "kubewright.tgz");
  writeFileSync(archive, Uint8Array.from([1, 255]));
  const library = (name: string) => ({
    spec: `file:vendor/${name}`,
    vendor: { path: `vendor/${name}`, sourceFile: archive },
  });
  const root = join(temporaryFolder(), "operator");
  await applyPlan(planInit({ ...initOptions(root), library: library("kubewright-1.tgz") }));
  expect(readFrom(root, "Dockerfile")).toContain("COPY vendor/ vendor/");
  const before = readFrom(root, "package.json");
  writeInto(
    root,
    "package.json",
    before.replace('"type"', '"x": "file:vendor/kubewright-1.tgz",\n    "type"'),
  );

  writeFileSync(archive, Uint8Array.from([2, 255]));
  const again = await applyPlan(planInit({ ...initOptions(root), library: library("kubewright-1.tgz") }));
  expect(again).toEqual([{ path: "vendor/kubewright-1.tgz", action: "update" }]);

  const next = await applyPlan(planInit({ ...initOptions(root), library: library("kubewright-2.tgz") }));
  expect(next).toEqual([
    { path: "package.json", action: "update" },
    { path: "vendor/kubewright-1.tgz", action: "delete" },
    { path: "vendor/kubewright-2.tgz", action: "create" },
  ]);
  expect(readFrom(root, "package.json")).toBe(
    before
      .replace('"type"', '"x": "file:vendor/kubewright-1.tgz",\n    "type"')
      .replace('"kubewright": "file:vendor/kubewright-1', '"kubewright": "file:vendor/kubewright-2'),
  );
});

test.each(["{}", "not json", '{"dependencies":{}}'])(
  "a package.json that does not depend on the library (%s) is not guessed at",
  async (text) => {
    const root = await newProject();
    writeInto(root, "package.json", text);
    expect(() => planInit(initOptions(root))).toThrowError(
      expect.objectContaining({ code: "PACKAGE_JSON_INVALID" }),
    );
  },
);

test("a folder that holds another project is refused", async () => {
  const root = await newProject();
  for (const other of [{ domain: "other.org" }, { projectName: "other" }]) {
    expect(() => planInit({ ...initOptions(root), ...other })).toThrowError(
      expect.objectContaining({ code: "PROJECT_EXISTS" }),
    );
  }
});

test("a fresh repository keeps its README, LICENSE and .gitignore", async () => {
  const root = await newProject({
    "README.md": "# Mine\n",
    LICENSE: "MIT\n",
    ".gitignore": "*.log\nnode_modules/",
  });
  expect(readFrom(root, "README.md")).toBe("# Mine\n");
  expect(readFrom(root, "LICENSE")).toBe("MIT\n");
  expect(readFrom(root, ".gitignore")).toMatch(/^\*\.log\nnode_modules\/\ndist\/\n/);
  expect(readFrom(root, ".gitignore").match(/node_modules/g)).toHaveLength(1);
});

test("any other file in the way is a conflict, and nothing is written", async () => {
  const root = temporaryFolder({ "package.json": "{}", "src/main.ts": "" });
  const options = { ...initOptions(root), projectName: "operator" };
  expect(() => planInit(options)).toThrowError(
    expect.objectContaining({
      code: "FILE_CONFLICT",
      message: expect.stringContaining('"package.json", "src/main.ts"'),
    }),
  );
  await applyPlan(planInit({ ...options, force: true }));
  expect(readFrom(root, "src/main.ts")).toContain("operator(");
});

test("force writes the scaffold again but loses no API", async () => {
  const root = await newProject();
  await applyPlan(planCreateApi({ root, group: "cache", version: "v1alpha1", kind: "Memcached" }));
  const before = readAll(root);
  writeInto(root, "src/main.ts", "// mine\n");
  await applyPlan(planInit({ ...initOptions(root), force: true }));
  expect(readAll(root)).toEqual(before);
});

test("license and owner are where people look for them", async () => {
  const owned = new FileTree(await newProject({}, { owner: 'Example "Inc."' }));
  expect(owned.read("LICENSE")).toContain('Copyright 2026 Example "Inc."');
  expect(JSON.parse(owned.read("package.json")!)).toMatchObject({ author: 'Example "Inc."' });
  const unowned = new FileTree(await newProject());
  expect(unowned.read("LICENSE")).toContain("Copyright 2026 The operator authors");
  const none = new FileTree(await newProject({}, { license: "none" }));
  expect(none.read("LICENSE")).toBeUndefined();
  expect(none.read("README.md")).not.toContain("LICENSE");
  expect(JSON.parse(none.read("package.json")!)).toMatchObject({ license: "UNLICENSED" });
});

test("a folder whose name cannot be a project's name asks for one", () => {
  const root = join(temporaryFolder(), "My Operator");
  expect(() => planInit(initOptions(root))).toThrowError(
    expect.objectContaining({ code: "PROJECT_NAME_INVALID", hint: 'Did you mean "my-operator"?' }),
  );
  expect(() => planInit({ ...initOptions(root), projectName: "ok", domain: "Bad Domain" })).toThrowError(
    expect.objectContaining({ code: "DOMAIN_INVALID" }),
  );
});
