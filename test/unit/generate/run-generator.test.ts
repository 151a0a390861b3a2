import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SourceFiles } from "../../../src/generate/cache/source-files.ts";
import { openGenerator, type RunOptions } from "../../../src/generate/run-generator.ts";

let root = "";
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "kubewright-runs-"))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string | undefined>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (text === undefined) rmSync(join(root, path), { force: true });
    else writeFileSync(join(root, path), text);
  }
}

const kind = (
  name: string,
  spec: string,
  more = "",
) => `import { resource, type CustomResource, type Int32 } from "kubewright";
${more}
interface Spec { ${spec} }
export interface ${name} extends CustomResource<Spec> {}
export const ${name} = resource<${name}>({ group: "example.com", version: "v1", kind: "${name}" });
`;

function open(options: Partial<RunOptions> = {}) {
  const all = { sources: [join(root, "src")], roleName: "manager-role", ...options };
  const kept = openGenerator(all, new SourceFiles());
  return {
    again: () => kept.run(),
    /** By a generator that knows nothing of earlier runs. */
    anew: () => openGenerator(all, new SourceFiles()).run(),
  };
}

/** Runs again, and tells which definitions are not the very texts of the run before. */
async function changedBy(
  generator: ReturnType<typeof open>,
  files: Readonly<Record<string, string | undefined>>,
) {
  const before = new Map((await generator.again()).crds.map(({ name, text }) => [name, text]));
  write(files);
  const now = await generator.again();
  expect(now).toEqual(await generator.anew());
  return now.crds.filter(({ name, text }) => before.get(name) !== text).map(({ name }) => name);
}

