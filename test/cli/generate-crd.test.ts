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
  expect(file).toMatchObject({ code: 0, stderr: "" });
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
