import { describe, expect, test } from "vitest";
import { resolve } from "node:path";
import { libraryModule, resolveRelative } from "../../../../src/generate/read/resolve-module.ts";
import { generate, type Files } from "../from-text.ts";

const kind = (imports: string, type: string) => `import { resource, type CustomResource } from "kubewright";
${imports}
interface Spec { p: ${type} }
export const Thing = resource<CustomResource<Spec>>({ group: "example.com", version: "v1", kind: "Thing" });`;

async function schemaFrom(imports: string, type: string, files: Files) {
  const { crds, errors } = await generate({ "input.ts": kind(imports, type), ...files });
  expect(errors).toEqual([]);
  return crds[0]?.spec.versions[0]?.schema?.openAPIV3Schema?.properties?.spec?.properties?.p;
}

describe("names are followed", () => {
  test.each<[string, string, string, Files]>([
    [
      "an import",
      'import type { Name } from "./names.ts";',
      "Name",
      { "names.ts": 'export type Name = "x";' },
    ],
    [
      "under another name",
      'import { type Name as N } from "./names.ts";',
      "N",
      { "names.ts": 'export type Name = "x";' },
    ],
    [
      "with .js for .ts, and without",
      'import type { A } from "./a.js";',
      "A",
      { "a.ts": 'export { A } from "./b";', "b.ts": 'export type A = "x";' },
    ],
    [
      "an index file",
      'import type { A } from "./sub";',
      "A",
      { "sub/index.ts": 'export * from "./a.ts";', "sub/a.ts": 'export type A = "x";' },
    ],
    [
      "passed on under another name",
      'import type { B } from "./b.ts";',
      "B",
      { "b.ts": 'export { A as B } from "./a.ts";', "a.ts": 'export type A = "x";' },
    ],
    [
      "exported under another name",
      'import type { B } from "./b.ts";',
      "B",
      { "b.ts": 'type A = "x"; export { A as B };' },
    ],
    [
      "through stars that go round",
      'import type { A } from "./a.ts";',
      "A",
      {
        "a.ts": 'export * from "./b.ts"; export * from "./c.ts";',
        "b.ts": 'export * from "./a.ts";',
        "c.ts": 'export type A = "x";',
      },
    ],
    [
      "through a namespace",
      'import type * as names from "./names.ts";',
      "names.Name",
      { "names.ts": 'export type Name = "x";' },
    ],
    ["inside of import()", "", 'import("./names.ts").Name', { "names.ts": 'export type Name = "x";' }],
    ["a default", 'import D from "./d.ts";', "D", { "d.ts": 'type D = "x"; export default D;' }],
    [
      "a default that is named by others",
      'import { default as D } from "./d.ts";',
      "D",
      { "d.ts": 'export default E; type E = "x";' },
    ],
    ["import = require()", 'import D = require("./d.ts");', "D", { "d.ts": 'type D = "x"; export = D;' }],
    ["import = Namespace.Name", 'import D = A.B.C; namespace A.B { export type C = "x" }', "D", {}],
    ["a namespace", 'namespace A { export namespace B { export type C = D } type D = "x" }', "A.B.C", {}],
    [
      "a namespace in two parts",
      'namespace A { export type C = D }\nnamespace A { export type D = "x" }',
      "A.C",
      {},
    ],
    [
      "export * as",
      'import { all } from "./a.ts";',
      "all.X",
      { "a.ts": 'export * as all from "./b.ts";', "b.ts": 'export type X = "x";' },
    ],
    [
      "inside of import() through namespaces",
      "",
      'import("./a.ts").all.X',
      { "a.ts": 'export * as all from "./b.ts";', "b.ts": 'export type X = "x";' },
    ],
    ["declare global", "declare global { type G = 'x' }", "G", {}],
    [
      "paths of tsconfig.json",
      'import type { A } from "@api/a";',
      "A",
      {
        "tsconfig.json": '{ "extends": "./base.json" } // ours',
        "base.json": '{ "compilerOptions": { "paths": { "@api/*": ["./api/*.ts"] } } }',
        "api/a.ts": 'export type A = "x";',
      },
    ],
    [
      "moduleSuffixes of tsconfig.json",
      'import type { A } from "./a.js";',
      "A",
      {
        "tsconfig.json": '{ "compilerOptions": { "moduleSuffixes": [".next", ""] } }',
        "a.ts": 'export type A = "wrong";',
        "a.next.ts": 'export type A = "x";',
      },
    ],
    [
      "imports of package.json",
      'import type { A } from "#a";',
      "A",
      {
        "package.json": '{ "name": "p", "imports": { "#a": "./src/a.ts" } }',
        "src/a.ts": 'export type A = "x";',
      },
    ],
    [
      "a package",
      'import type { A } from "acme";',
      "A",
      {
        "node_modules/acme/package.json": '{ "name": "acme", "types": "./t.d.ts" }',
        "node_modules/acme/t.d.ts": 'export type A = "x";',
      },
    ],
    [
      "a package with exports",
      'import type { A } from "@acme/api/v1";',
      "A",
      {
        "node_modules/@acme/api/package.json":
          '{ "name": "@acme/api", "exports": { "./v1": { "types": "./v1.d.ts" } } }',
        "node_modules/@acme/api/v1.d.ts": 'export type A = "x";',
      },
    ],
    [
      "a package of types for another",
      'import type { A } from "acme";',
      "A",
      {
        "node_modules/@types/acme/package.json": '{ "name": "@types/acme", "types": "./t.d.ts" }',
        "node_modules/@types/acme/t.d.ts": 'export type A = "x";',
      },
    ],
    [
      "a referenced project that is not built",
      'import type { A } from "./other/dist/a.js";',
      "A",
      {
        "tsconfig.json": '{ "references": [{ "path": "./other" }] }',
        "other/tsconfig.json":
          '{ "compilerOptions": { "composite": true, "rootDir": "src", "outDir": "dist" } }',
        "other/src/a.ts": 'export type A = "x";',
      },
    ],
    [
      "a constant of another file",
      'import { all } from "./names.ts";',
      "(typeof all)[number]",
      { "names.ts": 'export const all = ["x"] as const;' },
    ],
  ])("%s", async (_, imports, type, files) => {
    expect(await schemaFrom(imports, type, files)).toEqual({ type: "string", enum: ["x"] });
  });

  test("an import means what it means in the file where it stands", async () => {
    const files = { "a.ts": 'export interface A { b: B }\ntype B = "theirs";' };
    const schema = await schemaFrom(
      'import type { A } from "./a.ts";\ntype B = "ours";',
      "{ a: A; b: B }",
      files,
    );
    expect(schema).toMatchObject({
      properties: { a: { properties: { b: { enum: ["theirs"] } } }, b: { enum: ["ours"] } },
    });
  });

  test("the library under another name, or as a namespace", async () => {
    const text = `import * as kw from "kubewright";
import { resource as define } from "kubewright";
export const A = define<kw.CustomResource<{ a: kw.Int32 }>>({ group: "example.com", version: "v1", kind: "A" });
export const B = kw.resource<kw.CustomResource<{ b: string }>>({ group: "example.com", version: "v1", kind: "B" });`;
    const { crds, errors } = await generate({ "input.ts": text });
    expect(errors).toEqual([]);
    expect(crds.map((crd) => crd.spec.names.kind)).toEqual(["A", "B"]);
  });

  test("a project's own index is not the library", async () => {
    const files = {
      "src/index.ts": 'export type Int32 = "mine";',
      "src/kube/resource.ts": 'export type Name = "x";',
    };
    const text = kind(
      'import type { Int32 } from "./index.ts"; import type { Name } from "./kube/resource.ts";',
      "{ a: Int32; b: Name }",
    );
    const { crds, errors } = await generate({ "src/input.ts": text, ...files });
    expect(errors).toEqual([]);
    expect(crds[0]?.spec.versions[0]?.schema?.openAPIV3Schema?.properties?.spec?.properties?.p).toMatchObject(
      {
        properties: { a: { enum: ["mine"] }, b: { enum: ["x"] } },
      },
    );
  });
});

