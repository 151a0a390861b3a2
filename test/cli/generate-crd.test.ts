import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseYaml } from "../../src/kube/yaml.ts";
import { runCli, temporaryFolder } from "./run-cli.ts";

const source = (kind: string) => `import { resource, type CustomResource, type Int32 } from "kubewright";

export interface ${kind}Spec {
  size?: Int32;
}

export interface ${kind} extends CustomResource<${kind}Spec> {}

export const ${kind} = resource<${kind}>({ group: "example.com", version: "v1", kind: "${kind}" });
`;

/** A folder with two kinds, a test and a declaration; no project. */
function setUp() {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, "api/deep"), { recursive: true });
  writeFileSync(join(cwd, "api/widget.ts"), source("Widget"));
  writeFileSync(join(cwd, "api/deep/gadget.ts"), source("Gadget"));
  writeFileSync(join(cwd, "api/widget.test.ts"), source("Tested"));
  writeFileSync(join(cwd, "api/other.d.ts"), "export declare const broken: Missing;\n");
  return { cwd, generate: (...argv: string[]) => runCli(["generate", "crd", ...argv], { cwd }) };
}

const namesIn = (text: string) =>
  (parseYaml(text) as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name).sort();

test("types in, YAML documents out, from files and from folders", async () => {
  const { generate } = setUp();
  const file = await generate("api/widget.ts");
  // a machine that is slow is told of it
  expect(file).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^(reading the sources…\n)?$/) as string,
  });
  expect(file.stdout.startsWith("---\n")).toBe(true);
  expect(namesIn(file.stdout)).toEqual(["widgets.example.com"]);
  expect(namesIn((await generate("api", "--out", "-")).stdout)).toEqual([
    "gadgets.example.com",
    "widgets.example.com",
  ]);
});

test("--out writes a file for each, only when it changes; --dry-run writes none", async () => {
  const { cwd, generate } = setUp();
  expect((await generate("api", "--out", "crds", "--dry-run")).stdout).toContain(
    "+++ b/crds/example.com_gadgets.yaml\n",
  );
  expect(readdirSync(cwd)).toEqual(["api"]);
  expect((await generate("api", "--out", "crds")).stdout).toBe(
    "create crds/example.com_gadgets.yaml\ncreate crds/example.com_widgets.yaml\n",
  );
  expect(readFileSync(join(cwd, "crds/example.com_widgets.yaml"), "utf8")).toBe(
    (await generate("api/widget.ts")).stdout,
  );
  expect((await generate("api", "--out", "crds")).stdout).toBe("nothing to change\n");
});

test("--max-description-length shortens what is written", async () => {
  const { generate } = setUp();
  const descriptions = (text: string) => text.match(/description:/g)?.length ?? 0;
  expect(descriptions((await generate("api/widget.ts")).stdout)).toBeGreaterThan(0);
  expect(descriptions((await generate("api/widget.ts", "--max-description-length", "0")).stdout)).toBe(0);
});

test("what is not there, and what holds no kind, is said", async () => {
  const { cwd, generate } = setUp();
  expect(await generate("api/missing.ts")).toMatchObject({
    code: 1,
    stderr: 'error: cannot read "api/missing.ts": no such file or folder [SOURCE_NOT_FOUND]\n',
  });
  writeFileSync(join(cwd, "empty.ts"), "export const nothing = 1;\n");
  expect(await generate("empty.ts")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("no kind is defined in empty.ts") as string,
  });
});

test("a mistake is told with its place, as the file was named", async () => {
  const { cwd, generate } = setUp();
  writeFileSync(
    join(cwd, "api/widget.ts"),
    source("Widget").replace("size?:", "/** @minimun 1 */\n  size?:"),
  );
  const { code, stdout, stderr } = await generate("api/widget.ts");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/widget\.ts:4:\d+: error: /);
});

