import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ownCode } from "../../../../src/generate/cache/own-code.ts";
import { hashOf } from "../../../../src/generate/cache/source-files.ts";
import { generateDocuments, type DocumentOptions } from "../../../../src/generate/documents.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "kubewright-results-"));
  vi.stubEnv("XDG_CACHE_HOME", join(root, "cache"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

const mark = "# from the cache\n";

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const kind = (spec: string, more = "") => `import { resource, type CustomResource } from "kubewright";
${more}
interface Spec { ${spec} }
export interface Thing extends CustomResource<Spec> {}
export const Thing = resource<Thing>({ group: "example.com", version: "v1", kind: "Thing" });
`;

function generate(options: Partial<DocumentOptions> = {}) {
  return generateDocuments({ sources: [join(root, "src")], roleName: "manager-role", ...options });
}

/** The one definition's text. A result that comes from the cache has its mark, once it was put there by {@link markEntries}. */
async function textOf(options: Partial<DocumentOptions> = {}): Promise<string> {
  const { crds, diagnostics } = await generate(options);
  expect(diagnostics).toEqual([]);
  return crds.map(({ text }) => text).join("");
}

function entries(): string[] {
  const folder = join(root, "cache", "kubewright", "generate");
  return readdirSync(folder).map((name) => join(folder, name));
}

/** Changes what entries say, and their checksum with it. */
function editEntries(edit: (text: string) => string): void {
  for (const file of entries()) {
    const text = edit(readFileSync(file, "utf8").replace(/^.*\n/, ""));
    writeFileSync(file, `${hashOf(text)}\n${text}`);
  }
}

function markEntries(): void {
  editEntries((text) => {
    const entry = JSON.parse(text) as { result: { crds: { text: string }[] } };
    for (const crd of entry.result.crds) crd.text = mark + crd.text;
    return JSON.stringify(entry);
  });
}

/** Generates once, and marks what is kept of it. */
async function prime(options: Partial<DocumentOptions> = {}): Promise<string> {
  const text = await textOf(options);
  markEntries();
  return text;
}

test("where nothing has changed, the result is that of the last run", async () => {
  write({ "src/a.ts": kind("size: string") });
  const text = await prime();
  expect(await textOf()).toBe(mark + text);
});

test("--no-cache neither uses nor leaves anything", async () => {
  write({ "src/a.ts": kind("size: string") });
  const text = await prime();
  expect(await textOf({ cache: false })).toBe(text);
  rmSync(join(root, "cache"), { recursive: true });
  await textOf({ cache: false });
  expect(readdirSync(root)).toEqual(["src"]);
});

test("an edit of the file itself is seen, also one of the same size and time", async () => {
  write({ "src/a.ts": kind("size: string") });
  utimesSync(join(root, "src/a.ts"), 1_000, 1_000);
  await prime();
  write({ "src/a.ts": kind("mass: string") });
  utimesSync(join(root, "src/a.ts"), 1_000, 1_000);
  const text = await textOf();
  expect(text).not.toContain(mark);
  expect(text).toContain("mass:");
});

test("an edit of a file that is imported by an imported one is seen, wherever it lies", async () => {
  write({
    "src/a.ts": kind("part: Part", 'import type { Part } from "../lib/b.ts";'),
    "lib/b.ts": 'export type { Part } from "../deep/c.ts";',
    "deep/c.ts": "export interface Part { one: string }",
  });
  await prime();
  expect(await textOf()).toContain(mark);
  write({ "deep/c.ts": "export interface Part { two: string }" });
  const text = await textOf();
  expect(text).not.toContain(mark);
  expect(text).toContain("two:");
});

test("a file that takes the place of one that was found later is seen", async () => {
  write({
    "src/a.ts": kind("part: Part", 'import type { Part } from "../lib/b.js";'),
    "lib/b.d.ts": "export interface Part { declared: string }",
  });
  await prime();
  expect(await textOf()).toContain("declared:");
  write({ "lib/b.ts": "export interface Part { written: string }" });
  expect(await textOf()).toContain("written:");
});

test("a new file beside the others is seen, one that is no source is not", async () => {
  write({ "src/a.ts": kind("size: string") });
  await prime();
  write({ "src/notes.md": "", "src/a.test.ts": "" });
  expect(await textOf()).toContain(mark);
  write({ "src/deep/b.ts": kind("x: string").replaceAll("Thing", "Other") });
  expect(await textOf()).toContain("kind: Other");
});

test("a deleted source, and a deleted import, are seen", async () => {
  write({ "src/a.ts": kind("size: string"), "src/b.ts": kind("x: string").replaceAll("Thing", "Other") });
  await prime();
  unlinkSync(join(root, "src/b.ts"));
  expect(await textOf()).not.toContain("Other");
  write({
    "src/a.ts": kind("part: Part", 'import type { Part } from "../lib/b.ts";'),
    "lib/b.ts": "export interface Part {}",
  });
  await textOf();
  unlinkSync(join(root, "lib/b.ts"));
  expect((await generate()).diagnostics).toHaveLength(1);
});

test("a link that leads to another file is seen", async () => {
  write({ "one.ts": kind("one: string"), "two.ts": kind("two: string"), "src/b.ts": "" });
  symlinkSync(join(root, "one.ts"), join(root, "src", "a.ts"));
  await prime();
  unlinkSync(join(root, "src/a.ts"));
  symlinkSync(join(root, "two.ts"), join(root, "src", "a.ts"));
  expect(await textOf()).toContain("two:");
});

test("a linked package that leads elsewhere is seen, even if its first file says the same", async () => {
  const part = 'export type { Part } from "./deep.ts";';
  write({
    "src/a.ts": kind("part: Part", 'import type { Part } from "part";'),
    "one/index.d.ts": part,
    "one/deep.d.ts": "export interface Part { one: string }",
    "two/index.d.ts": part,
    "two/deep.d.ts": "export interface Part { two: string }",
    "node_modules/.keep": "",
  });
  symlinkSync(join(root, "one"), join(root, "node_modules", "part"));
  await prime();
  expect(await textOf()).toContain(mark);
  unlinkSync(join(root, "node_modules", "part"));
  symlinkSync(join(root, "two"), join(root, "node_modules", "part"));
  expect(await textOf()).toContain("two:");
});

test("other paths in tsconfig.json, and in what it extends, are seen", async () => {
  const config = (path: string) => JSON.stringify({ compilerOptions: { paths: { "#part": [path] } } });
  write({
    "src/a.ts": kind("part: Part", 'import type { Part } from "#part";'),
    "one.ts": "export interface Part { one: string }",
    "two.ts": "export interface Part { two: string }",
    "base.json": config("./one.ts"),
    "tsconfig.json": '{ "extends": "./base.json" }',
  });
  await prime();
  write({ "base.json": config("./two.ts") });
  expect(await textOf()).toContain("two:");
  write({ "tsconfig.json": config("./one.ts") });
  expect(await textOf()).toContain("one:");
});

test("a tsconfig.json that comes nearer is seen", async () => {
  const config = (path: string) => JSON.stringify({ compilerOptions: { paths: { "#part": [path] } } });
  write({
    "src/a.ts": kind("part: Part", 'import type { Part } from "#part";'),
    "one.ts": "export interface Part { one: string }",
    "two.ts": "export interface Part { two: string }",
    "tsconfig.json": config("./one.ts"),
  });
  await prime();
  write({ "src/tsconfig.json": config("../two.ts") });
  expect(await textOf()).toContain("two:");
});

test("other options are another run", async () => {
  write({ "src/a.ts": kind("\n/** A long one. With more. */\nsize: string") });
  await prime();
  expect(await textOf({ maxDescriptionLength: 0 })).not.toContain(mark);
  expect(await textOf({ sources: [join(root, "src", "a.ts")] })).not.toContain(mark);
  expect((await generate({ roleName: "other" })).role).toContain("name: other");
  expect(await textOf()).toContain(mark);
});

test("other code of the generator is another run", async () => {
  write({ "src/a.ts": kind("size: string") });
  await prime();
  editEntries((text) => text.replace(/"code":"[^"]*"/, '"code":"of another version"'));
  expect(await textOf()).not.toContain(mark);
});

test("code and built-in data are known by every file of theirs", () => {
  for (const part of ["base", "cli", "files", "generate/read", "k8s/openapi", "kube"])
    write({ [`dist/${part}/file.js`]: "1" });
  const seen = new Set([ownCode(join(root, "dist"))]);
  write({ "dist/generate/read/file.js": "2!" });
  seen.add(ownCode(join(root, "dist")));
  write({ "dist/k8s/openapi/file.js": "3!!" });
  seen.add(ownCode(join(root, "dist")));
  write({ "dist/kube/more.js": "" });
  seen.add(ownCode(join(root, "dist")));
  unlinkSync(join(root, "dist/kube/file.js"));
  seen.add(ownCode(join(root, "dist")));
  write({ "dist/program/main.js": "" }); // once there is a bundle, that is the code
  seen.add(ownCode(join(root, "dist")));
  write({ "dist/program/main.js": "1" });
  seen.add(ownCode(join(root, "dist")));
  write({ "dist/k8s/openapi/file.js": "4!!!" });
  seen.add(ownCode(join(root, "dist")));
  expect(seen.size).toBe(8);
  expect(ownCode(join(root, "dist"))).toBe(ownCode(join(root, "dist")));
});

test("another version of a package that generates with us is another run", async () => {
  write({ "src/a.ts": kind("size: string") });
  await prime();
  editEntries((text) => text.replace(/("[^"]*ts-morph[^"]*package\.json"):"[^"]*"/, '$1:"another"'));
  expect(await textOf()).not.toContain(mark);
});

test("errors are found anew each time, and nothing is kept of them", async () => {
  write({ "src/a.ts": kind("size: any") });
  for (let run = 0; run < 2; run++) expect((await generate()).diagnostics).toHaveLength(1);
  write({ "src/a.ts": kind("size: string") });
  expect(await textOf()).toContain("size:");
});

test.each(["", "{", "[]", "null", '{"code":1}', "\u0000"])(
  "an entry that says %j is passed over",
  async (damaged) => {
    write({ "src/a.ts": kind("size: string") });
    const text = await textOf();
    for (const file of entries()) writeFileSync(file, damaged);
    expect(await textOf()).toBe(text);
    markEntries();
    expect(await textOf()).toBe(mark + text);
  },
);

test("an entry that was damaged in one letter is passed over", async () => {
  write({ "src/a.ts": kind("size: string") });
  const text = await textOf();
  for (const file of entries()) writeFileSync(file, readFileSync(file, "utf8").replace("size:", "sice:"));
  expect(await textOf()).toBe(text);
});

test("a cache that is deleted, or cannot be written, is no error", async () => {
  write({ "src/a.ts": kind("size: string") });
  const text = await textOf();
  rmSync(join(root, "cache"), { recursive: true });
  expect(await textOf()).toBe(text);
  rmSync(join(root, "cache"), { recursive: true });
  writeFileSync(join(root, "cache"), "no folder");
  expect(await textOf()).toBe(text);
});

test("what must be well before a run is asked after a change of its files only", async () => {
  write({ "src/a.ts": kind("size: string"), PROJECT: "1" });
  const asked: string[] = [];
  const before = {
    files: [join(root, "PROJECT")],
    run: async () => void asked.push(readFileSync(join(root, "PROJECT"), "utf8")),
  };
  await textOf({ before });
  await textOf({ before });
  write({ PROJECT: "2" });
  await textOf({ before });
  expect(asked).toEqual(["1", "2"]);
  await textOf(); // without the condition it is another run: that one says nothing of PROJECT
  await textOf({ before });
  expect(asked).toEqual(["1", "2"]);
});