test("an interface has what other files declare of it, in their own words", async () => {
  const files = {
    "a.ts": "export interface A { x: Name }\nexport type Name = string;",
    "more.ts":
      'import type {} from "./a.ts";\ndeclare module "./a.ts" { interface A { y: Name; z: Own } type Own = boolean }',
  };
  const schema = await schemaFrom('import "./more.ts";\nimport type { A } from "./a.ts";', "A", files);
  expect(schema?.properties).toEqual({
    x: { type: "string" },
    y: { type: "string" },
    z: { type: "boolean" },
  });
});

test("what another package says to other tools is no mistake; its tags for schemas hold", async () => {
  const files = {
    "node_modules/acme/package.json": '{ "name": "acme", "types": "./t.d.ts" }',
    "node_modules/acme/t.d.ts":
      "export interface A {\n  /** @since 1.0\n   * @maxLength 3 */\n  x: string;\n}",
  };
  const schema = await schemaFrom('import type { A } from "acme";', "A", files);
  expect(schema?.properties?.x).toEqual({ type: "string", maxLength: 3 });
});

describe("resolving", () => {
  const own = resolve(import.meta.dirname, "../../../../src");
  test.each([
    ["kubewright", "/p/a.ts", "kubewright"],
    ["kubewright/k8s/apps/v1", "/p/a.ts", "kubewright/k8s/apps/v1"],
    ["../index.ts", `${own}/x/a.ts`, "kubewright"],
    ["../kube/resource.ts", `${own}/x/a.ts`, "kubewright"],
    [
      "../k8s/rbac.authorization.k8s.io/v1.ts",
      `${own}/x/a.ts`,
      "kubewright/k8s/rbac.authorization.k8s.io/v1",
    ],
    ["../index.ts", "/p/src/x/a.ts", undefined],
    ["kubewright-other", "/p/a.ts", undefined],
    ["yaml", "/p/a.ts", undefined],
  ])("%s from %s", (module, from, expected) => {
    expect(libraryModule(module, from)).toBe(expected);
  });

  test("only sources are found", () => {
    const there = (paths: string[]) => (path: string) => paths.includes(path);
    expect(resolveRelative("./a.json", "/p/x.ts", there(["/p/a.json"]))).toBeUndefined();
    expect(resolveRelative("./a.mjs", "/p/x.ts", there(["/p/a.mts"]))).toBe("/p/a.mts");
    expect(resolveRelative("./a", "/p/x.ts", there(["/p/a.d.ts"]))).toBe("/p/a.d.ts");
  });
});