test("--patch replaces the schemas of CRDs that are kept by hand, and says which versions it could not", async () => {
  const { cwd, generate } = setUp();
  const kept = `# kept by hand
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com, labels: { mine: "yes" } }
spec:
  group: example.com
  names: { kind: Widget, plural: widgets }
  scope: Cluster
  versions:
    - { name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }
    - { name: v0, served: true, storage: false, schema: { openAPIV3Schema: { type: object } } }
`;
  mkdirSync(join(cwd, "crds"));
  writeFileSync(join(cwd, "crds/widget.yaml"), kept);
  writeFileSync(join(cwd, "crds/other.yaml"), "a: 1\n");
  const result = await generate("api", "--patch", "crds");
  expect(result).toMatchObject({ code: 0, stdout: "update crds/widget.yaml\n" });
  expect(result.stderr).toContain(
    'crds/widget.yaml: version "v0" of Widget is not in the sources: its schema stays',
  );
  const text = readFileSync(join(cwd, "crds/widget.yaml"), "utf8");
  expect(text).toMatch(/^# kept by hand\n/);
  const [crd] = parseYaml(text) as { spec: { scope: string; versions: { schema: unknown }[] } }[];
  expect(crd?.spec.scope).toBe("Cluster");
  expect(JSON.stringify(crd?.spec.versions[0]?.schema)).toContain('"size"');
  expect(crd?.spec.versions[1]?.schema).toEqual({ openAPIV3Schema: { type: "object" } });
  expect((await generate("api", "--patch", "crds")).stdout).toBe("nothing to change\n");
  expect((await generate("api", "--patch", "api")).stderr).toContain(
    "no file in api defines a kind of the sources",
  );
  expect((await generate("api", "--patch", "nowhere")).stderr).toContain(
    'cannot read "nowhere": no such folder',
  );
});

test("--patch patches every document of a file, and says which kinds of the sources no file defines", async () => {
  const { cwd, generate } = setUp();
  const [before, after] = [
    "# first\nkind: ConfigMap\ndata: {a:   b}\n---\n",
    "---\n# last\n{kind: Secret}\n",
  ];
  const kept = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: example.com
  names: {kind: Widget}
  versions:
    - {name: v1, schema: {openAPIV3Schema: {type: string}}}
`;
  mkdirSync(join(cwd, "crds"));
  writeFileSync(join(cwd, "crds/all.yaml"), before + kept + after);
  writeFileSync(
    join(cwd, "api/gizmo.ts"),
    `import { resource, type CustomResource } from "kubewright";
export const Gizmo = resource<CustomResource<{ a?: string }>>({ group: "example.com", version: "v1", kind: "Gizmo" });
`,
  );
  const { stderr } = await generate("api", "--patch", "crds", "--out", "copies");
  expect(stderr).toContain("no file in crds defines Gizmo of example.com: its schema was not written");
  expect(readFileSync(join(cwd, "crds/all.yaml"), "utf8")).toBe(before + kept + after);
  const text = readFileSync(join(cwd, "copies/all.yaml"), "utf8");
  expect(text.startsWith(before) && text.endsWith(after)).toBe(true);
  expect(text).toContain("  names: {kind: Widget}\n");
  expect(text).toContain('"size"');
  expect(parseYaml(text)).toHaveLength(3);
  expect((await generate("api", "--patch", "crds", "--header-file", "x")).stderr).toContain(
    "--patch and --header-file exclude each other",
  );
});

test("--header-file begins each file, as a comment", async () => {
  const { cwd, generate } = setUp();
  writeFileSync(join(cwd, "header.txt"), "# Copyright YEAR Example\n\n# All of it.\n");
  writeFileSync(join(cwd, "header.go.txt"), "/*\nCopyright YEAR Example\n*/\n");
  const first = await generate("api/widget.ts", "--header-file", "header.txt", "--year", "2031");
  expect(first.stdout).toMatch(/^# Copyright 2031 Example\n\n# All of it.\n---\napiVersion/);
  const second = await generate("api/widget.ts", "--header-file", "header.go.txt", "--year", "2031");
  expect(second.stdout).toMatch(/^# Copyright 2031 Example\n---\napiVersion/);
  expect((await generate("api/widget.ts", "--header-file", "no.txt")).stderr).toContain(
    'cannot read "no.txt"',
  );
});

test("--feature-gates and --allow-floats decide what is in it", async () => {
  const { cwd, generate } = setUp();
  const gated = source("Widget").replace("  size?: Int32;", "  /** @featureGate New */\n  size?: Double;");
  writeFileSync(join(cwd, "api/widget.ts"), gated.replace("Int32", "Double"));
  expect((await generate("api/widget.ts")).stderr).toContain('"Double" is a floating-point number');
  const off = await generate("api/widget.ts", "--allow-floats", "--feature-gates", "New=false");
  expect(off.stdout).not.toContain("size");
  expect((await generate("api/widget.ts", "--allow-floats", "--feature-gates", "New")).stdout).toContain(
    "size",
  );
  expect((await generate("api/widget.ts", "--allow-floats", "--feature-gates", "Neu")).stderr).toContain(
    'nothing is behind the feature gate "Neu"',
  );
  expect((await generate("api/widget.ts", "--feature-gates", "New=maybe")).stderr).toContain(
    'cannot read the feature gate "New=maybe": expected true or false after "New=", found "maybe"',
  );
});
