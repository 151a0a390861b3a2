import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseProject } from "../../../src/project/parse-project.ts";
import { type Project, apiGroupOf } from "../../../src/project/project.ts";
import { findProjectRoot } from "../../../src/project/find-project.ts";
import { readProject } from "../../../src/project/read-project.ts";
import { writeProject } from "../../../src/project/write-project.ts";
import { temporaryFolder } from "../files/temporary-folder.ts";

const memcached = {
  api: { crdVersion: "v1", namespaced: true },
  controller: true,
  core: false,
  domain: "example.com",
  group: "cache",
  version: "v1alpha1",
  kind: "Memcached",
  plural: "memcacheds",
  path: "src/api/v1alpha1/memcached.ts",
} as const;

const project: Project = {
  version: "3",
  cliVersion: "0.1.0",
  domain: "example.com",
  projectName: "memcached-operator",
  layout: ["typescript.kubewright/v1"],
  resources: [memcached],
};

const pod = {
  controller: true,
  core: true,
  domain: "",
  group: "core",
  version: "v1",
  kind: "Pod",
  plural: "pods",
  path: "kubewright/k8s/core/v1",
};

test("a project is written with kubebuilder's keys, and read back", () => {
  const text = writeProject(project);
  expect(text).toMatchInlineSnapshot(`
    "# What was scaffolded in this project, for the commands that add to it. Comments and keys of your own are kept.

    cliVersion: 0.1.0
    domain: example.com
    layout:
    - typescript.kubewright/v1
    projectName: memcached-operator
    version: "3"
    resources:
    - api:
        crdVersion: v1
        namespaced: true
      controller: true
      domain: example.com
      group: cache
      kind: Memcached
      path: src/api/v1alpha1/memcached.ts
      version: v1alpha1
    "
  `);
  expect(parseProject(text)).toEqual(project);
});

test("built-in kinds, odd plurals and allowed contexts survive the round trip", () => {
  const full: Project = {
    ...project,
    allowedContexts: ["kind-dev", "staging"],
    manifests: { maxDescriptionLength: 0, embeddedMetadata: false, featureGates: "New", year: "2026" },
    resources: [
      { ...memcached, plural: "mems", controller: false, api: { crdVersion: "v1", namespaced: false } },
      pod,
    ],
  };
  expect(parseProject(writeProject(full))).toEqual(full);
});

test("a project that did not change is written back letter for letter", () => {
  const text =
    "# mine\n" + writeProject(project).replace("domain: example.com\n", "domain:   'example.com'   # ours\n");
  expect(writeProject(parseProject(text), text)).toBe(text);
});

test("comments and unknown keys stay when a resource is added, changed and taken away", () => {
  const text = writeProject(project)
    .replace("resources:", "plugins:\n  mine:\n    x: 1 # kept\nresources:")
    .replace("  kind: Memcached", "  kind: Memcached # the first\n  webhooks:\n    validation: true");
  const redis = { ...memcached, kind: "Redis", plural: "redises", path: "src/api/v1alpha1/redis.ts" };
  const added = writeProject({ ...project, resources: [{ ...memcached, controller: false }, redis] }, text);
  expect(parseProject(added).resources).toEqual([{ ...memcached, controller: false }, redis]);
  for (const kept of ["x: 1 # kept", "kind: Memcached # the first", "validation: true"])
    expect(added).toContain(kept);
  const removed = writeProject({ ...project, resources: [redis] }, added);
  expect(removed).not.toContain("Memcached");
  expect(parseProject(removed).resources).toEqual([redis]);
  expect(removed).toContain("x: 1 # kept");
});

test("a plural that became the English one is no longer said", () => {
  const odd = writeProject({ ...project, resources: [{ ...memcached, plural: "mems" }] });
  expect(odd).toContain("plural: mems");
  expect(writeProject(project, odd)).not.toContain("plural");
});

test("the API group is group and domain, or the built-in group", () => {
  expect(apiGroupOf(memcached)).toBe("cache.example.com");
  expect(apiGroupOf(pod)).toBe("");
  expect(apiGroupOf({ ...pod, group: "apps" })).toBe("apps");
});

test("settings of manifests are of a type, and have names", () => {
  const text = writeProject(project).replace(
    "resources:",
    "manifests:\n  maxCrdSize: big\n  builtinDescriptions: true\n  year: 2026\nresources:",
  );
  expect(() => parseProject(text)).toThrowErrorMatchingInlineSnapshot(`
    [DiagnosticError: cannot use PROJECT
    PROJECT:10:15: error: manifests.maxCrdSize: expected a whole number from 0 on, found "big"
    PROJECT:11:24: error: manifests.builtinDescriptions: no such setting
      hint: Did you mean "builtInDescriptions"?
    PROJECT:12:9: error: manifests.year: expected a string, found 2026
      hint: Put it in quotes: "2026".]
  `);
  expect(() =>
    parseProject(writeProject(project).replace("resources:", "manifests: all\nresources:")),
  ).toThrow('manifests: expected settings by name, found "all"');
});

test("every problem of a PROJECT is reported, each with its place", () => {
  const text = [
    "version: 3",
    "cliVersion: 0.1.0",
    "domain: Example.com",
    "layout:",
    "- typescript.kubewright/v1",
    "projectName: x",
    "resources:",
    "- api: {crdVersion: v1beta1}",
    "  controller: sure",
    "  domain: example.com",
    "  group: cache",
    "  kind: memcached",
    "  path: src/a.ts",
    "",
  ].join("\n");
  expect(() => parseProject(text)).toThrowErrorMatchingInlineSnapshot(`
    [DiagnosticError: cannot use PROJECT
    PROJECT:1:10: error: version: expected a string, found 3
      hint: Put it in quotes: "3".
    PROJECT:3:9: error: domain: domain "Example.com" is not valid: expected a DNS-1123 subdomain: lower-case letters, digits, "-" and ".", such as "example.com"
      hint: Did you mean "example.com"?
    PROJECT:8:3: error: resources[0].version: expected a string, found nothing
    PROJECT:8:21: error: resources[0].api.crdVersion: expected crdVersion "v1"
    PROJECT:9:15: error: resources[0].controller: expected true or false, found "sure"
    PROJECT:12:9: error: resources[0].kind: kind "memcached" is not valid: expected PascalCase, letters and digits only, such as "Memcached"
      hint: Did you mean "Memcached"?]
  `);
});

test("a project of kubebuilder is recognised and refused", () => {
  const text = writeProject(project).replace("typescript.kubewright/v1", "go.kubebuilder.io/v4");
  expect(() => parseProject(text)).toThrowError(
    /PROJECT:6:1: error: layout: .*"go\.kubebuilder\.io\/v4"\n {2}hint: This is a project of kubebuilder/,
  );
});

test("a later format is refused", () => {
  expect(() => parseProject(writeProject(project).replace('"3"', '"4"'))).toThrowError(
    /expected version "3", found "4"/,
  );
});

test("the project is found from any folder below it", () => {
  const root = temporaryFolder({ PROJECT: writeProject(project), "src/api/v1/x.ts": "" });
  expect(findProjectRoot(join(root, "src", "api"))).toBe(root);
  expect(readProject(root)).toEqual(project);
});

test("a folder without a project is an error that says what to do", () => {
  const root = temporaryFolder();
  mkdirSync(join(root, "deep"));
  for (const find of [readProject, findProjectRoot]) {
    expect(() => find(join(root, "deep"))).toThrowError(
      expect.objectContaining({
        code: "PROJECT_NOT_FOUND",
        hint: expect.stringContaining("kubewright init"),
      }),
    );
  }
});