describe("after a change, a run in the same process says what a new process would say", () => {
  test("of a file that two kinds are read from, over two steps", async () => {
    write({
      "src/a.ts": kind("A", "part: Part", 'import type { Part } from "./pass.ts";'),
      "src/b.ts": kind("B", "own: string"),
      "src/c.ts": kind("C", "part: Part", 'import type { Part } from "../lib/part.ts";'),
      "src/pass.ts": 'export * from "../lib/part.ts";',
      "lib/part.ts": "export interface Part { one: string }",
    });
    const names = await changedBy(open(), { "lib/part.ts": "export interface Part { two: string }" });
    expect(names).toEqual(["example.com_as.yaml", "example.com_cs.yaml"]);
  });

  test("of one version of a kind that has two", async () => {
    const version = (name: string, spec: string, storage: boolean) =>
      kind("A", spec).replace('version: "v1"', `version: "${name}", storage: ${storage}`);
    write({ "src/v1.ts": version("v1", "a: string", true), "src/v2.ts": version("v2", "b: string", false) });
    const names = await changedBy(open(), { "src/v2.ts": version("v2", "c: string", false) });
    expect(names).toEqual(["example.com_as.yaml"]);
  });

  test("that is an error, and its mending", async () => {
    write({ "src/a.ts": kind("A", "a: string"), "src/b.ts": kind("B", "b: string") });
    const generator = open();
    await generator.again();
    for (const spec of ["a: any", "a:", "a: Int32", "a: Nope", "a: string"]) {
      write({ "src/a.ts": kind("A", spec) });
      const now = await generator.again();
      expect(now).toEqual(await generator.anew());
    }
  });

  test("in a file whose tag belongs to nothing", async () => {
    write({ "src/a.ts": kind("A", "a: string"), "src/b.ts": kind("B", "b: string") });
    const generator = open();
    await generator.again();
    write({ "src/a.ts": kind("A", "a: /** @maxLength 1 */ string") });
    const now = await generator.again();
    expect(now.diagnostics.map(({ code }) => code)).toEqual(["TAG_MISPLACED"]);
  });

  test("that adds a kind, takes it away, and moves it to another file", async () => {
    write({ "src/a.ts": kind("A", "a: string") });
    const generator = open();
    expect(await changedBy(generator, { "src/b.ts": kind("B", "b: string") })).toEqual([
      "example.com_bs.yaml",
    ]);
    expect(await changedBy(generator, { "src/b.ts": undefined })).toEqual([]);
    expect(await changedBy(generator, { "src/a.ts": undefined, "src/c.ts": kind("A", "a: string") })).toEqual(
      [],
    );
  });

  test("of a tsconfig that says where a module is", async () => {
    const config = (path: string) => JSON.stringify({ compilerOptions: { paths: { "#part": [path] } } });
    write({
      "src/a.ts": kind("A", "part: Part", 'import type { Part } from "#part";'),
      "one.ts": "export interface Part { one: string }",
      "two.ts": "export interface Part { two: string }",
      "tsconfig.json": config("./one.ts"),
    });
    const generator = open();
    expect(await changedBy(generator, { "tsconfig.json": config("./two.ts") })).toEqual([
      "example.com_as.yaml",
    ]);
    write({ "src/b.ts": kind("B", "b: string") });
    expect(await generator.again()).toEqual(await generator.anew());
  });

  test("of types that the compiler's checker computes", async () => {
    const computed = "type Keys<T> = T extends string ? T : never;";
    write({
      "src/a.ts": kind("A", "a: Keys<Names | 1>", `${computed} import type { Names } from "./names.ts";`),
      "src/names.ts": 'export type Names = "x" | "y";',
    });
    const names = await changedBy(open(), { "src/names.ts": 'export type Names = "x" | "z";' });
    expect(names).toEqual(["example.com_as.yaml"]);
  });

  test("of what one file declares about the types of another", async () => {
    const more = (property: string) =>
      `import "./part.ts"; declare module "./part.ts" { interface Part { ${property}: string } } ${kind("B", "b: string")}`;
    write({
      "src/a.ts": kind("A", "part: Part", 'import type { Part } from "./part.ts";'),
      "src/part.ts": "export interface Part { one: string }",
      "src/b.ts": more("two"),
    });
    await changedBy(open(), { "src/b.ts": more("three") });
  });

  test("of a feature gate's only use", async () => {
    write({
      "src/a.ts": kind("A", "\n/** @featureGate Alpha */\na?: string"),
      "src/b.ts": kind("B", "b: string"),
    });
    const generator = open({ featureGates: ["Alpha"] });
    await changedBy(generator, { "src/b.ts": kind("B", "c: string") });
    write({ "src/a.ts": kind("A", "a?: string") });
    expect((await generator.again()).diagnostics.map(({ code }) => code)).toEqual(["FEATURE_GATE_UNKNOWN"]);
  });

  test("of a controller, whose rules are in the role", async () => {
    const controller = (verb: string) =>
      `// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=${verb}\nexport {};`;
    write({ "src/a.ts": kind("A", "a: string"), "src/c.ts": controller("get") });
    const generator = open();
    expect((await generator.again()).role).toContain("- get");
    write({ "src/c.ts": controller("list") });
    const { role } = await generator.again();
    expect(role).toContain("- list");
    expect(role).not.toContain("- get");
  });

  test("of any files, any number of times", async () => {
    const files = ["src/a.ts", "src/b.ts", "src/sub/c.ts", "lib/d.ts", "lib/e.ts"] as const;
    const parts = [
      kind("A", "a: string"),
      kind("A", "a: string; b?: P", 'import type { P } from "../lib/d.ts";'),
      kind("B", "b: P", 'import type { P } from "../lib/e.ts";'),
      kind("B", "b: P", 'import type { P } from "./a.ts";'),
      kind("C", "c: P[]", 'import type { P } from "../../lib/d.ts";'),
      "export interface P { p: string }",
      "export interface P { q: boolean }",
      'export type { P } from "./e.ts";',
      'export * from "./d.ts";',
      "export interface P { q: any }",
      "export interface P {",
    ];
    const edit = fc.record({ file: fc.constantFrom(...files), text: fc.option(fc.constantFrom(...parts)) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { maxLength: 8 }),
        async (steps) => {
          rmSync(root, { recursive: true, force: true });
          mkdirSync(join(root, "src"), { recursive: true });
          const generator = open();
          for (const step of steps) {
            for (const { file, text } of step) write({ [file]: text ?? undefined });
            expect(await generator.again()).toEqual(await generator.anew());
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

test("what was deleted and written anew between two runs has been edited", () => {
  write({ "src/a.ts": "1" });
  const files = new SourceFiles();
  for (const path of files.list(join(root, "src"))) files.read(path);
  unlinkSync(join(root, "src/a.ts"));
  write({ "src/a.ts": "2" });
  expect(files.refresh()).toEqual({ edited: [join(root, "src/a.ts")], moved: false });
  expect(files.refresh()).toEqual({ edited: [], moved: false });
});

test("a file that was emptied is told from one that was empty, has other text, or is gone", () => {
  write({ "src/a.ts": "1", "src/b.ts": "", "src/c.ts": "1" });
  const files = new SourceFiles();
  for (const path of files.list(join(root, "src"))) files.read(path);
  expect(files.isEmptied).toBe(false);
  unlinkSync(join(root, "src/c.ts"));
  write({ "src/a.ts": "2" });
  expect(files.isEmptied).toBe(false);
  write({ "src/a.ts": "" });
  expect(files.isEmptied).toBe(true);
  files.refresh();
  expect(files.isEmptied).toBe(false);
});

test("a file that is named, and is in folders that are named, is read once", async () => {
  write({ "src/a.ts": kind("A", "a: string") });
  const twice = open({ sources: ["src", "src/a.ts", "src/"].map((path) => join(root, path)) });
  const { crds, diagnostics } = await twice.again();
  expect(diagnostics).toEqual([]);
  expect(crds.map(({ name }) => name)).toEqual(["example.com_as.yaml"]);
});
